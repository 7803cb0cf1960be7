"""Window: how much an endpoint's model can be given, and what happens with more."""

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle, islice
from string import ascii_lowercase
from typing import NamedTuple, TypeGuard

import httpx

from proxy.dialect import part
from proxy.wire import trusted
from runner.doctor.asking import Json, Reply
from runner.doctor.contact import HELLO, TINY
from runner.doctor.finding import Finding, Known, Unknown
from runner.doctor.patient import Patient

# Where a list of models says it: vLLM and SGLang; OpenRouter, Together; Groq; Mistral; GitHub; LM Studio.
SERVED = (
    "max_model_len",
    "context_length",
    "context_window",
    "max_context_length",
    "max_input_tokens",
    "loaded_context_length",
)

# Where an overflow's refusal says it.
IN_WORDS = (
    re.compile(r"maximum (?:context|prompt|model) length\D{0,12}(\d{3,})"),  # OpenAI, vLLM, OpenRouter, xAI
    re.compile(r"context (?:length|window|size)[^.\d]{0,40}(\d{3,})"),  # SGLang, llama.cpp
    re.compile(r"(\d{3,}) maximum(?: context length)?"),  # Anthropic, Mistral
    re.compile(r"tokens allowed \(?(\d{3,})"),  # Gemini
    re.compile(r"must (?:be <=|have less than) (\d{3,})"),  # TGI
)

UNSAID = 140_000  # tokens of the long prompt where no window is said: more than agents are told there is
MOST = 300_000  # a larger window is not overrun

LONG_S = 10.0  # for a question that is asked past the proxy


class Said(NamedTuple):
    """A window, and who says so."""

    tokens: int
    by: str
    trained: bool = False  # what the model was trained for, which bounds what is served


def window(patient: Patient) -> Iterator[Finding]:
    """The context window as something says it, else as the refusal of a prompt too long says it; and that refusal."""
    said = _on_card(patient.card) or _llama_cpp(patient) or _ollama(patient)
    reply, size, why = _overflow(patient, said)
    words = in_words(reply) if reply is not None else None
    if said is None or (said.trained and words):
        said = words or said
    yield _window(said, reply, size)
    yield Unknown(name="overflow", reason=why) if reply is None else _seen(reply, size)


def max_tokens(patient: Patient) -> Iterator[Finding]:
    """Whether a call is refused whose prompt and max_tokens together exceed the window."""
    name, speech, found = "max_tokens_past_window", patient.main(), patient.found.get("window")
    if speech is None or not isinstance(found, Known) or not isinstance(found.value, int):
        yield Unknown(name=name, reason="the window is not known" if speech else "no dialect of an agent is spoken")
        return
    # An answer that ends at once, where such an ending can be asked for.
    reply = patient.ask(speech, HELLO, found.value, more=speech.stop(["O", "o", "a", "e"]))
    if reply.ok:
        yield Known(name=name, value="taken")
    elif reply.status in (400, 413, 422):
        yield Known(name=name, value="refused", note=reply.said)
    else:
        yield Unknown(name=name, reason=reply.said)


def _on_card(card: Json) -> Said | None:
    meta, best = part(card, "meta"), part(card, "top_provider").get("context_length")
    places = [(f"/v1/models, {key}", card.get(key)) for key in SERVED]
    places = [("/v1/models, meta.n_ctx", meta.get("n_ctx")), ("/v1/models, top_provider", best), *places]
    return next((Said(value, place) for place, value in places if _is_size(value)), None)


def _trained(card: Json) -> Said | None:
    value = part(card, "meta").get("n_ctx_train")
    return Said(value, "/v1/models, meta.n_ctx_train", trained=True) if _is_size(value) else None


def _llama_cpp(patient: Patient) -> Said | None:
    size = part(_beside(patient, "GET", "/props", None), "default_generation_settings").get("n_ctx")
    return Said(size, "/props, n_ctx") if _is_size(size) else _trained(patient.card)


