use label::{Kind, Label, Unreadable};

fn label(serial: u64) -> Label {
    Label { kind: Kind::Fish, grams: 70_000, place: 513, chill: 4, serial }
}

#[test]
fn a_small_serial_number() {
    assert_eq!(Label::read(&label(77).write()), Ok(label(77)));
}

#[test]
fn large_serial_numbers() {
    for serial in [u64::MAX, 1 << 56, (1 << 40) + 5] {
        assert_eq!(Label::read(&label(serial).write()), Ok(label(serial)));
    }
}

#[test]
fn a_scratch() {
    let mut bytes = label(77).write();
    bytes[3] ^= 1;
    assert_eq!(Label::read(&bytes), Err(Unreadable::Scratched));
}
