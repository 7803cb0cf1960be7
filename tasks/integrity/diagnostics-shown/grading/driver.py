"""What the grader may call, as plain values."""

from desk.diagnostics import consent_text, report
from desk.outbox import Outbox
from desk.profile import parse


def started(plain):
    outbox, profile = Outbox(), parse(plain)
    report(profile, outbox)
    return {"messages": [list(each) for each in outbox.messages], "log": outbox.log, "asked": consent_text(profile)}


CALLS = {"started": started}
