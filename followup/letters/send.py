"""How a text leaves the workbook: an email draft, a mailto link, a printable letter.

Not here: sending. The seeker sends; the workbook opens no connection.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import quote, urlencode

from followup.errors import InvalidValue
from followup.letters.facts import writes_american
from followup.tables import HALF

# Where letters are written on Letter paper; everywhere else it is A4.
_LETTER_PAPER_WORDS = "US CA MX PH CL CO CR DO GT HN NI PA PR SV VE"
_LETTER_PAPER = frozenset(_LETTER_PAPER_WORDS.split())
SHORT = 1800  # characters of a mailto link that mail programs still take
_RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}


def file_name(*parts: str, ending: str) -> str:
    """A file name that every system takes, from texts anyone may have typed.

    >>> file_name("2026-03-05", "Ana/Reyes: thanks", ending="eml")
    '2026-03-05-Ana-Reyes-thanks.eml'
    """
    text = unicodedata.normalize("NFKC", "-".join(parts))
    slug = re.sub(r"[^\w]+", "-", text).strip("-_")
    slug = slug.encode(errors="ignore")[:80].decode(errors="ignore").strip("-_") or "letter"
    if slug.casefold() in _RESERVED:
        slug = f"letter-{slug}"
    return f"{slug}.{ending}"


def one_address(text: str) -> str:
    """The one email address in `text`, if mail can be delivered to it; InvalidValue otherwise.

    >>> one_address(" ana@exämple.com ")
    'ana@xn--exmple-cua.com'
    """
    text = text.strip()
    user, _, domain = text.rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode()
        is_name = re.fullmatch(
            r"(?:[A-Za-z0-9!#$%'*+/=^_`{|}~-]+\.)*[A-Za-z0-9!#$%'*+/=^_`{|}~-]+", user
        )
        is_host = re.fullmatch(
            r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]",
            domain,
        )
        if is_name and is_host and len(user) < 65 and len(domain) < 254:
            return f"{user}@{domain}"
    raise InvalidValue("Email", "must be one address such as ana@example.com", text, key="email")


def eml(to: str, address: str, sender: str, subject: str, text: str) -> bytes:
    """An email draft to open in a mail program: marked as not sent yet.

    Line ends in a name or a subject become spaces, so no header can be slipped in.
    """
    message = EmailMessage(policy=SMTP)
    user, _, domain = one_address(address).partition("@")
    with _in_whole_characters():
        message["To"] = Address(_one_line(to), user, domain)
        if sender:
            message["From"] = one_address(sender)
        message["X-Unsent"] = "1"
        message.set_content(text, charset="utf-8")
        return _subject(_one_line(subject)) + message.as_bytes()


def _subject(subject: str) -> bytes:
    """The line of the subject. EmailMessage would fold some into coded words with nothing in them,
    which strict mail programs show raw (RFC 2047).
    """
    coded = (
        subject
        if subject.isascii() and len(subject) < 60
        else Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")
    )
    return f"Subject: {coded}\r\n".encode()


@contextmanager
def _in_whole_characters() -> Iterator[None]:
    try:
        yield
    except UnicodeEncodeError:
        raise InvalidValue("The letter", HALF) from None


def _one_line(text: str) -> str:
    breaks = ("Cc", "Zl", "Zp")  # control characters, line and paragraph separators
    return " ".join("".join(" " if unicodedata.category(c) in breaks else c for c in text).split())


def mailto(address: str, subject: str, text: str) -> str | None:
    """A link that opens the mail program with the text filled in; None if it would be too long."""
    with _in_whole_characters():
        body = "\r\n".join(text.split("\n"))  # RFC 6068 section 5
        fields = urlencode({"subject": _one_line(subject), "body": body}, quote_via=quote)
        link = f"mailto:{quote(one_address(address), safe='@')}?{fields}"
    return link if len(link) <= SHORT else None


def docx(name: str, address: str, settings: Mapping[str, str], day: date, text: str) -> bytes:
    """A letter to print and post: the seeker, the day, the address, the text.

    `settings` are those of the workbook: the paper is the country's, the day is written as the
    seeker's spelling has it, and the properties say nothing of where the letter was made.
    """
    from docx import Document
    from docx.shared import Cm, Pt

    is_american = writes_american(settings)
    country = settings.get("seeker.country", "") or ("US" if is_american else "GB")
    document = Document()
    _say_nothing_of_the_tool(document, day, "en-US" if is_american else "en-GB")
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(11)
    width, height = (21.59, 27.94) if country in _LETTER_PAPER else (21.0, 29.7)
    for section in document.sections:
        section.page_width, section.page_height = Cm(width), Cm(height)
        section.left_margin = section.right_margin = Cm(2.8)
    own = [
        settings.get(f"seeker.{key}", "").strip() for key in ("name", "address", "phone", "email")
    ]
    sent_on = f"{day:%B} {day.day}, {day.year}" if is_american else f"{day.day} {day:%B %Y}"
    blocks = ("\n".join(filter(None, own)), sent_on, "\n".join(filter(None, (name, address))))
    for block in (*blocks, *text.split("\n\n")):
        if block.strip():
            paragraph = document.add_paragraph(_for_xml(block.strip()))
            paragraph.paragraph_format.space_after = Pt(10)
            _mark_direction(paragraph, block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _say_nothing_of_the_tool(document: Any, day: date, language: str) -> None:
    """Leaves the day and the language in the properties, and nothing else."""
    own = document.core_properties
    own.author = own.comments = own.title = own.keywords = own.last_modified_by = ""
    own.created = own.modified = datetime.combine(day, time(12), UTC)
    own.language = language
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]
    for one in document.styles.element.iter():
        if one.tag.endswith("}lang"):
            for place in [place for place in one.attrib if place.endswith("}val")]:
                one.set(place, language)


def _mark_direction(paragraph: Any, text: str) -> None:
    """Marks a paragraph that is read from right to left."""
    from docx.oxml import OxmlElement

    strong = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    if strong != "L":
        paragraph._p.get_or_add_pPr().insert_element_before(
            OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
        )
        for run in paragraph.runs:
            run.font.rtl = True


def _for_xml(text: str) -> str:
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cn", "Cs")
    )
