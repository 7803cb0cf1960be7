use shelf::{Refused, Store};

fn with(key: &str, value: i64) -> Store {
    let mut store = Store::new();
    let mut first = store.begin();
    first.put(&store, key, value);
    store.commit(first).unwrap();
    store
}

#[test]
fn a_transaction_sees_the_store_as_it_was() {
    let mut store = with("apples", 10);
    let mut slow = store.begin();
    let mut quick = store.begin();
    quick.put(&store, "apples", 99);
    store.commit(quick).unwrap();
    assert_eq!(slow.get(&store, "apples"), Some(10));
    assert_eq!(store.commit(slow), Err(Refused { key: "apples".to_string() }));
}

#[test]
fn two_tills_sell_at_the_same_time() {
    let mut store = with("apples", 10);
    let mut left = store.begin();
    let mut right = store.begin();
    assert_eq!(left.get(&store, "apples"), Some(10));
    assert_eq!(right.get(&store, "apples"), Some(10));
    left.put(&store, "apples", 7);
    store.commit(left).unwrap();
    right.put(&store, "apples", 8);
    assert_eq!(store.commit(right), Err(Refused { key: "apples".to_string() }));
    assert_eq!(store.now("apples"), Some(7));
}

#[test]
fn what_has_nothing_in_common_is_not_disturbed() {
    let mut store = with("apples", 10);
    let mut one = store.begin();
    let mut other = store.begin();
    one.add(&store, "apples", -1);
    other.add(&store, "pears", 5);
    assert_eq!(store.commit(one), Ok(2));
    assert_eq!(store.commit(other), Ok(3));
    assert_eq!(store.log().replay(2), [("apples".to_string(), 9)]);
}

#[test]
fn the_last_word_wins() {
    let mut store = with("price", 10);
    let mut old = store.begin();
    let mut quick = store.begin();
    quick.put(&store, "price", 11);
    store.commit(quick).unwrap();
    old.put(&store, "price", 12);
    assert_eq!(store.commit(old), Ok(3));
}
