use shares::{split, Money, Part, Plan, Unsplittable};

fn parts(weights: &[u32]) -> Vec<Part> {
    weights.iter().enumerate().map(|(place, weight)| Part::new(&format!("p{place}"), *weight)).collect()
}

#[test]
fn ten_euros_by_three() {
    assert_eq!(split(Money(1000), &parts(&[1, 1, 1])), Ok(vec![Money(334), Money(333), Money(333)]));
}

#[test]
fn the_largest_fraction_gets_the_cent() {
    assert_eq!(split(Money(10), &parts(&[1, 5, 1])), Ok(vec![Money(2), Money(7), Money(1)]));
    assert_eq!(split(Money(-10), &parts(&[1, 5, 1])), Ok(vec![Money(-2), Money(-7), Money(-1)]));
}

#[test]
fn the_dam() {
    // 48 million, by square metres of land.
    let land = parts(&[1_250_000_000, 2_100_000_000, 650_000_000]);
    let sum: Money = "48000000.00".parse().unwrap();
    let found = split(sum, &land).unwrap();
    assert_eq!(found.iter().copied().sum::<Money>(), sum);
    assert_eq!(found, [Money(1_500_000_000), Money(2_520_000_000), Money(780_000_000)]);
}

#[test]
fn nobody_weighs_anything() {
    assert_eq!(split(Money(5), &parts(&[0, 0])), Err(Unsplittable));
}

#[test]
fn statements() {
    let mut plan = Plan::new();
    plan.add("roof", "100.00".parse().unwrap(), parts(&[1, 2]));
    plan.add("rent", "-10.00".parse().unwrap(), parts(&[1, 1]));
    let found = plan.statements().unwrap();
    assert_eq!(found[0].total().to_string(), "28.33");
}
