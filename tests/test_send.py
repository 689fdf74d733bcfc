"""Out of the workbook: email drafts, mail links, printed letters, file names."""

from __future__ import annotations

import io
import re
from datetime import date
from email import message_from_bytes
from email.policy import default
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st

from followup.errors import InvalidValue
from followup.letters import send

TODAY = date(2026, 3, 5)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))

RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9"}


@given(st.lists(TEXT, min_size=1, max_size=3))
@example(["../../etc/passwd"])
@example(["con"])
@example(["NUL "])
@example(["株" * 100])
@example(["..."])
@example(["a\x00b"])
def test_file_name_is_safe_whatever_was_typed(parts: list[str]) -> None:
    name = send.file_name(*parts, ending="eml")
    stem = name.removesuffix(".eml")
    assert stem and len(name.encode()) <= 100
    assert re.fullmatch(r"[\w-]+", stem)
    assert stem.casefold() not in RESERVED


def read(made: bytes):
    """An email as a mail program reads it."""
    return message_from_bytes(made, policy=default)


HEADERS = {
    "To",
    "From",
    "Subject",
    "X-Unsent",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
}


@given(to=TEXT, subject=TEXT, text=TEXT)
@example(to="Ana\r\nBcc: evil@x.example", subject="Thanks\r\nBcc: evil@x.example", text="Hi")
@example(to="Ana\u2028Bcc: evil@x.example", subject="a\x00b", text="Bcc: evil@x.example\n\nHi")
@example(to='Ana" <evil@x.example>, "b', subject="", text=".\n\nFrom here")
def test_no_header_can_be_slipped_into_an_email(to: str, subject: str, text: str) -> None:
    mail = read(send.eml(to, "ana@example.com", "me@example.com", subject, text))
    assert set(mail.keys()) <= HEADERS
    assert [a.addr_spec for a in mail["To"].addresses] == ["ana@example.com"]
    assert mail["X-Unsent"] == "1"


@pytest.mark.parametrize("subject", [
    "Editor: our conversation on Thursday 5 March", "Rédactrice en chef : notre entretien du 5 mars",
    "東京の編集者 — お礼", "שלום, תודה רבה", "Thanks 👩‍👩‍👧 for the long and winding conversation about the spring list and all that",
    "“Senior” Marketing — Manager (m/w/d), Königstraße 5, München: Danke für das Gespräch am Donnerstag",
])  # fmt: skip
def test_subject_and_text_arrive_as_written(subject: str) -> None:
    text = f"Dear Ana,\n\n{subject}\n\n.\nFrom me,\n" + "x" * 1200
    mail = read(send.eml("Ana Reyes", "ana@example.com", "", subject, text))
    assert mail["Subject"] == subject
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == text


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=120))
def test_any_subject_arrives_as_written(subject: str) -> None:
    mail = read(send.eml("Ana", "ana@example.com", "", subject, "Hi"))
    assert (mail["Subject"] or "") == " ".join(subject.split())


NOT_ONE = ["", "ana", "a@b@c.example", "a@x.example, evil@x.example", "a@x.example;b@x.example",
           "a@x.example?bcc=evil@x.example", "a b@x.example", "a@x.example\nBcc: evil@x.example",
           "Ana <a@x.example>", "a@", "@x.example", "a\x00@x.example", "a@example", "a@x..example",
           "a..b@x.example", ".a@x.example", "a.@x.example", "a@-x.example", "jörg@x.example",
           "a@x.example.", "a@192.168.0.1", "a@x_y.example"]  # fmt: skip


@pytest.mark.parametrize("address", NOT_ONE)
def test_only_one_plain_address_is_taken(address: str) -> None:
    for use in (
        lambda: send.eml("Ana", address, "", "Hi", "Hi"),
        lambda: send.mailto(address, "Hi", "Hi"),
    ):
        with pytest.raises(InvalidValue, match="must be one address such as"):
            use()


def test_address_in_letters_of_its_own_goes_out_as_mail_carries_it() -> None:
    mail = read(send.eml("Ana", "ana@exämple.com", "", "Hi", "Hi"))
    assert [a.addr_spec for a in mail["To"].addresses] == ["ana@xn--exmple-cua.com"]


SUBJECT = "Re: some few filler words here RE: Routeraustausch und übriggebliebene Glasfaser"


@pytest.mark.parametrize("subject", [SUBJECT, "x" * 70 + " ü", "ü" * 200, "a ü b " * 30])
def test_subject_has_no_coded_word_with_nothing_in_it(subject: str) -> None:
    """RFC 2047: strict mail programs show such a word raw."""
    raw = send.eml("Ana Reyes", "ana@example.com", "", subject, "t\n")
    assert not re.search(rb"=\?utf-8\?.\?\?=", raw)
    assert read(raw)["Subject"] == subject.strip()


