"""What a coach gets to see: opened here as an attacker would, with an opener of its own."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import os
import re
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from attacks import HOSTILE, hostile

from followup.agenda import agenda
from followup.care import Care
from followup.coach.comments import NotComments
from followup.coach.pack import Pack
from followup.coach.sections import TITLES
from followup.coach.share import Coach, NotShared, open_copy
from followup.cover import frames as covering
from followup.cover.cover import IN_PACK, Cover
from followup.cover.frames import shared_frames
from followup.errors import CannotSave, FollowupError
from followup.forms.due import coach_said
from followup.sample import open_own
from followup.search import search_on
from followup.tables import RECORDS, WORKBOOK_ID, Row, metadata
from followup.workbook import COPY, Workbook, open_workbook

TODAY = date(2026, 3, 5)
ALL = {"sections": tuple(TITLES)}
NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


# --- an opener that knows nothing of followup -----------------------------------------------


def every_text(content: bytes, depth: int = 5) -> Iterator[str]:
    """What can be read in a file, however it is wrapped."""
    text = content.decode("utf-8", errors="replace")
    seen = {text, content.decode("utf-16-le", errors="replace")}
    for _ in range(2):
        for one in list(seen):
            seen |= {html.unescape(one), urllib.parse.unquote_plus(one)}
            seen.add(
                re.sub(r"\\(?:u|x)\{?([0-9a-fA-F]{2,4})\}?", lambda m: chr(int(m[1], 16)), one)
            )
    yield from seen
    if depth:
        for inner in unwrapped(content, text):
            yield from every_text(inner, depth - 1)


def unwrapped(content: bytes, text: str) -> Iterator[bytes]:
    """Files inside a file: base64, the parts of a zip, words in a picture, rows of a database."""
    for blob in set(re.findall(r"[A-Za-z0-9+/]{8,}={0,2}|[A-Za-z0-9_-]{8,}={0,2}", text)):
        with suppress(ValueError):
            yield base64.urlsafe_b64decode(blob.replace("+", "-").replace("/", "_") + "===")
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            yield from (part.encode() for part in parts.namelist())
            yield from (parts.read(part) for part in parts.namelist())
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        at = 8
        while at < len(content):
            size, kind = struct.unpack(">I4s", content[at : at + 8])
            if kind not in (b"IDAT", b"IHDR"):
                yield content[at + 8 : at + 8 + size]
                yield from inflated(content[at + 8 : at + 8 + size])
            at += 12 + size
    if content.startswith(b"SQLite format 3\0"):
        with closing(sqlite3.connect(":memory:")) as raw:
            raw.deserialize(content)
            yield "\n".join(raw.iterdump()).encode()


def inflated(chunk: bytes) -> Iterator[bytes]:
    """What is packed in a chunk, wherever in it that begins."""
    for start in range(len(chunk)):
        with suppress(zlib.error):
            yield zlib.decompress(chunk[start:])


def flat(text: str) -> str:
    """Without case, accents and what cannot be seen."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Cf"))


