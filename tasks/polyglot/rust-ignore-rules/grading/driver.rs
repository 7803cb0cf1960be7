//! What the grader may call, as plain values.

use crate::json::Json;
use ignoring::Rules;

pub fn call(name: &str, args: &[Json]) -> Json {
    assert_eq!(name, "ask");
    let mut rules = Rules::new();
    for file in args[0].as_list() {
        let file = file.as_list();
        rules.add(file[0].as_str(), file[1].as_str());
    }
    let answers = args[1].as_list().iter().map(|asked| {
        let (path, is_folder) = (asked.as_list()[0].as_str(), asked.as_list()[1].as_bool());
        let why = rules.why(path, is_folder).map_or(Json::Null, |(folder, line)| Json::List(vec![folder.into(), line.into()]));
        Json::List(vec![rules.ignored(path, is_folder).into(), why])
    });
    Json::List(answers.collect())
}
