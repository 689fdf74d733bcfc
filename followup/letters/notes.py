"""A note as it stands in a record, and how it may be set into a sentence without bending it.

Not here: the sentences around it (templates/).
"""

import re

# words that may begin small inside a sentence
PLAIN = (
    "the a an they their there this that these those it its we our you your he his she her many "
    "most some one two three four five all no not how what when where who why in on at by to for "
    "from with without of and but or if as so since after before every each more less"
)
SMALL = frozenset(PLAIN.split())


def is_sentence(note: str) -> bool:
    """Whether a note is a sentence already: it begins like one and ends like one.

    >>> is_sentence("They lose a week to retyping data."), is_sentence("a week lost to retyping")
    (True, False)
    """
    note = note.strip()
    return (
        bool(re.search(r"[.?!…][\"”’')]*$", note))
        and len(note.split()) > 3
        and not note[0].islower()
    )


def speaks_for_me(note: str) -> bool:
    """Whether a note is a sentence that could stand in a letter as it is: it speaks as I, or to you."""
    return is_sentence(note) and bool(
        re.match(r"(I|My|We|Our|You|Your|As|When|In|At|After)\b", note)
    )


def inside(note: str) -> str:
    """A note led in by a colon or a comma: without its full stop, its first word small if it may be."""
    note = note.strip().rstrip(".")
    first = re.split(r"\W", note, maxsplit=1)[0]
    plain = first.casefold() in SMALL and first[1:] == first[1:].lower()
    return note[0].lower() + note[1:] if plain else note


def quoted(note: str) -> str:
    """A note as their own words, in quotation marks."""
    bare = note.strip().strip('"“”').rstrip(".")
    return f"“{bare}”"


def full(note: str) -> str:
    """A note as a sentence of its own: a capital first, a stop last."""
    note = note.strip()
    note = note[0].upper() + note[1:]
    return note if re.search(r"[.?!…][\"”’')]*$", note) else note + "."


def is_about(note: str, name: str) -> bool:
    """Whether a note speaks about a person rather than to them: "She runs the list", "Ana wants".

    Such a note is kept out of a letter to them until the seeker says it in a sentence.
    """
    first = re.split(r"\W", note.strip(), maxsplit=1)[0].casefold()
    return first in ("she", "he", "her", "his", *(part.casefold() for part in name.split()))


def n_words(text: str) -> int:
    """The words of a text."""
    return len(text.split())


def body(text: str) -> str:
    """A letter without its greeting and its signature."""
    paragraphs = text.strip().split("\n\n")
    inner = paragraphs[1:] if len(paragraphs) > 1 and len(paragraphs[0].split()) < 6 else paragraphs
    if len(inner) > 1 and n_words(inner[-1]) < 16:
        inner = inner[:-1]
    return "\n\n".join(inner)