def standing_in(content: bytes, words: set[str]) -> set[str]:
    """Which of the words can be found in a file."""
    whole = flat("\n".join(set(every_text(content))))
    return {word for word in words if flat(word) in whole}


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a picture."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def zipped(data: bytes) -> bytes:
    """A zip with one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", data)
    return out.getvalue()


def database(data: bytes, tmp_path: Path, *, deleted: bool = False) -> bytes:
    """A database that holds a text, or held it."""
    path = tmp_path / "held.sqlite"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("PRAGMA secure_delete = OFF; CREATE TABLE t (x)")
        raw.execute("INSERT INTO t VALUES (?)", (f"{'padding ' * 400}{data.decode()}" * 9,))
        if deleted:
            raw.execute("DELETE FROM t")
        raw.commit()
    return path.read_bytes()


PNG = b"\x89PNG\r\n\x1a\n"
WRAPPED: dict[str, Callable[[bytes, Path], bytes]] = {
    "as it is": lambda data, _: b"<p>" + data,
    "entities": lambda data, _: "".join(f"&#{c};" for c in data).encode(),
    "escapes": lambda data, _: "".join(f"\\u{c:04x}" for c in data).encode(),
    "percent": lambda data, _: "".join(f"%{c:02x}" for c in data).encode(),
    "base64": lambda data, _: base64.b64encode(b"a long enough text about " + data),
    "zip": lambda data, _: zipped(data),
    "zip in base64": lambda data, _: b'<img src="data:x;base64,' + base64.b64encode(zipped(data)) + b'">',
    "picture, text": lambda data, _: PNG + chunk(b"tEXt", b"Title\0" + data),
    "picture, packed text": lambda data, _: PNG + chunk(b"zTXt", b"Title\0\0" + zlib.compress(data)),
    "picture, EXIF": lambda data, _: PNG + chunk(b"eXIf", b"II*\0\x08\0\0\0" + data),
    "database": lambda data, place: database(data, place),
    "deleted row": lambda data, place: database(data, place, deleted=True),
}  # fmt: skip


@pytest.mark.parametrize("how", WRAPPED)
def test_opener_finds_what_is_hidden(how: str, tmp_path: Path) -> None:
    content = WRAPPED[how](b"Quexley Wobblethorpe", tmp_path)
    assert standing_in(content, {"Quexley Wobblethorpe", "Nobody"}) == {"Quexley Wobblethorpe"}


# --- markers in everything that is private, names in everything that is shared --------------

PEOPLE = ("Zaqovina Quexley", "Björn Wülfzheimer", "Al Qy")
COMPANIES = ("Vexomark Pudlisher", "Krüzwell & Sons", "37Qzx")
NAME_PARTS = {"Zaqovina", "Quexley", "Björn", "Wülfzheimer", "Wuelfzheimer"}
COMPANY_PARTS = {"Vexomark", "Pudlisher", "Krüzwell", "Kruezwell", "37Qzx"}
SAID = (
    "Zaqovina Quexley said: QUEXLEY’s note. Ask Bjorn, Mr Wuelfzheimer, zaqovina\u00a0 quexley, "
    "Za\u200bqovina, Wülfzheimer, Bjo\u0308rn or Al Qy. Write to quexley@vexomark.example, "
    "www.vexomark.example/zaqovina, see zquexley or zaqovina_quexley, or +49 30 1234567. "
    "At Vexomark, KRUEZWELL & sons and 37Qzx. See ZaqovinaQuexleyCV.pdf, quexleyzaqovinacv, "
    "@bwuelfzheimer, the Quexleys, b.wuelfzheimer, vexomarkpudlisher.de, K&S, kruezwell.com/jobs. "
)


def planted(book: Workbook) -> set[str]:
    """The markers: one in every private text of every table, and in every id. Two rows a table.

    Every text that may be shared says the names of everybody, in many ways.
    """
    markers: set[str] = set()
    rows = [Row("settings", {"id": "today", "value": TODAY.isoformat()})]
    for name in RECORDS:
        for n in range(3):
            rows.append(Row(name, planted_row(name, n, markers)))
    book.save(rows, f"Planted for {PEOPLE[0]}")
    return markers


def planted_row(name: str, n: int, markers: set[str]) -> dict[str, Any]:
    """One row of a table, made from what the table says of its columns."""
    table, values = metadata.tables[name], {}
    for column in table.columns:
        if column.name == "row_version":
            continue
        marker = f"mq{n}{name}{column.name}".replace("_", "") + "qm"
        if column.info.get("names"):
            names = PEOPLE if name == "people" else COMPANIES
            values[column.name] = names[n]
        elif column.name == "id":
            values["id"] = row_id(name, n)
            markers.add(values["id"])
        elif column.foreign_keys:
            target = next(iter(column.foreign_keys)).column.table.name
            values[column.name] = row_id(target, n)
        elif isinstance(column.type, sa.Text):
            values[column.name] = planted_text(column, marker)
            if marker in values[column.name]:
                markers.add(marker)
        elif type(column.type).__name__ == "Day":
            values[column.name] = None if column.name == "done_on" else date(2026, 2, 3 + n)
        elif type(column.type).__name__ == "Flag":
            values[column.name] = True
        else:
            values[column.name] = 2
    return values


def planted_text(column: sa.Column[Any], marker: str) -> str:
    """A choice, what may be shared with names in it, or a marker."""
    if column.info.get("choices"):
        choices = column.info["choices"]
        return "held" if "held" in choices else str(choices[0])
    if column.name == "starts_at":
        return "14:30"
    if column.name in ("email", "website"):
        return f"{marker}@example.com"
    if (column.table.name, column.name) == ("drafts", "content"):
        return json.dumps({"text": SAID, "subject": SAID, "private": marker})
    if (column.table.name, column.name) == ("comments", "pack") and marker.startswith("mq0"):
        return ""  # an action agreed
    return SAID + marker[:1] if column.info.get("shared") else f"{marker} {SAID}"


def row_id(name: str, n: int) -> str:
    """The id of a planted row, which says something as well."""
    if name == "drafts":
        return f"desk:R-LET|{row_id('meetings', n)}|{row_id('people', n)}"
    return f"zz{metadata.tables[name].info['prefix']}{n}row{n}zz"


@pytest.fixture(scope="session")
def planted_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """A workbook with a marker in everything private, made once."""
    book = open_workbook(tmp_path_factory.mktemp("planted") / "planted.sqlite")
    return book.path, planted(book)


@pytest.fixture
def marked(planted_file: tuple[Path, set[str]], tmp_path: Path) -> tuple[Coach, set[str]]:
    """A copy of it, and its markers."""
    path, markers = planted_file
    return Coach(open_workbook(shutil.copy(path, tmp_path / "workbook.sqlite"))), markers


def test_every_private_column_has_a_marker_and_every_shared_text_a_name(
    marked: tuple[Coach, set[str]],
) -> None:
    coach, markers = marked
    frames = coach.book.frames()
    assert {name for name in RECORDS if frames[name].empty} == set()
    texts = [c for t in RECORDS for c in metadata.tables[t].columns if covering.is_free(c)]
    free = {f"{c.table.name}.{c.name}" for c in texts if not c.info.get("names")}
    assert len(free) > 40
    for one in free:
        table, column = one.split(".")
        said = frames[table].loc[frames[table]["id"] != WORKBOOK_ID, column].iloc[0]
        assert "quexley" in flat(said) or "@example" in said or said in ("", TODAY.isoformat()), one
    assert len(markers) > 3 * 40


def make(coach: Coach, pack: Pack) -> tuple[Path, Path]:
    """A pack made after the seeker said of each word that it is no name."""
    for hit in coach.hits(pack):
        coach.is_no_name(hit)
    return coach.make(pack)


MODES = [("stand_ins", "stand_ins"), ("initials", "initials"), ("stand_ins", "full"), ("full", "stand_ins")]  # fmt: skip


@pytest.mark.parametrize(("people", "companies"), MODES)
def test_nothing_covered_can_be_found_in_pack_or_copy(
    people: str, companies: str, marked: tuple[Coach, set[str]]
) -> None:
    coach, hidden = marked[0], {*marked[1], "@vexomark", "1234567", "www."}
    hidden |= NAME_PARTS if people != "full" else set()
    hidden |= COMPANY_PARTS if companies != "full" else set()
    pack = coach.preview(**ALL, people=people, companies=companies, questions=(SAID, "", SAID))
    made = coach.make(pack)
    assert any("said: " in text for own in pack.own.values() for text in own)
    for path in made:
        assert standing_in(path.name.encode() + path.read_bytes(), hidden) == set()
    assert standing_in(
        made[0].read_bytes(), {"Hiring Manager 1" if people == "stand_ins" else "said: "}
    )
    if people != "full":
        with closing(sqlite3.connect(made[1])) as raw:
            told = re.sub('base64,[^"]*', "", pack.page) + "\n".join(raw.iterdump())
        assert not re.findall(r"\b(?:Qy|Al)\b", told)


def test_file_of_a_pack_is_for_its_owner_alone(marked: tuple[Coach, set[str]]) -> None:
    made = marked[0].make(marked[0].preview(sections=("asked",), questions=("One?",)))
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o600, 0o600]
    assert all(re.fullmatch(r"(pack|copy)-2026-03-05-pk-\d{9}\.\w+", path.name) for path in made)


def test_column_is_private_until_someone_says_otherwise(
    marked: tuple[Coach, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = marked[0].book.frames()
    assert (
        "said"
        in shared_frames(frames, Cover(frames, "full", "full"))["promises"]["promise"].iloc[0]
    )
    monkeypatch.delitem(metadata.tables["promises"].columns["promise"].info, "shared")
    assert set(shared_frames(frames, Cover(frames, "full", "full"))["promises"]["promise"]) == {"…"}


def test_table_is_private_until_someone_says_otherwise(marked: tuple[Coach, set[str]]) -> None:
    frames = marked[0].book.frames()
    covered = shared_frames(frames, Cover(frames, "full", "full"))
    assert {name for name in RECORDS if len(covered[name])} <= set(IN_PACK)
    assert not {"answers", "drafts", "accomplishments", "clippings", "packs"} & set(IN_PACK)
    assert covered["settings"].empty  # what is planted there is no number of the policy


def slips(table: str, column: Any, frame: pd.DataFrame, *more: Any) -> list[Any]:
    """A cover that forgets one column."""
    is_pay = (table, column.name) == ("offers", "pay")
    return list(frame["pay"]) if is_pay else KEPT(table, column, frame, *more)


KEPT = covering._column


def test_pack_in_which_a_private_column_stands_is_removed(
    marked: tuple[Coach, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    coach = marked[0]
    monkeypatch.setattr(covering, "_column", slips)
    pack = coach.preview(**ALL)
    with pytest.raises(NotShared, match=r"^Nothing was handed out: “mq0offerspayqm.* still stood"):
        coach.make(pack)
    assert not coach.folder.exists() and len(coach.book.frame("packs")) == 3
    monkeypatch.setattr(coach, "_look_over", lambda pack: None)
    assert standing_in(coach.make(pack)[1].read_bytes(), {"mq0offerspayqm"})  # the opener finds it


def test_preview_of_before_somebody_was_erased_is_no_pack(sample_book: Workbook) -> None:
    coach = Coach(sample_book)
    pack = coach.preview(sections=("who",))
    Care(sample_book).erase_person(sample_book.frame("people")["id"].iloc[0])
    with pytest.raises(NotShared, match=r"Please look once more\."):
        coach.make(pack)
    pack = coach.preview(sections=("who",))
    coach.cover_words("Kent")
    with pytest.raises(NotShared, match=r"Please look once more\."):
        coach.make(pack)


def test_pack_in_which_a_name_stands_is_not_made(
    marked: tuple[Coach, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    coach = marked[0]
    monkeypatch.setattr(Cover, "text", lambda self, text, readers=(): text)
    pack = coach.preview(**ALL, questions=(SAID,))
    with pytest.raises(NotShared, match=r"^Nothing was handed out: .* may be names, such as"):
        coach.make(pack)
    assert not coach.folder.exists() and len(coach.book.frame("packs")) == 3


def test_pack_of_an_empty_workbook_can_be_made(book: Workbook) -> None:
    coach = Coach(book)
    pack = coach.preview(**ALL)
    assert coach.make(pack)[0].exists() and "Nothing is owed just now." in pack.page


def test_covering_changes_no_frame(marked: tuple[Coach, set[str]]) -> None:
    frames = marked[0].book.frames()
    before = {name: frame.copy(deep=True) for name, frame in frames.items()}
    shared_frames(frames, Cover(frames, "initials", "initials"))
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frames[name], frame)


# --- the page -------------------------------------------------------------------------------


class Seen(HTMLParser):
    """The tags of a page, its texts, and what each tag says."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("how", ["full", "initials", "stand_ins"])
