"""What the grader may call, as plain values."""

import io

from export.robot import write
from export.store import exported, read

HEAD = "batch,medicine,made,received,opened,expires,packs,shelf\n"


def export(rows):
    target = io.StringIO()
    write(exported(read(io.StringIO(HEAD + "".join(row + "\n" for row in rows)))), target)
    return target.getvalue().splitlines()[1:]


CALLS = {"export": export}
