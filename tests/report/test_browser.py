"""The page in a real browser, from disk."""

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from report import page, player
from scorers.score_cell import score
from store.bundle import Bundle
from tests import samples
from tests.report import hostile
from tests.report.conftest import Open

WIRING = 'export OPENAI_API_BASE="$YOUR_ENDPOINT"\naider --model "openai/$YOUR_MODEL_ID"\n'


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return samples.bundle(tmp_path, scores=score(samples.evidence()))


@pytest.fixture
def file(bundle: Bundle) -> Path:
    return page.write(bundle, wiring=WIRING)


def needs_player() -> None:
    if player.find() is None:
        pytest.skip("asciinema-player is not installed (`make setup` installs it)")


def overflow(on: Page) -> int:
    width: int = on.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def clock(on: Page) -> str:
    return on.locator("#clock").inner_text().split(" / ")[0]


def current(on: Page) -> str:
    return on.locator(".span-card:visible h3").inner_text()


def test_opens_from_disk_without_a_request_or_a_complaint(file: Path, open_page: Open) -> None:
    opened = open_page(file)
    expect(opened.page.locator("h1")).to_have_text("aider × stepfun-ai/step-3.5-flash")
    opened.page.wait_for_timeout(300)
    assert opened.log.requests == [file.as_uri()]
    assert opened.log.complaints == []


def test_the_call_table_is_filled(file: Path, open_page: Open) -> None:
    on = open_page(file).page
    rows = on.locator("table.calls tbody tr")
    assert rows.count() == 3
    cells = rows.nth(1).locator("th, td").all_inner_texts()
    assert cells[0:2] == ["2", "10:00:08.123"]
    assert cells[3:7] == ["2,050", "1,024", "260", "180"]
    assert cells[8:11] == ["95 ms", "1.40 s", "0 ms"]
    assert cells[11:15] == ["stop", "complete", "200", "1"]
    assert "total 4,550 tokens, 3 of 3 calls counted" in on.locator("table.calls tfoot").inner_text()


def test_arrows_step_through_the_spans(file: Path, open_page: Open) -> None:
    on = open_page(file).page
    on.locator("#replay").focus()
    assert current(on).endswith("prepare:mutations/rust-error-negated")
    seen = []
    for _ in range(4):
        on.keyboard.press("ArrowRight")
        seen.append(current(on))
    assert seen[-1].endswith("call 1")
    assert clock(on) == "t = 4.00 s"
    on.keyboard.press("ArrowLeft")
    assert current(on) == seen[-2]


def test_a_lane_is_chosen_by_pointer_and_tab_passes_the_lanes(file: Path, open_page: Open) -> None:
    on = open_page(file).page
    on.locator(".lane").nth(4).click()
    assert current(on).endswith("call 1")
    on.keyboard.press("ArrowRight")
    assert current(on).endswith("call 2")
    on.locator("#seek").focus()
    on.keyboard.press("Tab")
    assert on.evaluate("document.activeElement.className") != "lane"


def test_comma_and_period_step_a_tenth_of_a_second(file: Path, open_page: Open) -> None:
    on = open_page(file).page
    on.locator("#replay").focus()
    for _ in range(3):
        on.keyboard.press(".")
    assert clock(on) == "t = 300 ms"
    on.keyboard.press(",")
    assert clock(on) == "t = 200 ms"


def test_space_plays_and_pauses(file: Path, open_page: Open) -> None:
    on = open_page(file).page
    on.locator("#replay").focus()
    on.keyboard.press(" ")
    expect(on.locator("#play")).to_have_text("Pause")
    expect(on.locator("#clock")).not_to_contain_text("t = 0 ms /")
    on.keyboard.press(" ")
    expect(on.locator("#play")).to_have_text("Play")
    stopped = clock(on)
    on.wait_for_timeout(150)
    assert clock(on) == stopped


def test_the_keys_are_left_alone_outside_the_replay(file: Path, open_page: Open) -> None:
    on = open_page(file).page
    on.keyboard.press("ArrowRight")
    on.keyboard.press(".")
    assert clock(on) == "t = 0 ms"


def test_the_slider_works_by_keyboard_and_pointer(file: Path, open_page: Open) -> None:
    on = open_page(file).page
    slider = on.locator("#seek")
    slider.focus()
    on.keyboard.press("End")
    assert clock(on) == "t = 24.84 s"
    size = slider.bounding_box()
    assert size is not None
    slider.click(position={"x": size["width"] / 2, "y": size["height"] / 2})
    assert clock(on) == "t = 12.42 s"
    said = slider.get_attribute("aria-valuetext")
    assert said is not None
    assert said.startswith("12.42 s, model_call call 3")


def test_reduced_motion_still_plays(file: Path, open_page: Open) -> None:
    on = open_page(file, reduced_motion="reduce").page
    on.locator("#play").click()
    expect(on.locator("#clock")).not_to_contain_text("t = 0 ms /")