def test_text_of_a_search_is_never_a_tag(how: str, book: Workbook) -> None:
    coach = hostile(book)
    pack = coach.preview(**ALL, people=how, companies=how, questions=HOSTILE[:3])
    seen = Seen(pack.page)
    tags = {tag for tag, _ in seen.tags}
    assert tags == {
        "html", "head", "meta", "title", "style", "body", "header", "h1", "p", "nav", "ul", "li", "a",
        "main", "details", "summary", "h2", "h3", "img", "article", "section", "footer", "button", "span",
        "template", "div", "label", "select", "option", "textarea", "script", "table", "thead", "tbody",
        "tr", "th", "td",
    }  # fmt: skip
    assert sum(tag == "script" for tag, _ in seen.tags) == 1
    assert not [name for _, attrs in seen.tags for name in attrs if name.startswith("on")]
    links = [attrs["href"] or "" for tag, attrs in seen.tags if tag == "a"]
    assert links and all(re.fullmatch(r"#(s\d+|covered)", link) for link in links)
    assert "{{7*191}}" in pack.page and "1337" not in re.sub('base64,[^"]*', "", pack.preview([]))
    assert "\u202e" not in pack.page
    assert make(coach, pack)[0].exists()


def test_policy_of_the_page_allows_its_own_script_and_nothing_else(sample_book: Workbook) -> None:
    page = Coach(sample_book).preview(**ALL).page
    metas = [attrs for tag, attrs in Seen(page).tags if attrs.get("http-equiv")]
    policy = dict(part.strip().split(" ", 1) for part in str(metas[0]["content"]).split(";"))
    assert set(policy) == {
        "default-src",
        "img-src",
        "style-src",
        "script-src",
        "base-uri",
        "form-action",
    }
    assert policy["default-src"] == policy["form-action"] == policy["base-uri"] == "'none'"
    for tag, kind in (("script", "script-src"), ("style", "style-src")):
        text = page.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        summed = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert policy[kind] == f"'sha256-{summed}'"
    assert page.index("Content-Security-Policy") < page.index("<style>")
    assert not re.search(r"https?://|//\w+\.|@import|url\(", page)


