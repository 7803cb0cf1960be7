"""Call: one request of an agent to the model, as the wire saw it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FROZEN = ConfigDict(frozen=True, extra="forbid")

Dialect = Literal["chat", "responses", "messages", "gemini", "completions", "embeddings", "other"]

End = Literal[
    "complete",
    "client_aborted",
    "upstream_error",
    "upstream_truncated",
    "refused",
    "injected_fault",
    "crashed",
]


class ModelNames(BaseModel):
    """The model's name at three places; each is null where that place named none."""

    model_config = FROZEN
    requested: str | None
    sent: str | None
    served: str | None


class RequestFacts(BaseModel):
    """The request: `bytes` and `sha256` as received, `hash` of its meaning (design.md, "Two hashes")."""

    model_config = FROZEN
    bytes: int
    sha256: str
    hash: str | None = Field(description="null: the body was not JSON")
    altered: tuple[str, ...] = Field(description="what the proxy changed before sending, e.g. include_usage")


class ResponseFacts(BaseModel):
    """The answer: `bytes` and `sha256` of the body as the endpoint sent it."""

    model_config = FROZEN
    status: int | None = Field(description="null: no answer came")
    bytes: int
    sha256: str
    events: int | None = Field(description="server-sent events seen; null: not a stream")


class Usage(BaseModel):
    """Tokens of one call; input = uncached + cache_read + cache_write, output includes reasoning."""

    model_config = FROZEN
    input: int | None = Field(description="null: not said (source is absent)")
    cache_read: int | None = Field(description="null: the endpoint does not say")
    cache_write: int | None = Field(description="null: the endpoint does not say")
    output: int | None = Field(description="null: not said (source is absent)")
    reasoning: int | None = Field(description="null: the endpoint does not say")
    total: int | None = Field(description="null: not said (source is absent)")
    source: Literal["upstream", "estimated", "absent"]
    tokenizer: str | None = Field(description="what counted; null unless estimated")
    raw: dict[str, Any] | None = Field(description="the usage object as received; null: none came, or nothing like one")


class Cost(BaseModel):
    """Dollars of one call, and who said so."""

    model_config = FROZEN
    usd: float
    source: Literal["upstream", "prices"]


class Milliseconds(BaseModel):
    """Where one call's time went, in milliseconds from the request's arrival."""

    model_config = FROZEN
    first_byte: float | None = Field(description="null: no byte of an answer came")
    first_token: float | None = Field(description="null: not a stream, or no token came")
    total: float | None = Field(description="to the endpoint's end; null: the proxy died during the call")
    proxy: float | None = Field(description="the proxy's own share, journal included; null: it died during the call")
    waited: float = Field(description="queued for the endpoint's limits")


class Intent(BaseModel):
    """The journal line that stands on disk before a byte of the call goes upstream; enough to tell of a crash."""

    model_config = FROZEN
    schema_: Literal["cab/call/1"] = Field(alias="schema")
    kind: Literal["intent"]
    cell: str
    seq: int
    id: str
    started_at: datetime
    dialect: Dialect
    method: str
    path: str
    stream: bool
    messages: int | None = Field(description="null: the body was not JSON of this dialect")
    tools: int | None = Field(description="null: the body was not JSON of this dialect")
    model: ModelNames
    request: RequestFacts
    attempt: int = Field(description="1 for the first sending of a logical call")
    logical: str = Field(description="id of the first attempt of this logical call")
    prev: str
    sha256: str


class Call(BaseModel):
    """The journal line of one finished call, exactly one per intent."""

    model_config = FROZEN
    schema_: Literal["cab/call/1"] = Field(alias="schema")
    kind: Literal["call"]
    cell: str
    seq: int = Field(description="1, 2, 3 … within the cell; the same as its intent's")
    id: str
    started_at: datetime
    dialect: Dialect
    method: str
    path: str
    stream: bool
    messages: int | None = Field(description="null: the body was not JSON of this dialect")
    tools: int | None = Field(description="null: the body was not JSON of this dialect")
    model: ModelNames
    request: RequestFacts
    response: ResponseFacts
    finish_reason: str | None = Field(description="as the endpoint sent it; null: it sent none")
    finish_reasons: tuple[str | None, ...] | None = Field(description="one per index; null unless n > 1")
    translated: dict[str, Any] | None = Field(description="null: agent and endpoint speak the same dialect")
    usage: Usage
    cost: Cost | None = Field(description="null: neither the endpoint nor a price list says")
    ms: Milliseconds
    attempt: int = Field(description="1 for the first sending of a logical call")
    logical: str = Field(description="id of the first attempt of this logical call")
    tags: tuple[str, ...]
    end: End
    error: str | None = Field(description="null: nothing went wrong")
    prev: str = Field(description="sha256 of the same cell's line before this one")
    sha256: str

    @property
    def spoken(self) -> str | None:
        """What the endpoint spoke, where that is another dialect than the agent's; None: it is not."""
        said = (self.translated or {}).get("dialect")
        return said if isinstance(said, str) else None
