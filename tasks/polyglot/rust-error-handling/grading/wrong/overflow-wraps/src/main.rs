//! `ledger FILE` prints the balance of every account.

use ledger::{import, show_amount, Book};
use std::error::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [path] = &arguments[..] else {
        eprintln!("usage: ledger FILE");
        return ExitCode::from(2);
    };
    match read(path) {
        Ok(book) => {
            for (account, cents) in book.balances() {
                println!("{account}: {}", show_amount(cents));
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {}: {error}", path.to_string_lossy());
            ExitCode::FAILURE
        }
    }
}

fn read(path: &std::ffi::OsStr) -> Result<Book, Box<dyn Error>> {
    Ok(import(&std::fs::read_to_string(path)?)?)
}