def test_page_says_what_is_covered_and_that_it_is_not_everything(sample_book: Workbook) -> None:
    coach = Coach(sample_book)
    pack = coach.preview(**ALL, companies="full", since=date(2026, 2, 1))
    for line in (
        f"Names of {len(coach.book.frame('people'))} people: by stand-ins",
        f"Names of {len(coach.book.frame('companies'))} companies: in full",
        "Questions, promises and letters: from Sunday 1 February 2026 on",
        "Left out: pay and terms of offers", "as it stands on Thursday 5 March 2026",
        "can still tell somebody who knows the people who they are",
    ):  # fmt: skip
        assert line in html.unescape(pack.page), line


def test_who_is_who_says_part_company_meetings_and_touch(sample_book: Workbook) -> None:
    coach = Coach(sample_book)
    people = sample_book.frame("people").set_index("id")
    gone = {"kind": "do_not_contact", "person_id": people.index[0], "happened_on": TODAY}
    sample_book.save([Row("events", gone)], "x")
    pack = coach.preview(sections=("who",), people="full", companies="full")
    (section,) = pack.sections.values()
    assert section.table[0] == ("Who", "Part", "At", "Met", "Last heard", "Keeps in touch")
    told = {row[0]: row[1:] for row in section.table[1:]}
    assert set(told) == set(people["name"]) and "11 people, by company." in pack.page
    assert told["Helen Brandt"][:3] == (
        "hiring manager, VP of Marketing",
        "Larkspur House",
        "twice",
    )
    assert told[people["name"].iloc[0]][4] == "asked to be left alone"
    assert all(f">{name}</th>" in pack.page for name in told)


def test_who_is_who_is_in_the_order_of_the_numbers(book: Workbook) -> None:
    book.save([
        *(Row("companies", {"id": f"c{n}", "name": f"Zork{'abcdefghijklm'[n]}"}) for n in range(12)),
        *(Row("people", {"id": f"p{n}", "name": f"Wob{'abcdefghijklm'[n]}", "company_id": f"c{n}"}) for n in range(12)),
        Row("people", {"id": "q", "name": "Of nowhere"}),
    ], "Cast")  # fmt: skip
    (section,) = Coach(book).preview(sections=("who",)).sections.values()
    at = [row[2] for row in section.table[1:]]
    assert at == [*(f"Company {n}" for n in range(1, 13)), ""]


def test_chart_stands_with_its_words_beside_it(sample_book: Workbook) -> None:
    pictures = [a for tag, a in Seen(Coach(sample_book).preview(**ALL).page).tags if tag == "img"]
    assert len(pictures) >= 3
    for one in pictures:
        assert len(str(one["alt"])) > 40
        data = base64.b64decode(str(one["src"]).removeprefix("data:image/png;base64,"))
        assert data.startswith(PNG) and b"tEXt" not in data and b"eXIf" not in data


def test_only_what_was_chosen_goes_in(sample_book: Workbook) -> None:
    coach = Coach(sample_book)
    whole = coach.preview(**ALL, questions=("One?", " ", "Two?"))
    assert [item.title for item in whole.items.values()][:2] == ["One?", "Two?"]
    for one in TITLES:
        kinds = {item.about.split(":")[0] for item in coach.preview(sections=(one,)).items.values()}
        allowed = {"asked": "asked", "agenda": "task", "pipeline": "opportunities", "changed": "changed",
                   "questions": "questions", "letters": "letter"}.get(one, "section")  # fmt: skip
        assert kinds <= {allowed}
    assert coach.preview(sections=()).items == {}


