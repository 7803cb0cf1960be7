use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

fn ledger(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ledger")).args(arguments).output().unwrap()
}

fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(name);
    fs::write(&path, content).unwrap();
    path
}

#[test]
fn balances_are_printed_sorted() {
    let path = file("good.csv", b"2024-01-01;cash;;1\n2024-01-01;bank;;-0.05\n");
    let output = ledger(&[path.to_str().unwrap()]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "bank: -0.05\ncash: 1.00\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_wrong_file_is_one_line_on_standard_error() {
    let path = file("bad.csv", b"2024-01-01;cash;;1\n2024-01-01;cash;;12,50\n");
    let output = ledger(&[path.to_str().unwrap()]);
    let expected = format!("error: {}: line 2: \"12,50\" is not an amount\n", path.display());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), expected);
    assert!(output.stdout.is_empty());
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_file_that_cannot_be_read_is_said_likewise() {
    let missing = ledger(&["/no/such/file.csv"]);
    assert!(String::from_utf8(missing.stderr).unwrap().starts_with("error: /no/such/file.csv: No such file"));
    assert_eq!(missing.status.code(), Some(1));
    let path = file("latin.csv", b"2024-01-01;caf\xe9;;1\n");
    assert_eq!(ledger(&[path.to_str().unwrap()]).status.code(), Some(1));
}

#[test]
fn usage() {
    for arguments in [&[][..], &["a", "b"][..]] {
        let output = ledger(arguments);
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "usage: ledger FILE\n");
        assert_eq!(output.status.code(), Some(2));
    }
}
