"""The trial of `cab tasks mutate` on other people's packages: `python -m tests.mutate_trial [NAME]...`.

Prints the table of docs/mutate.md. Each package is fetched by name and version with its registry's own client and
mutated; each task that comes of it is validated and rehearsed. Exits with 1 when one is not sound, or not passed.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cab.soundness import problems
from runner.toolchain import toolchain
from tasks.task import load
from tests.cab.command import CAB

AGENT = "mini-swe-agent"
TASKS = 3  # of a package
HEAD = (
    "| package | language | functions | mutants tried | dropped, by reason | tasks | sound | rehearsal passed |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
)


class Package(NamedTuple):
    """One package whose archive has its tests in it."""

    registry: str
    name: str
    version: str
    folder: str  # the one in its archive


PACKAGES = (
    Package("pypi", "inflection", "0.5.1", "inflection-0.5.1"),
    Package("pypi", "semver", "3.0.2", "semver-3.0.2"),
    Package("npm", "fast-content-type-parse", "3.0.0", "package"),
    Package("npm", "@remix-run/route-pattern", "0.14.0", "package"),
)


def fetched(package: Package, folder: Path) -> Path:
    """The package's source, in a folder of its own below `folder`."""
    if package.registry == "npm":
        command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    else:
        wanted = f"{package.name}=={package.version}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", wanted]
    subprocess.run(command, cwd=folder, check=True, timeout=300, stdout=subprocess.DEVNULL)
    (archive,) = [path for path in folder.iterdir() if path.suffix in (".gz", ".tgz")]
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / package.folder


def tried(package: Package, folder: Path) -> tuple[str, bool]:
    """The table's row for a package, and whether all of its tasks are sound and rehearsed well."""
    source, out = fetched(package, folder), folder / "out"
    command = [str(CAB), "tasks", "mutate", str(source), "--count", str(TASKS), "--out", str(out)]
    subprocess.run(command, check=True, timeout=3600, stdout=subprocess.DEVNULL)
    said = json.loads((out / "mutate.json").read_text())
    tasks = [load(path.parent) for path in sorted(out.glob("*/task.toml"))]
    tools = toolchain(said["language"])
    unsound = {task.id: found for task in tasks if (found := problems(task, tools))}
    passed = [_rehearsed(task.folder, folder / "runs") for task in tasks]
    for task, found in unsound.items():
        print(f"{task}: {found}", file=sys.stderr)
    row = (
        f"{package.name} {package.version}",
        said["language"],
        said["functions"],
        said["mutants"],
        _dropped(said),
        len(tasks),
        len(tasks) - len(unsound),
        sum(passed),
    )
    return f"| {' | '.join(map(str, row))} |", not unsound and all(passed)


def _rehearsed(task: Path, runs: Path) -> bool:
    command = [str(CAB), "check", "--task", str(task), "--tui", AGENT, "--out", str(runs), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    try:
        return bool(json.loads(done.stdout)["axes"]["pass_rate"] == 1)
    except (ValueError, KeyError):
        print(f"{task}: {done.stdout[-2000:]}{done.stderr[-2000:]}", file=sys.stderr)
        return False


def _dropped(said: dict[str, Any]) -> str:
    counted = [
        f"{each['count']} {what}: {each['reason']}"
        for what, key in (("functions", "functions_dropped"), ("mutants", "mutants_dropped"))
        for each in said[key]
    ]
    return "; ".join(counted) or "none"


def main(names: Sequence[str]) -> int:
    """Prints the table, of the packages that are named or of all."""
    print("\n".join(HEAD))
    good = True
    for package in PACKAGES:
        if names and package.name not in names:
            continue
        with tempfile.TemporaryDirectory(prefix="cab-trial-") as folder:
            row, fine = tried(package, Path(folder))
        print(row, flush=True)
        good = good and fine
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
