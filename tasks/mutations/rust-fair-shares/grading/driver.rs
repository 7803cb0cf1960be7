//! What the grader may call, as plain values.

use crate::json::Json;
use shares::{split, Money, Part, Plan};

fn parts(said: &Json) -> Vec<Part> {
    let named = said.as_list().iter().map(Json::as_list);
    named.map(|part| Part::new(part[0].as_str(), part[1].as_int() as u32)).collect()
}

fn shared(sum: &Json, among: &Json) -> Json {
    match split(Money(sum.as_int() as i64), &parts(among)) {
        Ok(found) => Json::list(found.into_iter().map(|money| money.0)),
        Err(problem) => problem.to_string().into(),
    }
}

fn statements(sums: &[Json]) -> Json {
    let mut plan = Plan::new();
    for sum in sums.iter().map(Json::as_list) {
        match sum[1].as_str().parse() {
            Ok(money) => plan.add(sum[0].as_str(), money, parts(&sum[2])),
            Err(problem) => return Json::from(format!("{problem}")),
        }
    }
    match plan.statements() {
        Ok(found) => Json::list(found.into_iter().map(|one| {
            let lines = one.lines.iter().map(|(text, money)| format!("{text}: {money}"));
            Json::object([("name", one.name.clone().into()), ("lines", Json::list(lines)), ("total", one.total().to_string().into())])
        })),
        Err(problem) => problem.to_string().into(),
    }
}

pub fn call(name: &str, args: &[Json]) -> Json {
    match name {
        "split" => shared(&args[0], &args[1]),
        "statements" => statements(args[0].as_list()),
        other => panic!("no call {other}"),
    }
}
