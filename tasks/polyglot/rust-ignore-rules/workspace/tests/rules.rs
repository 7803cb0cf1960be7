use ignoring::Rules;

fn ignored(files: &[(&str, &str)], path: &str, is_folder: bool) -> bool {
    let mut rules = Rules::new();
    for (folder, text) in files {
        rules.add(folder, text);
    }
    rules.ignored(path, is_folder)
}

#[test]
fn a_name_fits_at_any_depth_and_a_bound_rule_from_its_folder() {
    let files = [("", "*.log\n/top\n"), ("a", "b/c\n")];
    assert!(ignored(&files, "x/y.log", false));
    assert!(ignored(&files, "top", false));
    assert!(!ignored(&files, "x/top", false));
    assert!(ignored(&files, "a/b/c", false));
    assert!(!ignored(&files, "b/c", false));
}

#[test]
fn the_last_rule_that_fits_decides() {
    let files = [("", "*.log\n!keep.log\n"), ("a", "keep.log\n")];
    assert!(!ignored(&files, "keep.log", false));
    assert!(ignored(&files, "a/keep.log", false));
}

#[test]
fn what_lies_in_a_folder_that_is_left_out_is_left_out_unless_a_bound_exception_brings_it_back() {
    let files = [("", "out/\n!name\n!/out/kept\n")];
    assert!(ignored(&files, "out/name", false));
    assert!(!ignored(&files, "out/kept", false));
    assert!(!ignored(&files, "out", false));
}

#[test]
fn stars_stay_within_a_part_and_two_of_them_do_not() {
    let files = [("", "a/*/z\nb/**/z\nc/**\n**/d/e\n")];
    assert!(!ignored(&files, "a/x/y/z", false));
    assert!(ignored(&files, "b/z", false));
    assert!(ignored(&files, "b/x/y/z", false));
    assert!(ignored(&files, "c/x", false));
    assert!(!ignored(&files, "c", true));
    assert!(ignored(&files, "x/d/e", false));
}

#[test]
fn why_names_folder_and_line() {
    let mut rules = Rules::new();
    rules.add("", "# none\n*.o\n");
    rules.add("a", "\n!x.o");
    assert_eq!(rules.why("y.o", false), Some((String::new(), 2)));
    assert_eq!(rules.why("a/x.o", false), Some(("a".to_string(), 2)));
    assert_eq!(rules.why("a", true), None);
}

#[test]
fn classes_and_backslashes() {
    let files = [("", "[a-c]1\n[!x]2\n\\#3\n\\!4\n5\\ \n")];
    assert!(ignored(&files, "b1", false) && !ignored(&files, "d1", false));
    assert!(ignored(&files, "y2", false) && !ignored(&files, "x2", false));
    assert!(ignored(&files, "#3", false) && ignored(&files, "!4", false) && ignored(&files, "5 ", false));
}
