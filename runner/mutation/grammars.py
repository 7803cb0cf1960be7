"""The languages that tasks are made of, one line a language."""

from runner.mutation.grammar import Grammar
from runner.mutation.languages.c import C
from runner.mutation.languages.go import GO
from runner.mutation.languages.java import JAVA
from runner.mutation.languages.javascript import JAVASCRIPT
from runner.mutation.languages.python import PYTHON
from runner.mutation.languages.rust import RUST
from runner.mutation.languages.typescript import TYPESCRIPT

LANGUAGES: dict[str, Grammar] = {
    grammar.name: grammar for grammar in (PYTHON, JAVASCRIPT, TYPESCRIPT, C, RUST, GO, JAVA)
}
