//! What the grader may call, as plain values.

use crate::json::Json;
use shelf::{Store, Transaction};
use std::collections::BTreeMap;

fn step(store: &mut Store, open: &mut BTreeMap<String, Transaction>, said: &[Json]) -> Json {
    let (verb, who) = (said[0].as_str(), said[1].as_str());
    let key = said.get(2).map(Json::as_str).unwrap_or_default();
    if verb == "begin" {
        open.insert(who.to_string(), store.begin());
        return Json::Null;
    }
    if verb == "now" {
        return store.now(who).map_or(Json::Null, Json::from);
    }
    let Some(transaction) = open.get_mut(who) else { return "nobody".into() };
    match verb {
        "get" => transaction.get(store, key).map_or(Json::Null, Json::from),
        "put" => {
            transaction.put(store, key, said[3].as_int() as i64);
            Json::Null
        }
        "remove" => {
            transaction.remove(store, key);
            Json::Null
        }
        "add" => transaction.add(store, key, said[3].as_int() as i64).into(),
        "commit" => match store.commit(open.remove(who).expect("it is open")) {
            Ok(moment) => moment.into(),
            Err(_) => "refused".into(),
        },
        other => panic!("no step {other}"),
    }
}

fn play(steps: &[Json]) -> Json {
    let (mut store, mut open) = (Store::new(), BTreeMap::new());
    let said: Vec<Json> = steps.iter().map(|each| step(&mut store, &mut open, each.as_list())).collect();
    let left = store.log().replay(u64::MAX).into_iter().map(|(key, value)| Json::list([Json::from(key), value.into()]));
    Json::object([("said", Json::List(said)), ("left", Json::List(left.collect()))])
}

pub fn call(name: &str, args: &[Json]) -> Json {
    match name {
        "play" => play(args[0].as_list()),
        other => panic!("no call {other}"),
    }
}