def test_the_terminal_plays(file: Path, open_page: Open) -> None:
    needs_player()
    opened = open_page(file)
    on = opened.page
    expect(on.locator("#player .ap-term-text")).to_contain_text("Tokens: 4.1k sent")  # the poster: the last frame
    on.locator("#player .ap-overlay-start").click()
    expect(on.locator("#player .ap-term-text")).not_to_contain_text("Tokens: 4.1k sent")
    expect(on.locator("#player .ap-term-text")).to_contain_text("Aider v0.86.2")
    assert opened.log.complaints == []


def test_without_the_player_the_transcript_is_shown_and_says_why(
    bundle: Bundle, tmp_path: Path, open_page: Open
) -> None:
    file = tmp_path / "bare.html"
    file.write_text(page.render(bundle, player_folder=tmp_path / "absent"), encoding="utf-8")
    opened = open_page(file)
    assert "was not installed" in opened.page.locator("#terminal").inner_text()
    assert "Applied edit to src/lib.rs" in opened.page.locator("#terminal pre").first.inner_text()
    assert opened.log.complaints == []


@pytest.mark.parametrize(("scheme", "first", "then"), [("light", "light", "dark"), ("dark", "dark", "light")])
def test_the_theme_follows_the_system_and_the_toggle(
    file: Path, open_page: Open, scheme: str, first: str, then: str
) -> None:
    on = open_page(file, color_scheme=scheme).page
    dark = {"dark": "rgb(16, 19, 22)", "light": "rgb(251, 251, 249)"}
    expect(on.locator("body")).to_have_css("background-color", dark[first])
    on.locator("#theme").click()
    expect(on.locator("body")).to_have_css("background-color", dark[then])
    assert on.locator("#theme").get_attribute("aria-pressed") == str(then == "dark").lower()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_never_scrolls_sideways(file: Path, open_page: Open, width: int) -> None:
    on = open_page(file, viewport={"width": width, "height": 800}).page
    on.wait_for_timeout(200)
    on.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert overflow(on) <= 0


def test_headings_are_in_order_and_everything_has_a_name(file: Path, open_page: Open) -> None:
    on = open_page(file).page
    levels = on.evaluate(
        "[...document.querySelectorAll('h1,h2,h3')].filter(e => e.checkVisibility()).map(e => +e.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert on.locator("table:not(:has(caption))").count() == 0
    assert on.locator("thead th:not([scope])").count() == 0
    unnamed = (
        "[...document.querySelectorAll('main button, main input, main select')].filter(e => !e.closest('.ap-wrapper')"
        " && !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length)).length"
    )
    assert on.evaluate(unnamed) == 0
    ids = on.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    targets = on.evaluate("[...document.querySelectorAll('a')].map(e => e.getAttribute('href').slice(1))")
    assert set(targets) <= set(ids)


def test_the_text_stands_out_from_its_ground_in_both_themes(file: Path, open_page: Open) -> None:
    for scheme in ("light", "dark"):
        on = open_page(file, color_scheme=scheme).page
        low = on.evaluate(CONTRAST)
        assert low == [], scheme


CONTRAST = """() => {
  const channel = (c) => ((c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (text) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const poor = new Set();
  for (const one of document.querySelectorAll("body *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !one.checkVisibility() || one.closest(".ap-wrapper, script, style, svg, .vh, .skip")) continue;
    const [a, b] = [light(rgba(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.add(`${one.tagName}.${one.className} ${ratio.toFixed(2)}`);
  }
  return [...poor];
}"""


def test_a_hostile_bundle_is_inert(bundle: Bundle, open_page: Open) -> None:
    file = page.write(hostile.bundle(bundle), wiring=hostile.PAYLOAD)
    opened = open_page(file, viewport={"width": 360, "height": 800})
    on = opened.page
    on.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    on.locator("#replay").focus()
    for _ in range(12):
        on.keyboard.press("ArrowRight")
    if player.find() is not None:
        on.locator("#player .ap-wrapper").focus()
        on.keyboard.press(" ")
    on.wait_for_timeout(700)
    assert on.evaluate("window.pwned") is None
    assert opened.log.complaints == []
    assert opened.log.requests[0] == file.as_uri()
    assert all(url.startswith("data:image/svg+xml;base64,") for url in opened.log.requests[1:])
    assert on.locator("img").count() == 1
    assert on.locator("[onload], [onerror]").count() == 0
    assert on.evaluate("[...document.links].filter(a => !a.getAttribute('href').startsWith('#')).length") == 0
    assert overflow(on) <= 0


def test_an_injected_script_would_be_refused(file: Path, open_page: Open) -> None:
    """The second wall: were the escaping to fail, the policy still lets no script run and no request out."""
    opened = open_page(file)
    injected = (
        '<img src="http://127.0.0.1:9/x" onerror="window.pwned = 1"><a id="j" href="javascript:window.pwned = 1">j</a>'
    )
    opened.page.evaluate("(html) => document.querySelector('main').insertAdjacentHTML('beforeend', html)", injected)
    opened.page.locator("#j").click()
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in one for one in opened.log.complaints)
