"""What the grader may call, as plain values."""

from relay.line import LineBrokenError, RefusedError
from relay.pool import Pool
from relay.relay import Relay


def play(size, steps, cuts):
    """Steps are texts or lists of them (a batch); the far end refuses `bad…` and cuts the messages numbered in `cuts`."""
    heard = []

    def far_end(text):
        heard.append(text)
        if len(heard) in cuts:
            raise LineBrokenError("gone")
        if text.startswith("bad"):
            raise RefusedError("not like this")
        return text.upper()

    relay = Relay(Pool(size, far_end))
    answers = [relay.batch(step) if isinstance(step, list) else relay.send(step) for step in steps]
    return {"answers": answers, "record": [list(each) for each in relay.record], "state": relay.pool.state, "heard": heard}


CALLS = {"play": play}
