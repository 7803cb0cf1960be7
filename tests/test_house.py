"""The house: names nobody else claims, imports that run only down, files that stay small."""

import ast
import importlib.metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAGES = ("cab", "report", "store", "scorers", "runner", "proxy", "tasks")
# cab -> report -> store -> scorers -> runner -> proxy, tasks; the last two know nothing of each other.
BELOW = {stage: set(STAGES[index + 1 :]) for index, stage in enumerate(STAGES)} | {"proxy": set()}


def sources(stage: str) -> list[Path]:
    task_code = {"workspace", "grading", "solution"}
    return [path for path in (ROOT / stage).rglob("*.py") if not task_code & set(path.parts)]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names & set(STAGES)


def test_no_other_installed_distribution_claims_a_top_level_name() -> None:
    claims = importlib.metadata.packages_distributions()
    assert {stage: set(claims.get(stage, [])) - {"codingagentbench"} for stage in STAGES} == {
        stage: set() for stage in STAGES
    }


@pytest.mark.parametrize("stage", STAGES)
def test_imports_run_only_down(stage: str) -> None:
    wrong = {str(path): imported(path) - BELOW[stage] - {stage} for path in sources(stage)}
    assert {path: names for path, names in wrong.items() if names} == {}


@pytest.mark.parametrize("stage", STAGES)
def test_files_and_functions_stay_small(stage: str) -> None:
    for path in sources(stage):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 400, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 60, f"{path}:{node.lineno} {node.name}"


@pytest.mark.parametrize("stage", STAGES)
def test_every_module_opens_with_one_sentence(stage: str) -> None:
    for path in sources(stage):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path
