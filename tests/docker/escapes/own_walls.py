"""Attempts to get over the walls of its own cell."""

import fcntl
import os
import resource

from .attempt import Through, name_of, stopped, target, write


@target
def the_image() -> str:
    paths = ("/x", "/etc/passwd", "/etc/ld.so.preload", "/usr/bin/python3", "/usr/local/bin/x", "/opt/x", "/var/x",
             "/root/x", "/opt/cab/relay")  # fmt: skip
    return ", ".join({write(path) for path in paths})


@target
def higher_limits() -> str:
    ends = []
    for what in (resource.RLIMIT_NOFILE, resource.RLIMIT_CORE):
        hard = resource.getrlimit(what)[1]
        try:
            resource.setrlimit(what, (hard, hard + 1))
        except (ValueError, OSError) as error:
            ends.append(str(error))
        else:
            raise Through(what)
    return ", ".join(ends)


@target
def precedence_over_others() -> str:
    def first_in_line() -> None:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))

    def safe_from_the_killer() -> None:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("-1000")

    return ", ".join((stopped(os.nice, -5), stopped(first_in_line), stopped(safe_from_the_killer)))


@target
def input_pushed_into_a_terminal() -> str:
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError as error:
        return name_of(error)
    try:
        fcntl.ioctl(terminal, 0x5412, b"x")
    except OSError as error:
        return name_of(error)
    finally:
        os.close(terminal)
    return "its own terminal alone, whose other end only records"
