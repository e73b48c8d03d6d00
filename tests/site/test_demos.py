"""Tests of every demo: each control moves picture and sentence.

By keyboard and by mouse, in light and dark, wide and narrow, from a server and from a file. Without
scripts, the first frame and its sentence stand there.
"""

import pytest
from visiting import NARROW, PAGES, WIDE, Visitor

STATE = """d => [d.querySelector(".rnn-stage").innerHTML, d.querySelector(".rnn-note").textContent.trim()]"""


def demos_of(page):
    """Return the locators of a page's demos."""
    return page.locator(".rnn-demo").all()


def controls_of(demo):
    """Return the controls of a demo, as pairs (kind, locator): each slider, and each group of buttons."""
    controls = [("range", slider) for slider in demo.locator("form input[type=range]").all()]
    names = demo.locator("form input[type=radio]").evaluate_all("all => [...new Set(all.map(i => i.name))]")
    return controls + [("radio", demo.locator(f"form input[type=radio][name='{name}']")) for name in names]


def reach_by_tab(page, demo, control, kind):
    """Press Tab from the beginning of the demo until the control has the focus."""
    demo.click(position={"x": 3, "y": 3})  # the next Tab starts from where one has clicked
    has_focus = "(e) => e === document.activeElement"
    for _ in range(20):
        page.keyboard.press("Tab")
        inputs = [control] if kind == "range" else control.all()
        if any(each.evaluate(has_focus) for each in inputs):
            return
    raise AssertionError("Tab does not reach the control")


def move_by_keyboard(page, demo, control, kind):
    """Move a control by one step with the arrow keys."""
    reach_by_tab(page, demo, control, kind)
    at_end = kind == "range" and control.evaluate("i => i.value === i.max")
    page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")


def move_by_mouse(page, control, kind):
    """Click a slider far from where it stands, or a button that is not chosen."""
    if kind == "range":
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        low = control.evaluate("i => 2 * i.value < Number(i.min) + Number(i.max)")
        page.mouse.click(box["x"] + box["width"] * (0.97 if low else 0.03), box["y"] + box["height"] / 2)
        return
    for button in control.all():
        if not button.is_checked():
            button.scroll_into_view_if_needed()
            box = button.locator("xpath=..").bounding_box()
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            return


def move_everything(page):
    """Move every control of every demo of a page both ways; say what did not follow."""
    still = []
    for number, demo in enumerate(demos_of(page), start=1):
        controls = controls_of(demo)
        assert controls, f"demo {number} has no control"
        for kind, control in controls:
            name = control.first.get_attribute("name")
            for way in ("keyboard", "mouse"):
                before = demo.evaluate(STATE)
                if way == "keyboard":
                    move_by_keyboard(page, demo, control, kind)
                else:
                    move_by_mouse(page, control, kind)
                after = demo.evaluate(STATE)
                still += [
                    f"demo {number}, {name}, {way}: the {part} did not change"
                    for part, old, new in zip(("picture", "sentence"), before, after, strict=True)
                    if old == new
                ]
    return still


@pytest.fixture(scope="session")
def pages_with_demos(site):
    """The names of the pages that hold a demo."""
    pages = [
        name for name in PAGES if 'class="rnn-demo"' in (site / f"{name}.html").read_text(encoding="utf-8")
    ]
    assert pages, "no page has a demo"
    return pages


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_control_moves_picture_and_sentence(visitor, pages_with_demos, theme, size):
    window = visitor(theme, size)
    for name in pages_with_demos:
        page = window.go(f"{name}.html")
        assert move_everything(page) == [], name
        assert window.axe() == [], name
        assert window.problems == [], name


def test_pages_work_from_a_file(browser, site, pages_with_demos):
    window = Visitor(browser, f"{site.as_uri()}/", viewport=WIDE)
    for name in PAGES:
        page = window.go(f"{name}.html")
        assert page.locator(".math").count() == page.locator(".math:has(mjx-container)").count(), name
        assert move_everything(page) == [], name
        assert window.problems == [], name
    window.context.close()


def test_without_scripts_the_first_frame_and_its_sentence_stand_there(browser, server, pages_with_demos):
    context = browser.new_context(java_script_enabled=False, viewport=WIDE)
    page = context.new_page()
    for name in pages_with_demos:
        page.goto(f"{server}{name}.html")
        for demo in demos_of(page):
            picture = demo.locator(".rnn-stage > *").first
            assert picture.is_visible() and picture.bounding_box()["height"] > 50, name
            assert demo.locator(".rnn-note").inner_text().strip(), name
            assert not demo.locator("form").is_visible(), f"{name}: controls that cannot work are hidden"
    context.close()


def test_a_demo_in_the_dark_is_light_on_dark(visitor, pages_with_demos):
    """The picture's text takes the page's colour, so it stays readable in both themes."""
    lightness = {}
    for theme in ("light", "dark"):
        page = visitor(theme).go(f"{pages_with_demos[0]}.html")
        colour = page.locator(".rnn-stage").first.evaluate("e => getComputedStyle(e).color")
        channels = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        lightness[theme] = sum(channels) / 3
    assert lightness["light"] < 110 and lightness["dark"] > 140, lightness