def test_text_in_a_mail_link_has_the_line_ends_of_mail() -> None:
    """RFC 6068 section 5; with others the letter arrives as one paragraph."""
    link = send.mailto("ana@example.com", "Thank you", "Dear Ana,\n\nThanks.")
    assert link is not None and "Dear%20Ana%2C%0D%0A%0D%0AThanks." in link


@given(subject=TEXT, text=TEXT)
@example(subject="a&body=b", text="x?bcc=evil@x.example&cc=y #z\n%0A + €")
def test_mail_link_carries_text_and_nothing_else(subject: str, text: str) -> None:
    link = send.mailto("ana+jobs@example.com", subject, text)
    if link is None:
        return
    parts = urlsplit(link)
    assert unquote(parts.path) == "ana+jobs@example.com"
    fields = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    assert set(fields) == {"subject", "body"}
    assert fields["body"] == [text.replace("\n", "\r\n")]
    assert "+" not in parts.query and "\n" not in link


def test_mail_link_too_long_for_mail_programs_is_not_offered() -> None:
    assert send.mailto("ana@example.com", "Hi", "x" * 5000) is None


@pytest.mark.parametrize("where", range(3))
def test_half_of_a_character_leaves_in_no_mail_and_is_told(where: int) -> None:
    """A browser may cut an emoji in two; the desk ended raw, and could not be opened again."""
    to, subject, text = ("\udacd" if n == where else "Hi" for n in range(3))
    with pytest.raises(InvalidValue, match="holds half of a character; paste it again"):
        send.eml(to, "ana@example.com", "", subject, text)
    if where:
        with pytest.raises(InvalidValue, match="holds half of a character; paste it again"):
            send.mailto("ana@example.com", subject, text)


AMERICAN = {"seeker.name": "Maya Okafor", "seeker.spelling": "American"}
BRITISH = {"seeker.name": "Maya Okafor", "seeker.spelling": "British"}


@given(name=TEXT, text=TEXT)
@example(name="Ana", text="a\uffffb \x0b c\ufffe")
def test_printed_letter_opens_whatever_was_typed(name: str, text: str) -> None:
    made = send.docx(name, "6 Alder Row\nNew York", BRITISH, TODAY, text)
    said = [p.text for p in Document(io.BytesIO(made)).paragraphs]
    assert "5 March 2026" in said


def test_printed_letter_holds_sender_day_address_and_every_paragraph() -> None:
    own = AMERICAN | {"seeker.address": "1 Elm St\nBoston", "seeker.phone": "555"}
    made = send.docx("Ana Reyes", "6 Alder Row", own, TODAY, "Dear Ana,\n\nThank you.\n\nMaya")
    assert [p.text for p in Document(io.BytesIO(made)).paragraphs] == [
        "Maya Okafor\n1 Elm St\nBoston\n555", "March 5, 2026", "Ana Reyes\n6 Alder Row",
        "Dear Ana,", "Thank you.", "Maya",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "width", "language"),
    [(AMERICAN, 21.59, "en-US"), (BRITISH, 21.0, "en-GB"), (AMERICAN | {"seeker.country": "DE"}, 21.0, "en-US"),
     (BRITISH | {"seeker.country": "CA"}, 21.59, "en-GB"), ({}, 21.59, "en-US")],
)  # fmt: skip
def test_paper_is_the_country_s_and_the_language_the_seeker_s(
    settings: dict[str, str], width: float, language: str
) -> None:
    document = Document(io.BytesIO(send.docx("Ana", "", settings, TODAY, "Dear Ana,")))
    assert document.sections[0].page_width.cm == pytest.approx(width, abs=0.01)
    assert document.core_properties.language == language


def test_printed_letter_says_nothing_of_the_tool() -> None:
    made = send.docx("Ana", "", AMERICAN, TODAY, "Dear Ana,")
    own = Document(io.BytesIO(made)).core_properties
    assert (own.author, own.comments, own.title, own.last_modified_by) == ("", "", "", "")
    assert own.created.date() == own.modified.date() == TODAY
    assert b"thumbnail" not in made and b"python-docx" not in made


def test_text_from_right_to_left_is_marked() -> None:
    made = send.docx("Ana", "", AMERICAN, TODAY, "שלום אנה,\n\nThank you.")
    rows = {p.text: p for p in Document(io.BytesIO(made)).paragraphs}
    assert "<w:bidi/>" in rows["שלום אנה,"]._p.xml and rows["שלום אנה,"].runs[0].font.rtl
    assert "w:bidi" not in rows["Thank you."]._p.xml
