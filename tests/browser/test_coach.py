"""The pack in a real browser: a hostile one as a file, and the way there and back in 04-coach."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attacks import HOSTILE, hostile

from followup.coach.sections import TITLES
from followup.workbook import open_workbook

SAMPLE = "sample.sqlite"
ALL = {"sections": tuple(TITLES), "questions": HOSTILE[:3]}


class Reader:
    """A pack opened as a file: what went wrong there, and what it asked of the network."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        self.asked: list[str] = []
        page.on(
            "console",
            lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("request", lambda r: self.asked.append(r.url))
        page.on("dialog", lambda d: self.errors.append(d.message))
        page.set_default_timeout(10_000)

    def open(self, path: Path) -> None:
        """Opens the file and looks that no text of it ran and nothing was asked of any network."""
        self.page.goto(path.as_uri())
        self.is_calm()

    def is_calm(self) -> None:
        """No error, no request but for the file itself, its pictures, and what it saves."""
        assert self.errors == []
        assert all(url.startswith(("file:", "data:", "blob:")) for url in self.asked), self.asked
        assert self.page.evaluate("window.PWN") is None
        assert self.page.url.startswith("file:")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of a search whose every name and text is an attack, with all names in full."""
    coach = hostile(open_workbook(tmp_path_factory.mktemp("hostile") / "workbook.sqlite"))
    return coach.make(coach.preview(**ALL, people="full", companies="full"))[0]


@pytest.fixture
def reader(browser: Any) -> Iterator[Reader]:
    """A coach's browser on a laptop."""
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    yield Reader(context.new_page())
    context.close()


def test_no_text_of_a_search_runs_in_the_browser_of_a_coach(reader: Reader, pack: Path) -> None:
    """Whoever names a company <script> would run a program on the coach's laptop."""
    reader.open(pack)
    page = reader.page
    for text in HOSTILE[:6]:
        assert page.get_by_text(text).count() > 0, text
    page.mouse.move(300, 400)
    for article in page.locator("article").all()[:12]:
        article.click()
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    assert page.locator("article svg, article img, article iframe, article a").count() == 0
    assert page.locator("main > details").count() == len(TITLES)
    reader.is_calm()


def test_policy_stops_a_script_that_would_slip_in(
    reader: Reader, pack: Path, tmp_path: Path
) -> None:
    """A fault in one line of the page must not be enough to run a program."""
    broken = tmp_path / "broken.html"
    slipped = "<script>window.PWN=1</script><img src=x onerror=window.PWN=1><form action=//example.com></form>"
    broken.write_text(pack.read_text().replace("<main>", f"<main>{slipped}"))
    reader.page.goto(broken.as_uri())
    reader.page.wait_for_timeout(300)
    assert reader.page.evaluate("window.PWN") is None
    assert any("Content Security Policy" in error for error in reader.errors)


def test_comments_outlive_a_closed_tab_and_are_forgotten_once_saved(
    reader: Reader, pack: Path
) -> None:
    """A coach whose browser crashes would have to write everything again."""
    reader.open(pack)
    page = reader.page
    page.locator("article").nth(1).get_by_label("Your view").select_option(label="Ask me")
    page.locator("article").nth(2).get_by_label("Your comment").fill(
        "Warm, and too long. 👍 </script>"
    )
    page.get_by_text("Kept in this browser").wait_for()
    page.wait_for_timeout(500)  # a browser writes what it keeps a moment later
    page.reload()
    assert (
        page.locator("article").nth(2).get_by_label("Your comment").input_value().startswith("Warm")
    )
    assert page.locator("article").nth(1).get_by_label("Your view").input_value() == "ask_me"
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save my comments").click()
    told = json.loads(Path(saved.value.path()).read_text())
    assert saved.value.suggested_filename == f"comments-{told['pack']}.json"
    assert told["comments"] == [
        {"item": "i2", "verdict": "ask_me", "comment": ""},
        {"item": "i3", "verdict": "", "comment": "Warm, and too long. 👍 </script>"},
    ]
    page.get_by_text("Please send that file back").wait_for()
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    assert page.locator("article").nth(2).get_by_label("Your comment").input_value() == ""
    page.get_by_role("button", name="Save my comments").click()
    page.get_by_text("There is no comment yet.").wait_for()
    reader.is_calm()


def test_pack_is_used_with_the_keyboard_alone(reader: Reader, pack: Path) -> None:
    """A coach who uses no mouse could not answer."""
    reader.open(pack)
    page = reader.page
    reached = []
    for _ in range(16):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.localName"))
    assert {"a", "summary", "select", "textarea"} <= set(reached)
    while page.evaluate("document.activeElement.localName") != "textarea":
        page.keyboard.press("Tab")
    page.keyboard.type("Yes")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.get_by_role("button", name="Save my comments").focus()
    with page.expect_download():
        page.keyboard.press("Enter")


def test_everything_can_be_read_without_javascript(browser: Any, pack: Path) -> None:
    """A coach whose firm forbids scripts would see an empty page."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pack.as_uri())
    for title in (
        "What is owed",
        "Where everything stands",
        "Letters to look at",
        "What is covered",
    ):
        assert page.get_by_role("heading", name=title, exact=True).is_visible()
    assert page.get_by_text("Everything else on this page works without it").is_visible()
    assert all(one.is_visible() for one in page.locator("article").all())
    assert not page.get_by_role("button", name="Save my comments").is_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 320])
def test_pack_needs_no_sideways_scrolling_on_a_phone(width: int, browser: Any, pack: Path) -> None:
    """A coach who reads it in the train would have to push every line to and fro."""
    context = browser.new_context(viewport={"width": width, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(pack.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    last = page.locator("#covered li").last
    last.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    end, foot = (
        page.locator("#covered p").first.bounding_box(),
        page.locator("footer").bounding_box(),
    )
    assert end["y"] + end["height"] <= foot["y"]  # the bar hides no word
    size = page.locator("article h3").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)"
    )
    assert size >= 15
    context.close()


def test_pack_on_paper_has_all_words_and_no_buttons(reader: Reader, pack: Path) -> None:
    """A coach who prints it would get grey boxes in place of the second page."""
    reader.open(pack)
    page = reader.page
    page.locator("article").first.get_by_label("Your comment").fill("On paper too")
    page.emulate_media(media="print")
    assert not page.locator("footer").is_visible() and not page.locator("nav").is_visible()
    assert page.locator("article").first.get_by_label("Your comment").is_visible()
    assert not page.locator("article").nth(1).get_by_label("Your comment").is_visible()
    assert all(one.is_visible() for one in page.locator("article h3").all())
    assert len(page.pdf(format="A4")) > 20_000


def test_pack_goes_to_a_coach_and_comments_come_back(
    tab: Any, sample_file: Path, tmp_path: Path
) -> None:
    """The seeker whose coach wrote a comment would never see it."""
    tab.lab.use_sample(sample_file)
    tab.run("04-coach.ipynb", "How much is covered")
    page = tab.page
    tab.field("Question 1 to your coach").fill("Shall I write to Helen Brandt again?")
    tab.press("Make the pack") if page.get_by_role(
        "button", name="Make the pack"
    ).is_visible() else None
    tab.press("Show me exactly what will be shared")
    tab.sees("Exactly this will be shared")
    shown = page.frame_locator("iframe[title='The pack, as it will be']").locator("body")
    shown.wait_for()
    assert "Helen" not in shown.inner_text() and "again?" in shown.inner_text()
    tab.press("Make the pack")
    tab.sees("It is yours to send")
    with page.expect_download() as got:
        tab.press("Download the pack")
    path = tmp_path / got.value.suggested_filename
    got.value.save_as(path)
    assert path.name.startswith("pack-2026-03-05-pk-") and b"Brandt" not in path.read_bytes()
    with page.expect_download() as got:
        tab.press("Download the copy for a coach who has the workbook")
    assert Path(got.value.path()).read_bytes().startswith(b"SQLite format 3")

    reader = Reader(page.context.new_page())
    reader.open(path)
    theirs = reader.page.locator("article").filter(has_text="Write a letter: ").first
    theirs.get_by_label("Your comment").fill("Name the podcast. <img src=x onerror=window.PWN=1>")
    theirs.get_by_label("Your view").select_option("change")
    with reader.page.expect_download() as got:
        reader.page.get_by_role("button", name="Save my comments").click()
    file = tmp_path / "comments.json"
    got.value.save_as(file)
    reader.is_calm()

    tab.field("The file of your coach").set_input_files(file)
    tab.sees("1 comment is new.")
    tab.sees("Name the podcast. <img")
    tab.field("The file of your coach").set_input_files(file)
    tab.sees("nothing changed")
    tab.field("Do it by").fill("2026-03-09")
    tab.field("Do it by").press("Tab")
    tab.press("Put it on the list")
    tab.sees("On the list.")
    ((about, due),) = tab.lab.rows("SELECT about, due_on FROM comments", SAMPLE)
    assert about.startswith("Write a letter: ") and due == "2026-03-09"
    assert page.evaluate("window.PWN") is None

    tab.run("02-follow-up.ipynb", "Overdue (1)")
    tab.line(about.partition(" at ")[0]).click()
    tab.sees("Name the podcast. <img")
    tab.line("Do what you agreed").click()
    tab.press("I did it")
    tab.sees("Noted as done: do what you agreed")
    assert tab.lab.rows("SELECT done_on FROM comments", SAMPLE) == [("2026-03-05",)]
    assert page.evaluate("window.PWN") is None
