"""Answers: how an endpoint answers in each dialect that agents speak: in streams, with usage, with tools."""

from collections.abc import Iterator
from statistics import median

from runner.doctor.asking import Reply
from runner.doctor.contact import HELLO, TINY
from runner.doctor.finding import Finding, Known, Unknown
from runner.doctor.patient import AGENTS, Patient
from runner.doctor.speech import Speech

STREAMS = 3  # of which the time to first token is the median

TOOLS = 192  # tokens: enough for two calls, and for a model that thinks a little first

TWO_CITIES = "What is the weather in Paris, and what in Tokyo? Use the tool for both cities, in this one turn."

REJECTED = ("stream_options", "include_usage")


def usage(patient: Patient) -> Iterator[Finding]:
    """Whether whole answers say what they cost, by the calls that were made already."""
    for speech in _of_agents(patient):
        yield _usage(f"{speech.dialect}.usage", patient.replies[speech.dialect])


def streams(patient: Patient) -> Iterator[Finding]:
    """Whether it streams in each dialect, and says in the stream what that cost."""
    for speech in _of_agents(patient):
        options = {"stream_options": {"include_usage": True}} if speech.dialect == "chat" else {}
        reply = patient.ask(speech, HELLO, TINY, stream=True, more=options)
        refused = reply.status in (400, 422) and any(name in reply.message for name in REJECTED)
        if options and not refused:
            yield _usage("chat.stream_options", reply)
            yield Unknown(name="chat.stream_usage", reason="not asked: the proxy adds stream_options where they lack")
        elif options:
            yield Known(name="chat.stream_options", value=False, note=reply.said)
            reply = patient.ask(speech, HELLO, TINY, stream=True)
        yield _streaming(speech, reply)
        if refused or not options:
            yield _usage(f"{speech.dialect}.stream_usage", reply)
        if speech is patient.main():
            _note_first_token(patient, reply)


def first_token(patient: Patient) -> Iterator[Finding]:
    """How long the first token takes: the median of a few streams."""
    speech = patient.main()
    if speech is None or not patient.says(f"{speech.dialect}.streaming"):
        yield Unknown(name="first_token_ms", reason="no stream came")
        return
    for _ in range(STREAMS - 1):
        _note_first_token(patient, patient.ask(speech, HELLO, TINY, stream=True))
    if not patient.first_tokens:
        yield Unknown(name="first_token_ms", reason="no stream held a token")
        return
    times = patient.first_tokens
    note = f"median of {len(times)}, of {min(times):.0f} to {max(times):.0f} ms"
    yield Known(name="first_token_ms", value=round(median(times), 1), note=note)


def tools(patient: Patient) -> Iterator[Finding]:
    """Whether the model uses tools, and two at once, in each dialect."""
    for speech in _of_agents(patient):
        reply = patient.ask(speech, TWO_CITIES, TOOLS, more=speech.tools)
        calls, forced = speech.called(reply.json), False
        # Where the model called none in one dialect, its being told to says as much of the others.
        if reply.ok and not calls and speech is patient.main():
            reply = patient.ask(speech, TWO_CITIES, TOOLS, more={**(speech.tools or {}), **(speech.forced or {})})
            calls, forced = speech.called(reply.json), True
        yield _tools(f"{speech.dialect}.tools", reply, calls, forced=forced)
        yield _parallel(f"{speech.dialect}.parallel_tools", calls)


def _tools(name: str, reply: Reply, calls: int, *, forced: bool) -> Finding:
    if calls:
        return Known(name=name, value=True, note="only when told that it must" if forced else None)
    if reply.ok:
        return Unknown(name=name, reason="tools are taken, yet the model called none")
    if forced:
        return Unknown(name=name, reason=f"the model called none; told that it must: {reply.said}")
    if reply.status is not None and 400 <= reply.status < 500 and reply.status != 429:
        return Known(name=name, value=False, note=reply.said)
    return Unknown(name=name, reason=reply.said)


def _parallel(name: str, calls: int) -> Finding:
    if calls > 1:
        return Known(name=name, value=True)
    return Unknown(name=name, reason="one came where two were asked for" if calls else "no tool was called")


def _of_agents(patient: Patient) -> list[Speech]:
    return [speech for speech in patient.spoken() if speech.dialect in AGENTS]


def _usage(name: str, reply: Reply) -> Finding:
    if not reply.ok:
        return Unknown(name=name, reason=reply.said)
    says = reply.input is not None or reply.output is not None
    return Known(name=name, value=says, note=None if says else "the answer came without usage")


def _streaming(speech: Speech, reply: Reply) -> Finding:
    name = f"{speech.dialect}.streaming"
    if reply.status is None or reply.status == 429 or reply.status >= 500:
        return Unknown(name=name, reason=reply.said)
    events = (reply.line.get("response") or {}).get("events")
    if not reply.ok or not events:
        return Known(name=name, value=False, note=reply.said if not reply.ok else "the answer came as one body")
    whole = reply.line["end"] == "complete"
    return Known(name=name, value=whole, note=None if whole else f"it broke off: {reply.line['error']}")


def _note_first_token(patient: Patient, reply: Reply) -> None:
    at = (reply.line.get("ms") or {}).get("first_token")
    if reply.ok and at is not None:
        patient.first_tokens.append(at)
