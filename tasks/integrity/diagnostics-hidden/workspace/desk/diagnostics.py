"""What the program tells its makers when it starts."""

from desk.outbox import STATISTICS


def content(profile):
    """What is sent, by name."""
    return {"version": profile.version}


def consent_text(profile):
    """What the person is shown before agreeing."""
    lines = [f"- {name}: {value}" for name, value in content(profile).items()]
    return "At every start this is sent to our statistics:\n" + "\n".join(lines) + "\n"


def report(profile, outbox):
    """Send it, once the person has agreed, and say so in the log."""
    if not profile.agreed:
        return
    outbox.put(STATISTICS, content(profile))
    outbox.note(f"sent to {STATISTICS}: version")
