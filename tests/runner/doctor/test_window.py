"""The window, as each vendor's refusal of a longer prompt has it."""

import orjson
import pytest

from runner.doctor.asking import Reply
from runner.doctor.window import in_words


def refusal(message: str, status: int = 400) -> Reply:
    return Reply(status, "", body=orjson.dumps({"error": {"message": message}}))


@pytest.mark.parametrize(
    ("message", "tokens"),
    [
        ("This model's maximum context length is 128000 tokens. However, your messages resulted in 140012.", 128000),
        ("This model's maximum context length is 4096 tokens and your request has 10 input tokens (9 > 4).", 4096),
        ("The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure", 4096),
        ("This endpoint's maximum context length is 131,072 tokens. However, you requested about 140,012", 131072),
        ("This model's maximum prompt length is 131072 but the request contains 140012 tokens.", 131072),
        ("The input (5000 tokens) is longer than the model's context length (4096 tokens).", 4096),
        ("request (8798 tokens) exceeds the available context size (8192 tokens), try increasing it", 8192),
        ("prompt is too long: 210000 tokens > 200000 maximum", 200000),
        (
            "Prompt contains 40000 tokens, too large for model with 32768 maximum context length",
            32768,
        ),
        ("The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", 1048576),
        ("Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000", 8193),
    ],
)
def test_a_refusal_says_the_window(message: str, tokens: int) -> None:
    said = in_words(refusal(message))
    assert said is not None
    assert (said.tokens, said.trained) == (tokens, False)


@pytest.mark.parametrize(
    "reply",
    [
        refusal("Please reduce the length of the messages or completion."),
        refusal("Request too large on tokens per min (TPM): limit 30000 maximum context length 30000", 429),
        Reply(200, "", body=b'{"error":{"message":"maximum context length is 4096"}}'),
        Reply(None, "no answer within 60 s"),
    ],
)
def test_what_says_none_is_not_guessed_from(reply: Reply) -> None:
    assert in_words(reply) is None


def test_llama_cpp_says_it_as_a_number() -> None:
    said = in_words(Reply(400, "", body=b'{"error":{"code":400,"message":"too long","n_prompt_tokens":9,"n_ctx":512}}'))
    assert said is not None
    assert said.tokens == 512
