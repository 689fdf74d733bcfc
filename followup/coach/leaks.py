"""The last look at a pack before it is handed out: opened as somebody would who wants to know.

Not here: covering; this only finds what covering missed.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import struct
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress

import sqlalchemy as sa

from followup.coach.cover import IN_PACK, Cover
from followup.naming import LONG, folded
from followup.tables import Frames, metadata

BLOB = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}")
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
URL_SAFE = str.maketrans("-_", "+/")
PICTURE, ZIP = b"\x89PNG", b"PK\x03\x04"
_WORD = re.compile(r"[^\W\d_]+")
SHORT = 6  # a private text of fewer characters proves nothing when it is found
DEEP = 4


def leaks(content: bytes, cover: Cover, frames: Frames, own: str, shared: str) -> list[str]:
    """What still stands in `content` that should not: names that were covered, private texts.

    `own` are the workbook's own words, in which somebody called May is no leak; `shared` is all
    that the seeker chose to share.
    """
    words, chosen = set(_WORD.findall(folded(own))), folded(f"{own}\n{shared}")
    hidden, found = list(private(frames)), set()
    for text, is_text in opened(content):
        for names in cover.coverers:
            said = {text[spot.start : spot.end] for spot in names.spots(text)}
            found |= {
                f"the name “{name}”" for name in said
                if not set(_WORD.findall(folded(name))) <= words and (is_text or len(name) >= LONG)
            }  # fmt: skip
        flat = folded(text)
        found |= {f"“{p[:40]}”" for p, key in hidden if key in flat and key not in chosen}
    return sorted(found)


def private(frames: Frames) -> Iterator[tuple[str, str]]:
    """Every private text long enough to be told apart, and the same folded."""
    for name, frame in frames.items():
        if name in ("settings", "decisions", "packs"):
            continue
        for column in metadata.tables[name].columns:
            is_text = type(column.type) is sa.Text and not column.info.get("choices")
            may_go = name in IN_PACK and (column.info.get("shared") or column.info.get("names"))
            if is_text and not may_go and not column.foreign_keys and column.name != "id":
                for text in frame[column.name].unique():
                    if len(text.strip()) >= SHORT:
                        yield text, folded(text.strip())


def opened(content: bytes, depth: int = DEEP) -> Iterator[tuple[str, bool]]:
    """Every text there is in `content`, however it is wrapped, and whether it is text throughout."""
    try:
        text, is_text = content.decode("utf-8"), True
    except UnicodeDecodeError:
        text, is_text = content.decode("utf-8", errors="replace"), False
    if not content.startswith(PICTURE):
        plain = BLOB.sub(" ", text) if is_text else text
        others = html.unescape(plain), ESCAPE.sub(_char, plain), urllib.parse.unquote(plain)
        yield from ((other, is_text) for other in {plain, *others})
    if depth:
        for inner in _inside(content, text if is_text else ""):
            yield from opened(inner, depth - 1)


def _char(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))


def _inside(content: bytes, text: str) -> Iterator[bytes]:
    for blob in BLOB.findall(text):
        with suppress(binascii.Error, ValueError):
            inner = base64.b64decode(blob.translate(URL_SAFE) + "=" * (-len(blob) % 4))
            if inner.startswith((PICTURE, ZIP)) or _is_text(inner):
                yield inner
    if content.startswith(PICTURE):
        yield from _png(content)
    if content.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                yield name.encode() + b"\n" + parts.read(name)


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