def test_period_leaves_out_older_questions_promises_and_letters(book: Workbook) -> None:
    coach = hostile(book)
    old = date(2026, 1, 5)
    book.save([
        Row("meetings", {"id": "m0", "meeting_on": old}),
        Row("promises", {"id": "k0", "made_on": old, "done_on": old}),
        Row("promises", {"id": "k1", "made_on": old}),
    ], "Long ago")  # fmt: skip
    since = {"sections": ("questions", "agenda", "letters"), "since": date(2026, 2, 1)}
    about = {item.about for item in coach.preview(**since).items.values()}
    assert "questions:q1" in about and "questions:q0" not in about
    assert "task:R-COM|k1" in about and "task:R-COM|k0" not in about
    assert any(one.startswith("letter:") for one in about)  # begun just now
    with closing(sqlite3.connect(book.path)) as raw:
        raw.execute("UPDATE drafts SET kept_at = '2026-01-05T10:00:00.000Z'")
        raw.commit()
    about = {item.about for item in coach.preview(**since).items.values()}
    assert not any(one.startswith("letter:") for one in about)


def test_text_left_out_stands_neither_in_pack_nor_in_copy(book: Workbook) -> None:
    coach = hostile(book)
    book.save(
        [Row("questions", {"id": "q0", "question": "Why Quexley left", "theme": "Quexley"})], "Q"
    )
    free = coach.preview(sections=("questions",))
    assert {"questions:q0", "questions:q1"} <= {item.about for item in free.items.values()}
    pack = coach.preview(sections=("questions",), left_out=frozenset({"questions:q0"}))
    assert f"{len(HOSTILE) - 1} questions." in pack.page
    for path in make(coach, pack):
        assert standing_in(path.read_bytes(), {"Quexley"}) == set()


def test_copy_holds_no_word_that_the_page_does_not(sample_book: Workbook) -> None:
    coach = Coach(sample_book)
    pack = coach.preview(sections=("asked",), questions=("How is this?",))
    frames = open_workbook(coach.make(pack)[1]).frames()
    assert len(frames["questions"]) > 5 and set(frames["questions"]["question"]) == {"…"}
    assert set(frames["opportunities"]["role"]) == {"…"} and set(frames["people"]["role"]) == {""}
    assert len(coach.book.frame("touchpoints")) == len(frames["touchpoints"])


def test_what_changed_counts_from_the_day_of_the_last_pack(book: Workbook) -> None:
    coach = hostile(book)
    assert "This is the first pack." in coach.preview(sections=("changed",)).page
    coach.make(coach.preview(sections=("changed",)))
    event = {"opportunity_id": "o0", "kind": "applied", "happened_on": date(2026, 3, 10)}
    book.save(
        [Row("settings", {"id": "today", "value": "2026-03-12"}), Row("events", event)], "Later"
    )
    told = coach.preview(sections=("changed",), companies="full")
    assert "Since Thursday 5 March: " in told.page
    assert any("Ltd: " in item.title for item in told.items.values())
    assert len(coach.preview(sections=("changed",)).items) >= 1


# --- comments come back ---------------------------------------------------------------------


@pytest.fixture(scope="session")
def sent_file(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Pack]:
    """A workbook from which a pack was made, once."""
    path = shutil.copy(sample_file, tmp_path_factory.mktemp("sent") / "sample.sqlite")
    coach = Coach(open_workbook(path))
    pack = coach.preview(**ALL, questions=("Shall I write to them?",))
    coach.make(pack)
    return path, pack


@pytest.fixture
def sent(sent_file: tuple[Path, Pack], tmp_path: Path) -> tuple[Coach, Pack, dict[str, str]]:
    """A copy of it, the pack, and the key of each item by what it is about."""
    path, pack = sent_file
    coach = Coach(open_workbook(shutil.copy(path, tmp_path / "sample.sqlite")))
    return coach, pack, {item.about: key for key, item in pack.items.items()}


def file(of: Any, *comments: Any, **more: Any) -> bytes:
    """What the page of a pack saves."""
    told = {"format": "followup-comments", "version": 1, "pack": of, "comments": list(comments)}
    return json.dumps(told | more).encode()


def said(item: str, comment: Any = "Shorter, please.", verdict: Any = "change") -> dict[str, Any]:
    """One comment."""
    return {"item": item, "verdict": verdict, "comment": comment}


def test_comments_stand_beside_their_task_and_opportunity(
    sent: tuple[Coach, Pack, dict[str, str]],
) -> None:
    coach, pack, keys = sent
    frames = coach.book.frames()
    task = next(
        t for t in agenda(search_on(frames, coach.book.today)).itertuples() if t.rule == "R-LET"
    )
    items = [
        keys[f"task:{task.task}"],
        keys[f"opportunities:{task.opportunity_id}"],
        keys["asked:1"],
    ]
    assert coach.take_in(file(pack.id, *map(said, items))) == 3
    kept = coach.book.frame("comments")
    assert list(kept["item"]) == [
        f"task:{task.task}",
        f"opportunities:{task.opportunity_id}",
        "asked:1",
    ]
    assert task.person in kept["about"].iloc[0]  # the real name, at home
    beside = str(coach_said(coach.book.frames(), task))
    assert beside.count("Shorter, please.") == 2 and "Change. " in beside
    done = [Row("comments", {"id": i, "done_on": coach.book.today}) for i in kept["id"]]
    coach.book.save(done, "Done")
    assert str(coach_said(coach.book.frames(), task)) == ""


def test_comment_on_a_letter_stands_beside_its_task_whichever_window_kept_it(
    sample_book: Workbook,
) -> None:
    task = next(
        t
        for t in agenda(search_on(sample_book.frames(), sample_book.today)).itertuples()
        if t.rule == "R-LET"
    )
    sample_book.keep_draft(f"desk:{task.task}~1f2e3d4c", {"text": f"Dear {task.person}, …"})
    coach = Coach(sample_book)
    pack = coach.preview(sections=("letters",))
    (item,) = pack.items.values()
    assert re.fullmatch(r"A letter to Hiring Manager \d+", item.title)
    assert item.at_home == f"The letter to {task.person}"
    coach.make(pack)
    assert coach.take_in(file(pack.id, said("i1", "Warmer", "ask_me"))) == 1
    assert "Warmer" in str(coach_said(sample_book.frames(), task))


