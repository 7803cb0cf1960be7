use packet::{read, read_all, write, write_all, Broken, Value};

#[test]
fn small_values_go_there_and_back() {
    let values = [Value::Nothing, Value::Truth(true), Value::from(5), Value::from(-6), Value::from("wind")];
    assert_eq!(read_all(&write_all(&values)), Ok(values.to_vec()));
}

#[test]
fn the_bytes_of_a_number() {
    assert_eq!(write(&Value::from(150)), [3, 0xac, 0x02]);
}

#[test]
fn a_reading_of_the_station() {
    let reading = [5, 3, 4, 4, b'w', b'i', b'n', b'd', 3, 0xac, 0x02, 3, 7];
    let value = Value::List(vec![Value::from("wind"), Value::from(150), Value::from(-4)]);
    assert_eq!(read(&reading), Ok(value));
}

#[test]
fn bytes_that_are_no_value() {
    assert_eq!(read(&[9]), Err(Broken { at: 0, what: "no such kind of value" }));
    assert_eq!(read(&[4, 3, b'a']), Err(Broken { at: 2, what: "ends inside a text" }));
}