def _ollama(patient: Patient) -> Said | None:
    said = _beside(patient, "POST", "/api/show", {"model": patient.model})
    chosen = re.search(r"^num_ctx\s+(\d+)", str(said.get("parameters", "")), re.M)
    if chosen:
        return Said(int(chosen[1]), "/api/show, num_ctx")
    sizes = [value for key, value in part(said, "model_info").items() if key.endswith(".context_length")]
    return Said(sizes[0], "/api/show, context_length", trained=True) if sizes and _is_size(sizes[0]) else None


def _beside(patient: Patient, method: str, path: str, body: Json | None) -> Json:
    """A question that the proxy has no route for, hence asked without the key; empty: nothing that helps."""
    endpoint = patient.endpoint
    if not patient.says("reachable"):
        return {}
    patient.beside.append(f"{method} {path}")
    with suppress(httpx.HTTPError, ValueError):
        verify = trusted() if endpoint.encrypted else False
        with httpx.Client(verify=verify, trust_env=False, timeout=LONG_S) as client:
            answer = client.request(method, endpoint.at(path, b""), json=body).json()
        return answer if isinstance(answer, dict) else {}
    return {}


def _overflow(patient: Patient, said: Said | None) -> tuple[Reply | None, int, str]:
    """The answer to a prompt of surely so many tokens; None: it was not sent, and why."""
    speech = patient.main()
    if speech is None:
        return None, 0, "no dialect of an agent is spoken"
    if not patient.overflow:
        return None, 0, "not tried (--no-overflow)"
    if said is not None and said.tokens > MOST:
        return None, 0, f"not tried: it would take more than {MOST:,} tokens"
    size = UNSAID if said is None else said.tokens + said.tokens // 16 + 64
    # A letter and a space are a token at least, for every tokenizer.
    return patient.ask(speech, " ".join(islice(cycle(ascii_lowercase), size)), TINY), size, ""


def in_words(reply: Reply) -> Said | None:
    """The window as a refusal says it; None: it is none, or does not say."""
    told = part(reply.json, "error").get("n_ctx")
    if reply.ok or reply.status is None or reply.status == 429:
        return None
    if _is_size(told):
        return Said(told, "the refusal of a longer prompt")
    text = reply.message.replace(",", "")
    found = next((match for pattern in IN_WORDS if (match := pattern.search(text))), None)
    return Said(int(found[1]), "the refusal of a longer prompt") if found else None


def _window(said: Said | None, reply: Reply | None, size: int) -> Finding:
    read = reply.input if reply is not None and reply.ok else None
    longer = read is not None and read >= size
    if said is None:
        least = f"; at least {read:,} tokens, as it read so many" if longer else ""
        return Unknown(name="window", reason=f"neither the list of models nor a refusal says it{least}")
    note = f"by {said.by}" + (": what it was trained for, less may be served" if said.trained else "")
    return Known(name="window", value=said.tokens, note=note + (f"; yet it read {read:,} tokens" if longer else ""))


def _seen(reply: Reply, size: int) -> Finding:
    if reply.status is None or reply.status == 429 or reply.status >= 500:
        return Unknown(name="overflow", reason=f"a prompt of {size:,} tokens or more: {reply.said}")
    if not reply.ok:
        return Known(name="overflow", value="refused", note=reply.said)
    read, finish = reply.input, reply.line.get("finish_reason")
    if read is not None and read < size:
        return Known(name="overflow", value="truncated", note=f"200, but it read {read:,} of {size:,} tokens or more")
    if str(finish).lower() in ("length", "max_tokens", "model_context_window_exceeded") and (reply.output or 0) < TINY:
        return Known(name="overflow", value="cut short", note=f"200, an answer that ended with {finish}")
    if read is None:
        return Unknown(name="overflow", reason=f"200 without usage: how much of {size:,} tokens it read is not said")
    return Known(name="overflow", value="taken", note=f"200, and it read {read:,} tokens")


def _is_size(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
