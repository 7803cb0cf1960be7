use ledger::{import, parse_amount, parse_date, Date, ImportError, Problem};
use std::error::Error;

#[test]
fn a_good_file_is_booked() {
    let book = import("# export\n2024-02-29;cash;; 10.00\n\n2024-03-01; cash ;bread;-2.50\n").unwrap();
    assert_eq!(book.balance("cash"), Some(750));
    assert_eq!(book.balance("bank"), None);
    assert_eq!(book.entries[1].text, "bread");
}

#[test]
fn the_first_wrong_line_is_named() {
    let error = import("2024-02-29;cash;;1\n# comment\n2024-02-30;cash;;2\nnonsense\n").unwrap_err();
    assert_eq!(error, ImportError { line: 3, problem: Problem::Date("2024-02-30".to_string()) });
    assert_eq!(error.to_string(), "line 3: \"2024-02-30\" is not a date");
    assert_eq!(error.source().unwrap().to_string(), "\"2024-02-30\" is not a date");
}

#[test]
fn amounts_have_two_digits_behind_the_point() {
    assert_eq!(parse_amount("-0.05"), Ok(-5));
    assert_eq!(parse_amount("12.5"), Err(Problem::Amount("12.5".to_string())));
}

#[test]
fn dates_exist() {
    assert_eq!(parse_date("2024-02-29"), Ok(Date { year: 2024, month: 2, day: 29 }));
    assert_eq!(parse_date("2023-02-29"), Err(Problem::Date("2023-02-29".to_string())));
}
