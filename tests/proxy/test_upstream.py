"""The endpoint as the user gives it."""

import pytest

from proxy.upstream import Endpoint


@pytest.mark.parametrize(
    ("url", "at"),
    [
        ("http://h:1", "http://h:1/v1/models"),
        ("http://h:1/", "http://h:1/v1/models"),
        ("http://h:1/v1", "http://h:1/v1/models"),
        ("http://h:1/v1/", "http://h:1/v1/models"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1/models"),
        ("https://openrouter.ai/api", "https://openrouter.ai/api/v1/models"),
        ("https://x.test/api/paas/v4", "https://x.test/api/paas/v4/models"),
        ("https://x.test/v1beta/openai/", "https://x.test/v1beta/openai/models"),
        ("https://[::1]:8/v1?api-version=2", "https://[::1]:8/v1/models?api-version=2"),
    ],
)
def test_a_base_with_or_without_its_version_leads_to_the_same_route(url: str, at: str) -> None:
    assert Endpoint(url, None).at("/v1/models", b"") == at


@pytest.mark.parametrize("base", ["", "/", "/v1", "/v1beta", "/v1beta/", "/v1beta/openai"])
def test_a_route_with_a_version_of_its_own_replaces_that_of_the_base(base: str) -> None:
    path = "/v1beta/models/m:generateContent"
    assert Endpoint(f"https://g.test{base}", None).at(path, b"alt=sse") == f"https://g.test{path}?alt=sse"
    assert Endpoint(f"https://g.test/api{base}", None).at(path, b"") == f"https://g.test/api{path}"


def test_a_query_is_added() -> None:
    assert Endpoint("http://h?a=1", None).at("/v1/models", b"b=2") == "http://h/v1/models?a=1&b=2"


@pytest.mark.parametrize("url", ["", "h:1", "ftp://h", "http://", "http://user:sk-secret@h"])
def test_a_url_that_is_none_is_refused_without_its_credentials(url: str) -> None:
    with pytest.raises(ValueError, match="endpoint") as refused:
        Endpoint(url, None)
    assert "sk-secret" not in str(refused.value)


@pytest.mark.parametrize("key", ["", "sk-se cret", "sk-secret\n", "sk-secré"])
def test_a_key_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ValueError, match="the key") as refused:
        Endpoint("http://h", key)
    assert "sk-se" not in str(refused.value)


def test_the_repr_hides_the_key() -> None:
    assert "sk-secret" not in repr(Endpoint("http://h", "sk-secret"))


@pytest.mark.parametrize("word", ["EMPTY", "ollama", "not-needed", None])
def test_a_key_that_is_a_word_is_no_secret_so_answers_may_hold_it(word: str | None) -> None:
    assert Endpoint("http://h", word).secret is None
    assert Endpoint("http://h", "sk-0123456789abcd").secret == "sk-0123456789abcd"


def test_a_certificate_is_checked_however_the_url_spells_https() -> None:
    assert [Endpoint(url, None).encrypted for url in ("HTTPS://h", "https://h", "http://h")] == [True, True, False]
