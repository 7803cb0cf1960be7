"""Stands in an agent's place in a kit's image and looks for what is not its own; what it found is printed as JSON.

Run by file inside the container: `canary.py YEK CONTROL`. YEK is the key backwards, so that it does not find its own
words; CONTROL is a text that lies in a file it may read, and must be found there, or it has not looked.
"""

import contextlib
import json
import os
import sys
import urllib.request
from pathlib import Path

MOST = 256 << 10
SKIPPED = ("/proc", "/sys", "/dev")


def holds(path: str, wanted: bytes) -> bool | None:
    """Whether the file holds the text; None: it cannot be read."""
    try:
        with open(path, "rb") as file:
            return wanted in file.read(MOST)
    except OSError:
        return None


def processes(wanted: bytes) -> dict[str, list[str]]:
    """Where in /proc it was found, or what of another user's process lay open there; and what was refused."""
    found: dict[str, list[str]] = {"found": [], "refused": []}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            stranger = os.stat(f"/proc/{pid}").st_uid != os.getuid()
            for name in ("environ", "cmdline"):
                held = holds(f"/proc/{pid}/{name}", wanted)
                if held or held is None:
                    found["found" if held else "refused"].append(f"{pid}/{name}")
            for name in ("mem", "maps", "fd", "root", "cwd") if stranger else ():
                found["found" if opens(f"/proc/{pid}/{name}") else "refused"].append(f"{pid}/{name}")
    return found


def opens(path: str) -> bool:
    """Whether the file, or the folder, can be opened."""
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True


def files(key: bytes, control: bytes) -> tuple[list[str], list[str], list[str]]:
    """Files with the key, files with the control, and what looks like a task's answers."""
    with_key, with_control, answers = [], [], []
    for folder, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in SKIPPED]
        if Path(folder).name in ("solution", "grading"):
            answers.append(folder)
        for name in names:
            path = os.path.join(folder, name)
            if not os.path.isfile(path):
                continue
            with contextlib.suppress(OSError), open(path, "rb") as file:
                text = file.read(MOST)
                with_key += [path] * (key in text)
                with_control += [path] * (control in text)
    return with_key, with_control, answers


def becomes_root() -> bool:
    """Whether any way led to uid 0."""
    with contextlib.suppress(OSError):
        os.setuid(0)
    return os.geteuid() == 0


def ask() -> int:
    """A model call, so that the cell is one; its status."""
    base, token = os.environ["OPENAI_API_BASE"], os.environ["OPENAI_API_KEY"]
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "hi"}]}).encode()
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(f"{base}/chat/completions", body, headers), timeout=60) as answer:
        status: int = answer.status
        return status


def main(backwards: str, control: str) -> None:
    """Looks, and prints."""
    key = backwards[::-1].encode()
    with_key, with_control, answers = files(key, control.encode())
    status = Path("/proc/self/status").read_text()
    said = {
        "call": ask(),
        "uid": os.getuid(),
        "files": with_key,
        "control": with_control,
        "answers": answers,
        "processes": processes(key),
        "words": processes(control.encode())["found"],
        "kit": os.access("/opt/kit", os.R_OK | os.X_OK) or os.access("/runs", os.R_OK | os.X_OK),
        "root": becomes_root(),
        "no_new_privs": "NoNewPrivs:\t1" in status,
        "capabilities": [line.split()[1] for line in status.splitlines() if line.startswith(("CapEff", "CapPrm"))],
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