def test_comment_comes_back_with_the_names_the_seeker_knows(
    sent: tuple[Coach, Pack, dict[str, str]],
) -> None:
    coach, pack, _ = sent
    person, company = (coach.book.frame(t).iloc[0] for t in ("people", "companies"))
    who, at = pack.cover.stand_ins[person["id"]], pack.cover.stand_ins[company["id"]]
    coach.take_in(file(pack.id, said("i1", f"Ask {who} at {at}, and Contact 99.")))
    (kept,) = coach.book.frame("comments")["comment"]
    assert kept == f"Ask {person['name']} at {company['name']}, and Contact 99."


def test_pack_of_an_older_workbook_takes_its_comments_too(
    sent: tuple[Coach, Pack, dict[str, str]],
) -> None:
    coach, pack, _ = sent
    for known in ("", "{", '{"a": 1}', "[[1]]"):
        coach.book.save([Row("packs", {"id": pack.id, "stand_ins": known})], "Older")
        assert coach.take_in(file(pack.id, said("i1", f"Interviewer 1 {known}"))) == 1
        assert coach.preview(sections=("who",), same_names=True).items


def test_importing_twice_changes_nothing(sent: tuple[Coach, Pack, dict[str, str]]) -> None:
    coach, pack, _ = sent
    content = file(pack.id, said("i1"), said("i2", "", "looks_good"), said("i1"))
    assert coach.take_in(content) == 2
    before = coach.book.frames()
    assert coach.take_in(content) == 0
    for name, frame in coach.book.frames().items():
        pd.testing.assert_frame_equal(frame, before[name])
    assert coach.take_in(file(pack.id, said("i1", "A second thought"))) == 1


DEEP = b'{"a":' * 100_000
BAD: dict[str, Callable[[str], bytes]] = {
    "of another workbook": lambda pack: file("pk-000000000", said("i1")),
    "empty": lambda pack: b"",
    "not text": lambda pack: b"\x89PNG\r\n\xff\xfe",
    "cut off": lambda pack: file(pack, said("i1"))[:-7],
    "deep": lambda pack: DEEP,
    "deep lists": lambda pack: b"[" * 200_000 + b"]" * 200_000,
    "huge": lambda pack: file(pack, said("i1", "x" * 3_000_000)),
    "long comment": lambda pack: file(pack, said("i1", "x" * 20_001)),
    "huge number": lambda pack: b'{"format":"followup-comments","version":1' + b"0" * 5000 + b"}",
    "a list": lambda pack: b"[]",
    "a word": lambda pack: b'"followup-comments"',
    "not a number": lambda pack: b"NaN",
    "other format": lambda pack: file(pack, said("i1"), format="x"),
    "newer": lambda pack: file(pack, said("i1"), version=2),
    "pack is a list": lambda pack: file([pack], said("i1")),
    "comments are a word": lambda pack: file(pack, comments="i1"),
    "comment is a word": lambda pack: file(pack, "i1"),
    "text is a number": lambda pack: file(pack, said("i1", 7)),
    "text is missing": lambda pack: file(pack, {"item": "i1", "verdict": ""}),
    "item is a list": lambda pack: file(pack, said("i1") | {"item": ["i1"]}),
    "item is unknown": lambda pack: file(pack, said("i1"), said("i999")),
    "item is a method": lambda pack: file(pack, said("__class__")),
    "verdict is unknown": lambda pack: file(pack, said("i1", "x", "drop table")),
    "says nothing": lambda pack: file(pack, said("i1", " \n", "")),
    "too many": lambda pack: file(pack, *(said("i1", f"{n}") for n in range(500))),
}


@pytest.mark.parametrize("what", BAD)
def test_file_that_is_no_comments_is_refused_with_a_sentence(
    what: str, sent: tuple[Coach, Pack, dict[str, str]]
) -> None:
    coach, pack, _ = sent
    with pytest.raises(NotComments, match=r"^(This|These|One) .*\.$"):
        coach.take_in(BAD[what](pack.id))
    assert coach.book.frame("comments").empty


def test_hostile_words_of_a_comment_are_kept_as_words(
    sent: tuple[Coach, Pack, dict[str, str]],
) -> None:
    coach, pack, keys = sent
    about = next(one for one in keys if one.startswith("task:R-LET"))
    text = "\ud800 \x00<script>window.PWN=1</script>\u202e{{7*191}}\n=1+41"
    assert coach.take_in(file(pack.id, said(keys[about], text))) == 1
    (kept,) = coach.book.frame("comments")["comment"]
    assert kept == "? <script>window.PWN=1</script>{{7*191}}\n=1+41"
    frames = coach.book.frames()
    task = next(
        t
        for t in agenda(search_on(frames, coach.book.today)).itertuples()
        if f"task:{t.task}" == about
    )
    assert "&lt;script&gt;" in coach_said(frames, task) and "<script" not in coach_said(
        frames, task
    )


# --- between sessions, R-COA ----------------------------------------------------------------


def owed(book: Workbook) -> list[tuple[str, str, str]]:
    """What the coach's rule owes: status, day, why."""
    tasks = agenda(search_on(book.frames(), book.today))
    mine = tasks[tasks["rule"] == "R-COA"]
    return [(t.status, f"{t.latest:%m-%d}", t.why) for t in mine.itertuples()]


