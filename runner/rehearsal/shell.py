"""Shell commands of the scripted model, safe for any path and content."""

import base64
import re
import shlex

# What agents do not let through to the shell as it stands: Claude Code puts the character for an escape like \u200d
# into every tool's input, and Gemini CLI refuses whatever looks like a substitution, quoted or not.
MEDDLED = re.compile(r"\\u[0-9a-fA-F]{4}|`|[$<>@]\(")


def look(paths: tuple[str, ...]) -> str:
    """Lists the folder and prints the files."""
    return "; ".join(["ls -A", *(f"cat -- {shlex.quote(path)}" for path in paths)])


def write(path: str, content: str) -> str:
    """Writes `content` to `path` whatever either holds (a NUL byte excepted: no command line can carry one)."""
    target = shlex.quote(path if not path.startswith("-") else f"./{path}")
    folder = path.rpartition("/")[0]
    before = f"mkdir -p -- {shlex.quote(folder)} && " if folder else ""
    if MEDDLED.search(content):
        return f"{before}printf %s {base64.b64encode(content.encode()).decode()} | base64 -d > {target}"
    if not content.endswith("\n"):
        return f"{before}printf %s {shlex.quote(content)} > {target}"
    end = "END_OF_FILE"
    while f"\n{end}\n" in f"\n{content}":
        end += "_"
    return f"{before}cat > {target} << '{end}'\n{content}{end}\n"
