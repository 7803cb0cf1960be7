use heating::clamp;

#[test]
fn within() {
    assert_eq!(clamp(50, 20, 80), 50);
}

#[test]
fn above() {
    assert_eq!(clamp(95, 20, 80), 80);
}