@pytest.mark.parametrize(("due", "status", "day"), [
    (date(2026, 3, 4), "overdue", "03-04"), (date(2026, 3, 5), "due", "03-05"),
    (date(2026, 3, 8), "open", "03-06"), (date(2026, 3, 20), "open", "03-20"),
])  # fmt: skip
def test_agreed_action_is_owed_by_its_day(book: Workbook, due: date, status: str, day: str) -> None:
    book.save([
        Row("settings", {"id": "today", "value": TODAY.isoformat()}),
        Row("comments", {"comment": "call two of them", "received_on": date(2026, 3, 2), "due_on": due}),
    ], "Agreed")  # fmt: skip
    ((found, latest, why),) = owed(book)
    assert (found, latest) == (status, day)
    assert why.startswith("Agreed with your coach: call two of them, by ")


def test_comment_is_owed_only_with_a_day_and_until_it_is_done(
    sent: tuple[Coach, Pack, dict[str, str]],
) -> None:
    coach, pack, keys = sent
    coach.take_in(file(pack.id, said(keys["asked:1"], "yes")))
    (comment,) = coach.book.frame("comments")["id"]
    assert owed(coach.book) == []
    coach.book.save([Row("comments", {"id": comment, "due_on": TODAY})], "A day")
    assert [why for *_, why in owed(coach.book)] == [
        "Agreed with your coach, on Shall I write to them?: yes, by Thursday 5 March."
    ]
    coach.book.save([Row("comments", {"id": comment, "done_on": TODAY})], "Done")
    assert owed(coach.book) == []


def test_agreed_action_is_covered_in_the_next_pack_and_a_comment_stays_home(
    sent: tuple[Coach, Pack, dict[str, str]],
) -> None:
    coach, pack, keys = sent
    coach.take_in(file(pack.id, said(keys["asked:1"], "Wobblethorpe")))
    name = coach.book.frame("people")["name"].iloc[0]
    agreed = {"comment": f"write to {name}", "received_on": TODAY, "due_on": TODAY}
    coach.book.save([Row("comments", agreed)], "Agreed")
    nextone = coach.preview(sections=("agenda",))
    assert "Agreed with your coach: write to " in nextone.page
    for path in coach.make(nextone):
        assert standing_in(path.read_bytes(), {"Wobblethorpe", name}) == set()


