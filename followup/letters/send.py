"""How a text leaves the workbook: an email draft, a mailto link, a printable letter.

Not here: sending. The seeker sends; the workbook opens no connection.
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote, urlencode

from followup.errors import InvalidValue
from followup.tables import HALF

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
    """The one email address in `text`; InvalidValue if it is not exactly one."""
    text = text.strip()
    if not re.fullmatch(r"[^\s\x00-\x1f@,;<>\"?&\\]+@[^\s\x00-\x1f@,;<>\"?&\\]+", text):
        raise InvalidValue(
            "Email", "must be one address such as ana@example.com", text, key="email"
        )
    return text


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
        message["Subject"] = _one_line(subject)
        message["X-Unsent"] = "1"
        message.set_content(text, charset="utf-8")
        return message.as_bytes()


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
        fields = urlencode({"subject": _one_line(subject), "body": text}, quote_via=quote)
        link = f"mailto:{quote(one_address(address), safe='@')}?{fields}"
    return link if len(link) <= SHORT else None


def docx(name: str, address: str, sender: str, day: date, text: str) -> bytes:
    """A letter to print and post: sender, date, address block, text."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    document.core_properties.author = ""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(11)
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.8)
    blocks = (sender, f"{day.day} {day:%B %Y}", "\n".join(filter(None, (name, address))))
    for block in (*blocks, *text.split("\n\n")):
        if block.strip():
            document.add_paragraph(_for_xml(block.strip())).paragraph_format.space_after = Pt(10)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _for_xml(text: str) -> str:
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cn", "Cs")
    )
