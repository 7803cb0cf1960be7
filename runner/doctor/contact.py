"""Contact: whether an endpoint answers, lets us in, and in which dialects."""

import difflib
from collections.abc import Iterator

from proxy.dialects import DIALECTS
from runner.doctor.asking import Reply
from runner.doctor.finding import Finding, Known, Unknown
from runner.doctor.patient import Patient
from runner.doctor.speech import SPEECHES, Speech

TINY = 16  # tokens; some endpoints refuse fewer

HELLO = "Say OK."

NO_ROUTE = (404, 405, 501)
LOCKED = (401, 403)


def contact(patient: Patient) -> Iterator[Finding]:
    """Whether it can be reached, takes the key, lists the model; which dialects it speaks, by one call in each."""
    listed = patient.asker.get("/v1/models")
    models = _models(patient, listed)
    spoken = {speech.dialect: _hello(patient, speech) for speech in SPEECHES}
    replies = [listed, *spoken.values()]
    answered = any(reply.status is not None for reply in replies)
    yield Known(name="reachable", value=answered, note=None if answered else listed.said)
    judged = [_spoken(dialect, reply) for dialect, reply in spoken.items()]
    speaks = any(isinstance(finding, Known) and finding.value for finding in judged)
    yield _authorised(patient, replies, speaks=speaks)
    yield models
    yield from judged


def _models(patient: Patient, reply: Reply) -> Finding:
    entries = reply.json.get("data")
    cards = [card for card in entries if isinstance(card, dict)] if reply.ok and isinstance(entries, list) else []
    names = [card["id"] for card in cards if isinstance(card.get("id"), str)]
    if not names:
        reason = reply.said if not reply.ok else "what came at /v1/models is no list of models"
        return Unknown(name="listed", reason=reason)
    patient.card = next((card for card in cards if card.get("id") == patient.model), {})
    if patient.card:
        return Known(name="listed", value=True, note=f"one of {len(names)}")
    near = difflib.get_close_matches(patient.model, names, n=3, cutoff=0.4) or names[:3]
    return Known(name="listed", value=False, note=f"{len(names)} others are, such as {', '.join(near)}")


def _hello(patient: Patient, speech: Speech) -> Reply:
    reply = patient.ask(speech, HELLO, TINY)
    if speech.dialect == "chat" and reply.status == 400 and "max_completion_tokens" in reply.message:
        patient.limit_name = "max_completion_tokens"
        reply = patient.ask(speech, HELLO, TINY)
    patient.replies[speech.dialect] = reply
    return reply


def _spoken(dialect: str, reply: Reply) -> Finding:
    if reply.ok:
        reading = next(one for one in DIALECTS if one.name == dialect).reading()
        reading.whole(reply.body)
        if reading.answers:
            return Known(name=dialect, value=True)
        return Known(name=dialect, value=False, note=f"{reply.said}, which is no answer of this dialect")
    if reply.status is not None and (300 <= reply.status < 400 or _no_such_thing(reply)):
        return Known(name=dialect, value=False, note=reply.said)
    # Locked, too many requests, a refusal of this one request, a failure: nothing of these is a no.
    return Unknown(name=dialect, reason=reply.said)


def _no_such_thing(reply: Reply) -> bool:
    words = reply.message.lower()
    return reply.status in NO_ROUTE or (reply.status in (400, 422) and "not support" in words)


def _authorised(patient: Patient, replies: list[Reply], *, speaks: bool) -> Finding:
    locked = [reply for reply in replies if reply.status in LOCKED]
    if speaks:
        return Known(name="authorised", value=True, note=None if patient.endpoint.key else "without a key")
    if locked:
        mend = "" if patient.endpoint.key else "; no key was given: --key, or CAB_KEY"
        return Known(name="authorised", value=False, note=locked[-1].said + mend)
    return Unknown(name="authorised", reason="no call was answered as the dialect has it")


def served(patient: Patient) -> Iterator[Finding]:
    """The model's name as the answers say it."""
    names = {reply.line["model"]["served"] for reply in patient.replies.values() if reply.ok and reply.line} - {None}
    if not names:
        yield Unknown(name="served", reason="no answer names the model that gave it")
        return
    same = names == {patient.model}
    yield Known(name="served", value=", ".join(sorted(names)), note=None if same else f"asked for {patient.model}")


def rate_limits(patient: Patient) -> Iterator[Finding]:
    """What the endpoint's headers say of its limits."""
    said = {
        name: value
        for reply in patient.replies.values()
        for name, value in reply.headers.items()
        if "ratelimit" in name or "rate-limit" in name or name == "retry-after"
    }
    if said:
        yield Known(name="rate_limits", value=dict(sorted(said.items())))
    else:
        yield Unknown(name="rate_limits", reason="no answer had a header that tells of one")
