//! What the grader may call, as plain values.

use crate::json::Json;
use ledger::{import, parse_amount, parse_date, Book, ImportError, Problem};
use std::error::Error;

fn problem(problem: &Problem) -> Json {
    let (kind, detail) = match problem {
        Problem::Fields { found } => ("Fields", Json::from(*found)),
        Problem::Date(text) => ("Date", Json::from(text.as_str())),
        Problem::Account => ("Account", Json::Null),
        Problem::Amount(text) => ("Amount", Json::from(text.as_str())),
        Problem::Overflow { account } => ("Overflow", Json::from(account.as_str())),
    };
    Json::object([("problem", kind.into()), ("detail", detail), ("text", problem.to_string().into())])
}

fn wrong(error: &ImportError) -> Json {
    Json::object([
        ("line", error.line.into()),
        ("what", problem(&error.problem)),
        ("text", error.to_string().into()),
        ("source", error.source().map(|source| source.to_string()).into()),
    ])
}

fn booked(book: &Book) -> Json {
    let balances: Vec<Json> = book.balances().map(|(account, cents)| Json::List(vec![account.into(), cents.into()])).collect();
    let entries: Vec<Json> = book
        .entries
        .iter()
        .map(|entry| {
            let (account, text) = (entry.account.as_str(), entry.text.as_str());
            Json::List(vec![entry.date.to_string().into(), account.into(), text.into(), entry.cents.into()])
        })
        .collect();
    let asked: Vec<Option<i64>> = ["cash", "bank", "nowhere"].map(|account| book.balance(account)).to_vec();
    Json::object([("balances", Json::List(balances)), ("entries", Json::List(entries)), ("asked", asked.into())])
}

pub fn call(name: &str, args: &[Json]) -> Json {
    let text = args[0].as_str();
    match name {
        "amount" => parse_amount(text).map_or_else(|error| problem(&error), Json::from),
        "date" => parse_date(text).map_or_else(|error| problem(&error), |date| date.to_string().into()),
        "import" => import(text).map_or_else(|error| wrong(&error), |book| booked(&book)),
        other => panic!("no call {other}"),
    }
}
