"""Stored demos in a real browser, from a file on disk: every control by mouse and by key, in every dress."""

import shutil
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
import demo_samples

# the names that the book's theme gives its colours, in both modes
THEME = """<style>
html { --pst-color-primary: #0a7d91; --pst-color-primary-text: #fff; --pst-color-border: #d1d5da;
       --pst-color-text-muted: #48566b; background: #fff; color: #222832; color-scheme: light; }
html[data-theme=dark] { --pst-color-primary: #3fb1c5; --pst-color-primary-text: #14181e; color-scheme: dark;
       --pst-color-border: #48566b; --pst-color-text-muted: #9ca4af; background: #14181e; color: #ced6dd; }
html[data-theme=dark] .cell_output .text_html { background: #ced6dd; color: #222832; padding: .5rem; }
legend { float: left; font-size: 2rem; width: 100%; } figcaption { font-weight: 100; color: #999; }
</style>"""
SMALL = {"radius": [0.5, 1.0, 1.5], "kind": ["linear", "tanh"]}


@pytest.fixture(scope="module")
def page_url(tmp_path_factory):
    """A page of three demos, two of them the same; no server, no other file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNNLIB_DEMOS", "static")
        lines = demo_samples.lines(**SMALL).to_html()
        heat = demo_samples.heat(scale=[0.5, 1.5], steps=[5, 20], start={}).to_html()
    cells = "".join(f'<div class="cell_output"><div class="output text_html">{demo}</div></div>'
                    for demo in (lines, heat, lines))
    path = tmp_path_factory.mktemp("site") / "page.html"
    path.write_text('<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Demos</title>'
                    f'<meta name="viewport" content="width=device-width, initial-scale=1">{THEME}</head>'
                    f"<body><main><h1>Demos</h1>{cells}</main></body></html>", encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser():
    """Chromium: the system's, else the one that playwright installed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"),
                                             args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, page_url):
    """Open the page; at the end no script may have failed and no request may have left the file."""
    contexts, troubles = [], []

    def opener(theme="light", width=1000, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else troubles.append(r.url))
        page.add_init_script(f"addEventListener('DOMContentLoaded', () => "
                             f"{{ document.documentElement.dataset.theme = '{theme}'; }})")
        page.goto(page_url)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert troubles == []


def state(demo):
    """Picture and sentence as they stand."""
    return demo.locator(".rnn-stage").inner_html(), demo.locator(".rnn-note").inner_text()


def test_every_control_moves_picture_and_sentence_by_mouse(open_page):
    page = open_page()
    for demo in page.locator(".rnn-demo").all():
        assert demo.locator("form").is_visible() and demo.locator(".rnn-stage svg").count() == 1
        for slider in demo.locator("input[type=range]").all():
            slider.scroll_into_view_if_needed()
            box, seen = slider.bounding_box(), []
            for share in (0.01, 0.99):
                page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
                seen.append(state(demo))
            assert seen[0][0] != seen[1][0] and seen[0][1] != seen[1][1]
        before = state(demo)
        radio = demo.locator("input[type=radio]:not(:checked)")
        radio.click()
        assert state(demo)[0] != before[0] and state(demo)[1] != before[1]


def test_keys_move_the_controls_and_do_not_reach_the_page(open_page):
    page = open_page()
    page.evaluate("window.heard = []; document.addEventListener('keydown', e => heard.push(e.key))")
    demo = page.locator(".rnn-demo").first
    slider, output = demo.locator("input[type=range]"), demo.locator("output")
    slider.focus()
    values = []
    for key in ("Home", "ArrowRight", "End", "ArrowLeft"):
        page.keyboard.press(key)
        values.append((output.inner_text(), slider.get_attribute("aria-valuetext")))
    assert values == [("0.5", "0.5"), ("1", "1"), ("1.5", "1.5"), ("1", "1")]
    demo.locator("input[type=radio]").nth(1).focus()
    before = state(demo)
    page.keyboard.press("ArrowLeft")
    assert state(demo)[1] != before[1]
    assert page.evaluate("heard") == []
    page.keyboard.press("Control+k")  # a shortcut of the page is none of ours
    assert "k" in page.evaluate("heard")
    page.keyboard.press("Enter")  # would submit a form
    assert "?" not in page.url