# --- the copy -------------------------------------------------------------------------------


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workbook of the coach, in a folder of its own; nothing is in it."""
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / "theirs" / "workbook.sqlite"))
    return open_workbook().path


@pytest.fixture(scope="session")
def copy_file(sent_file: tuple[Path, Pack]) -> bytes:
    """A covered copy of the sample search."""
    (path,) = sent_file[0].parent.glob("packs/copy-*.sqlite")
    return path.read_bytes()


def test_copy_opens_marked_and_nothing_can_be_saved_in_it(copy_file: bytes, theirs: Path) -> None:
    own = theirs.read_bytes()
    book = open_copy(copy_file)
    assert book.title == "A covered copy, as of Thursday 5 March 2026, to read only"
    assert open_workbook().path.name == COPY and book.today == TODAY
    before = book.path.read_bytes()
    for act in (
        lambda: book.save([Row("companies", {"name": "Mine"})], "Mine"),
        lambda: book.keep_draft("reflection", {"company": "Mine"}),
        lambda: book.undo(1),
        lambda: Coach(book).make(Coach(book).preview(sections=("asked",), questions=("One?",))),
        lambda: Care(book).erase_person(book.frame("people")["id"].iloc[0]),
    ):
        with pytest.raises(CannotSave, match="a covered copy, to read only"):
            act()
    assert book.path.read_bytes() == before and theirs.read_bytes() == own
    assert list((book.path.parent / "packs").iterdir()) == []
    assert open_own().title == "Your workbook"


def test_copy_holds_no_history_and_no_page_of_what_was_there(
    copy_file: bytes, tmp_path: Path
) -> None:
    (path := tmp_path / "c.sqlite").write_bytes(copy_file)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM history").fetchone() == (0,)
        assert raw.execute("SELECT count(*) FROM saves").fetchone() == (0,)
        assert raw.execute("PRAGMA freelist_count").fetchone() == (0,)
        kept = dict(raw.execute("SELECT id, value FROM settings"))
    assert {key for key in kept if "." not in key} == {"kind", "today", WORKBOOK_ID}


def test_copy_owes_the_same_as_the_workbook(
    copy_file: bytes, theirs: Path, sample_book: Workbook
) -> None:
    book = open_copy(copy_file)
    told = ["rule", "status", "earliest", "latest"]
    here, there = (agenda(search_on(one.frames(), TODAY))[told] for one in (sample_book, book))
    same = [sorted(map(str, frame.itertuples(index=False))) for frame in (here, there)]
    assert same[0] == same[1] and len(same[0]) > 5


def changed(content: bytes, tmp_path: Path, *sql: str) -> bytes:
    """A copy that somebody tampered with."""
    (path := tmp_path / "tampered.sqlite").write_bytes(content)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        for one in sql:
            raw.executescript(one)
        raw.commit()
    return path.read_bytes()


TAMPERED = {
    "a view in place of a table": ["DROP TABLE people; CREATE VIEW people AS SELECT * FROM companies"],
    "a table is gone": ["DROP TABLE holidays"],
    "a column is gone": ["ALTER TABLE people RENAME COLUMN role TO part"],
    "a virtual table": ["DROP TABLE holidays; CREATE VIRTUAL TABLE holidays USING fts5(id, on_date, name, row_version)"],
    "a bomb": ["DROP TABLE holidays; CREATE TABLE holidays (id TEXT, on_date TEXT, row_version INT, name TEXT AS (hex(zeroblob(400000000)))); INSERT INTO holidays VALUES ('h-123456', '2026-01-01', 1)"],
    "no kind": ["DELETE FROM settings WHERE id = 'kind'"],
    "another kind": ["UPDATE settings SET value = 'sample' WHERE id = 'kind'"],
    "a day that is none": ["UPDATE settings SET value = 'soon' WHERE id = 'today'"],
    "a day long gone": ["UPDATE settings SET value = '0001-01-01' WHERE id = 'today'"],
    "an id that is none": ["UPDATE holidays SET id = '<script>' WHERE rowid = 1; INSERT INTO holidays (id, on_date, name) VALUES ('x|y', '2026-01-02', '')"],
    "a choice that is none": ["PRAGMA ignore_check_constraints = ON; UPDATE meetings SET kind = 'party'"],
    "a number for a text": ["DROP TABLE holidays; CREATE TABLE holidays (id, on_date, name, row_version); INSERT INTO holidays VALUES ('h-123456', '2026-01-01', 7, 1)"],
    "bytes for a text": ["DROP TABLE holidays; CREATE TABLE holidays (id, on_date, name, row_version); INSERT INTO holidays VALUES ('h-123456', '2026-01-01', x'ff', 1)"],
    "text that is none": ["DROP TABLE holidays; CREATE TABLE holidays (id, on_date, name, row_version); INSERT INTO holidays VALUES ('h-123456', '2026-01-01', CAST(x'ff' AS TEXT), 1)"],
    "a row that refers to nothing": ["UPDATE people SET company_id = 'c-999999'"],
    "the same id twice": ["DROP TABLE holidays; CREATE TABLE holidays (id, on_date, name, row_version); INSERT INTO holidays VALUES ('h-123456', '2026-01-01', 'a', 1), ('h-123456', '2026-01-02', 'b', 1)"],
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERED)
def test_copy_that_was_tampered_with_is_refused_with_a_sentence(
    how: str, copy_file: bytes, theirs: Path, tmp_path: Path
) -> None:
    own = theirs.read_bytes()
    said = "^This file is damaged" if how == "a bomb" else r"^[A-Z'].*\.$"
    with pytest.raises(FollowupError, match=said):
        open_copy(changed(copy_file, tmp_path, *TAMPERED[how]))
    assert open_workbook().path == theirs and theirs.read_bytes() == own
    assert sorted(path.name for path in theirs.parent.iterdir()) == ["workbook.sqlite"]


@pytest.mark.parametrize(
    "what", ["nothing", "text", "a cut file", "a workbook", "the sample", "too much"]
)
def test_file_that_is_no_copy_is_refused_with_a_sentence(
    what: str, copy_file: bytes, sample_file: Path, theirs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("followup.coach.share.MOST_BYTES", len(copy_file) + 300_000)
    content = {
        "nothing": b"", "text": b"Dear coach", "a cut file": copy_file[: len(copy_file) // 2],
        "a workbook": theirs.read_bytes(), "the sample": sample_file.read_bytes(),
        "too much": copy_file + bytes(300_001),
    }[what]  # fmt: skip
    with pytest.raises(FollowupError, match=r"^This .*\.$"):
        open_copy(content)
    assert open_workbook().path == theirs


def test_triggers_and_settings_of_a_copy_are_left_behind(
    copy_file: bytes, theirs: Path, tmp_path: Path
) -> None:
    book = open_copy(changed(
        copy_file, tmp_path,
        "CREATE TRIGGER evil AFTER INSERT ON people BEGIN DELETE FROM people; END;"
        "CREATE TABLE extra (x); INSERT INTO extra VALUES ('Wobblethorpe');"
        "INSERT OR REPLACE INTO settings (id, value) VALUES ('backup_folder', '/somewhere'), ('erasing', ''),"
        " ('policy.call_after', 'soon'), ('policy.call_within', '9'), ('seeker.name', 'Eve'),"
        " ('calendar.weekend', 'Mon Tue Wed Thu Fri Sat Sun');",
        "UPDATE people SET role = '<script>window.PWN=1</script>'",
    ))  # fmt: skip
    known = {"kind", "policy.call_within", WORKBOOK_ID}
    assert {k for k in book.settings() if k != "today"} == known
    with closing(sqlite3.connect(book.path)) as raw:
        names = {name for (name,) in raw.execute("SELECT name FROM sqlite_master")}
    assert not {"evil", "extra"} & names
    assert set(book.frame("people")["role"]) == {"<script>window.PWN=1</script>"}


def test_every_notebook_runs_on_a_copy(copy_file: bytes, theirs: Path) -> None:
    """A coach would look at a traceback instead of the search."""
    before = open_copy(copy_file).path.read_bytes()
    copies = shutil.copytree(
        NOTEBOOKS, theirs.parents[1] / "notebooks", ignore=shutil.ignore_patterns(".*")
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval-lax", "--nbval-cell-timeout=120", "-q", "-p",
         "no:cacheprovider", "-n", "2", "--dist", "loadfile", "-o", "addopts=", str(copies)],
        capture_output=True, text=True, cwd=copies, env={**os.environ, "PYTHONWARNINGS": ""},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    assert re.search(r"\d\d passed", run.stdout) and "A covered copy" in open_workbook().title
    assert open_workbook().path.read_bytes() == before
