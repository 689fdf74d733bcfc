"""The last look at a pack before it is handed out: opened as somebody would who wants to know.

Not here: covering; this only finds what covering missed.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import sqlite3
import struct
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress

from followup.coach.cover import IN_PACK, Cover, is_free
from followup.naming import LONG, folded
from followup.tables import Frames, metadata

BLOB = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}")
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
URL_SAFE = str.maketrans("-_", "+/")
PICTURE, ZIP, DATABASE = b"\x89PNG", b"PK\x03\x04", b"SQLite format 3"
_WORD = re.compile(r"[^\W\d_]+")
SHORT = 6  # a private text of fewer characters proves nothing when it is found
DEEP = 4


def leaks(
    contents: Iterable[bytes], cover: Cover, frames: Frames, own: Iterable[bytes], shared: str
) -> list[str]:
    """What still stands in `contents` that should not: names that were covered, private texts.

    `own` are the workbook's own words, in which somebody called May is no leak; `shared` is all
    that the seeker chose to share.
    """
    plain = "\n".join({text for content in own for text, _ in opened(content)})
    told = " ".join(_WORD.findall(folded(plain)))
    words, chosen = set(told.split()), folded(f"{plain}\n{shared}")
    hidden, found = list(private(frames)), set()
    for text, is_text in {pair for content in contents for pair in opened(content)}:
        for names in cover.coverers:
            said = {text[spot.start : spot.end] for spot in names.spots(text)}
            found |= {
                f"the name “{name}”" for name in said
                if not _is_own(name, words, told) and (is_text or len(name) >= LONG)
            }  # fmt: skip
        flat = folded(text)
        found |= {f"“{p[:40]}”" for p, key in hidden if key in flat and key not in chosen}
    return sorted(found)


def _is_own(name: str, words: set[str], told: str) -> bool:
    """Whether the workbook itself says so: May, but not Will May."""
    parts = _WORD.findall(folded(name))
    is_plain = len(parts) == 1 or max(map(len, parts)) == 1  # a word, or initials
    return set(parts) <= words and (is_plain or " ".join(parts) in told)


def private(frames: Frames) -> Iterator[tuple[str, str]]:
    """Every private text long enough to be told apart, and the same folded."""
    for name, frame in frames.items():
        if name in ("settings", "packs"):
            continue
        for column in metadata.tables[name].columns:
            may_go = name in IN_PACK and (column.info.get("shared") or column.info.get("names"))
            may_go = may_go or column.name in ("task", "item")  # names of things here, not words
            if is_free(column) and not may_go:
                for text in frame[column.name].unique():
                    if len(text.strip()) >= SHORT:
                        yield text, folded(text.strip())


def opened(content: bytes, depth: int = DEEP) -> Iterator[tuple[str, bool]]:
    """Every text there is in `content`, however it is wrapped, and whether it is text throughout."""
    if content.startswith(DATABASE):
        yield from ((text, True) for text in _tables(content))
        content = re.sub(rb"\0+", b"\n", content)  # the raw pages too, with what was deleted
    try:
        text, is_text = content.decode("utf-8"), True
    except UnicodeDecodeError:
        text, is_text = content.decode("utf-8", errors="replace"), False
    if not content.startswith(PICTURE):
        plain = BLOB.sub(_without_files, text)
        others = html.unescape(plain), ESCAPE.sub(_char, plain), urllib.parse.unquote(plain)
        yield from ((other, is_text) for other in {plain, *others})
    if depth:
        for inner in _inside(content, text if is_text else ""):
            yield from opened(inner, depth - 1)


def _char(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))


def _inside(content: bytes, text: str) -> Iterator[bytes]:
    yield from filter(None, map(_wrapped, BLOB.findall(text)))
    if content.startswith(PICTURE):
        yield from _png(content)
    if content.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                yield name.encode() + b"\n" + parts.read(name)


def _tables(content: bytes) -> Iterator[str]:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.deserialize(content)
        for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            yield "\n".join(
                str(value) for row in raw.execute(f'SELECT * FROM "{table}"') for value in row
            )


def _wrapped(blob: str) -> bytes:
    """What is wrapped as base64, if it can be read; nothing if it cannot."""
    with suppress(binascii.Error, ValueError):
        inner = base64.b64decode(blob.translate(URL_SAFE) + "=" * (-len(blob) % 4))
        if inner.startswith((PICTURE, ZIP)) or _is_text(inner):
            return inner
    return b""


def _without_files(blob: re.Match[str]) -> str:
    return "" if _wrapped(blob[0]).startswith((PICTURE, ZIP)) else blob[0]


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _png(content: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(content):
        (length,), kind = struct.unpack(">I", content[at : at + 4]), content[at + 4 : at + 8]
        chunk = content[at + 8 : at + 8 + length]
        at += 12 + length
        if kind in (b"tEXt", b"iTXt", b"zTXt", b"eXIf"):
            yield chunk
            for start in range(min(len(chunk), 100)):
                with suppress(zlib.error):
                    yield zlib.decompress(chunk[start:])
