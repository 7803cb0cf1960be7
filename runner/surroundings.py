"""Surroundings: the environment that an agent finds in every sandbox; an allow-list, with nothing of the user's."""

# What XDG calls them, below HOME.
FOLDERS = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
}


def surroundings(home: str, tmp: str, run: str) -> dict[str, str]:
    """The environment without PATH and the languages' own settings; `run` is XDG's folder for sockets and the like."""
    return {
        "HOME": home,
        "TMPDIR": tmp,
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "SHELL": "/bin/sh",
        "PAGER": "cat",
        "USER": "agent",
        "LOGNAME": "agent",
        **{name: f"{home}/{folder}" for name, folder in FOLDERS.items()},
        "XDG_RUNTIME_DIR": run,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
