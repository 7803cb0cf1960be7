"""Patient: an endpoint under examination, and what has been found so far."""

from dataclasses import dataclass, field

from proxy.upstream import Endpoint
from runner.doctor.asking import Asker, Json, Reply
from runner.doctor.finding import Finding, Known, Unknown
from runner.doctor.speech import SPEECHES, Speech

AGENTS = ("chat", "responses", "messages", "gemini")  # what agents speak


@dataclass
class Patient:
    """What the probes share."""

    endpoint: Endpoint
    model: str
    asker: Asker
    overflow: bool  # whether the one long prompt may be sent
    found: dict[str, Finding] = field(default_factory=dict)
    limit_name: str = "max_tokens"  # what chat calls it; newer models take no other than max_completion_tokens
    card: Json = field(default_factory=dict)  # the model's entry in the list of models
    replies: dict[str, Reply] = field(default_factory=dict)  # by dialect, what came of its first call
    first_tokens: list[float] = field(default_factory=list)  # of the first dialect's streams
    beside: list[str] = field(default_factory=list)  # what was asked past the proxy, without the key

    def says(self, name: str) -> bool | None:
        """Whether a finding is a yes or a no; None: it is neither."""
        finding = self.found.get(name)
        return finding.value if isinstance(finding, Known) and isinstance(finding.value, bool) else None

    def why_not(self, name: str) -> str:
        """The words that came with a finding."""
        finding = self.found.get(name)
        if isinstance(finding, Unknown):
            return finding.reason
        return (finding.note or "no") if isinstance(finding, Known) else "not asked"

    def spoken(self) -> list[Speech]:
        """The dialects that the endpoint speaks."""
        return [speech for speech in SPEECHES if self.says(speech.dialect)]

    def main(self) -> Speech | None:
        """The first of them that agents speak; None: there is none."""
        return next((speech for speech in self.spoken() if speech.dialect in AGENTS), None)

    def ask(self, speech: Speech, text: str, limit: int, *, stream: bool = False, more: Json | None = None) -> Reply:
        """One call in a dialect."""
        prompt = speech.prompt(text, limit) | (more or {})
        if speech.dialect == "chat" and self.limit_name != "max_tokens":
            prompt[self.limit_name] = prompt.pop("max_tokens")
        return self.asker.post(speech.path(self.model, stream), speech.body(self.model, prompt, stream=stream))
