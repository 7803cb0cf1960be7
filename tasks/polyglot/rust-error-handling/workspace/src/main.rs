//! `ledger FILE` prints the balance of every account.

use ledger::{import, show_amount};

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let book = import(&std::fs::read_to_string(path).unwrap());
    for (account, cents) in book.balances() {
        println!("{account}: {}", show_amount(cents));
    }
}