def test_two_copies_of_a_demo_do_not_disturb_each_other(open_page):
    page = open_page()
    first, _, last = page.locator(".rnn-demo").all()
    before = state(last)
    first.locator("input[type=radio]:not(:checked)").click()
    first.locator("input[type=range]").fill("0")
    assert state(last) == before
    ids = page.eval_on_selector_all("[id]", "all => all.map(e => e.id)")
    assert len(ids) > 20 and len(ids) == len(set(ids))
    lost = page.evaluate(r"""[...document.querySelectorAll('.rnn-stage')].flatMap(stage =>
        [...stage.innerHTML.matchAll(/(?:href="|url\(["&quot;]*)#([\w-]+)/g)].map(m => m[1])
        .filter(id => !stage.querySelector('#' + id)))""")
    assert lost == []


def test_a_copied_demo_stays_alive(open_page):
    page = open_page()
    page.evaluate("""() => { const cell = document.querySelector('.cell_output');
        const copy = cell.cloneNode(true); cell.replaceWith(copy); }""")
    demo = page.locator(".rnn-demo").first
    before = state(demo)
    demo.locator("input[type=range]").fill("0")
    assert state(demo)[0] != before[0] and state(demo)[1] != before[1]


def test_controls_that_the_browser_puts_back_are_followed(open_page):
    page = open_page()
    page.locator("input[type=range]").first.fill("0")
    page.goto("about:blank")
    page.go_back()
    demo = page.locator(".rnn-demo").first
    page.wait_for_function("document.querySelector('.rnn-note').textContent.startsWith('Radius 0.5,')")
    assert demo.locator("input[type=range]").input_value() == "0"
    assert demo.locator("output").inner_text() == "0.5"


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible_and_fits(open_page, theme, width):
    page = open_page(theme, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    colour = {"light": "rgb(34, 40, 50)", "dark": "rgb(206, 214, 221)"}[theme]
    for part in (".rnn-note", ".rnn-stage svg", ".rnn-slider span"):
        assert page.locator(part).first.evaluate("e => getComputedStyle(e).color") == colour
    assert page.locator(".rnn-stage svg").first.evaluate("e => getComputedStyle(e).fill") == colour
    card = page.locator(".text_html").first.evaluate("e => getComputedStyle(e).backgroundColor")
    assert card == "rgba(0, 0, 0, 0)"
    for control in page.locator("input").all():
        box = control.bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24
    slider = page.locator(".rnn-slider").first
    widths = set()
    for at in "012":
        slider.locator("input").fill(at)
        widths.add(slider.locator("input").bounding_box()["width"])
    assert len(widths) == 1
    stages = page.locator(".rnn-stage").all()
    assert all(stage.get_attribute("role") == "img" and stage.get_attribute("aria-label") for stage in stages)
    found = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in found] == []


def test_focus_can_be_seen(open_page):
    page = open_page()
    outlines = []
    for _ in range(2):
        page.keyboard.press("Tab")
        outlines.append(page.evaluate("""() => { const e = document.activeElement;
            return getComputedStyle(e.type === 'radio' ? e.nextElementSibling : e).outlineStyle; }"""))
    assert outlines == ["solid", "solid"]


def test_the_alternative_text_follows_the_controls(open_page):
    stage = (demo := open_page().locator(".rnn-demo").nth(1)).locator(".rnn-stage")
    assert stage.get_attribute("aria-label").endswith("tanh cell.")
    demo.locator("input[type=radio]:not(:checked)").click()
    assert stage.get_attribute("aria-label").endswith("leaky cell.")


def test_without_scripts_a_picture_and_a_sentence_remain(open_page):
    page = open_page(java_script_enabled=False)
    for demo in page.locator(".rnn-demo").all():
        image = demo.locator(".rnn-stage img")
        assert image.is_visible() and image.bounding_box()["width"] > 300 and image.get_attribute("alt")
        assert demo.locator(".rnn-note").is_visible() and not demo.locator("form").is_visible()


def test_print_shows_picture_and_sentence_only(open_page):
    page = open_page()
    page.emulate_media(media="print")
    for demo in page.locator(".rnn-demo").all():
        assert demo.locator(".rnn-stage svg").is_visible() and demo.locator(".rnn-note").is_visible()
        assert not demo.locator("form").is_visible()
