"""A note as it stands in a record, and how it may be set into a sentence without bending it.

Not here: the sentences around it (templates/).
"""

import re
from collections.abc import Iterable

# words that may begin small inside a sentence
PLAIN = (
    "the a an they their there this that these those it its we our you your he his she her many "
    "most some one two three four five all no not how what when where who why in on at by to for "
    "from with without of and but or if as so since after before every each more less do doing "
    "make get take begin start read ask try keep use brought built kept found ran made cut led set"
)
SMALL = frozenset(PLAIN.split())


# names that are words too, when they are written small
_ALSO_WORDS = (
    "will may mark price bill hope grace snow rose chef prof mrs miss young long short brown black "
    "white green king page wood field best day good small little rich art sue drew june"
)
ALSO_WORDS = frozenset(_ALSO_WORDS.split())
NIL = re.compile(
    r"(nothing( much| really)?|not (much|sure)|no(ne|pe)?|n/?a|nil|idk|i don.?t know|yes|ok(ay)?|\W*)",
    re.IGNORECASE,
)


def says_nothing(note: str) -> bool:
    """Whether a note only says that there is nothing to say.

    >>> says_nothing("Not much."), says_nothing("???"), says_nothing("No weekend shifts")
    (True, True, False)
    """
    return bool(NIL.fullmatch(note.strip().strip(".!?-– ")))


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


def speaks_for_me(note: str, *, heard: bool = False) -> bool:
    """Whether a note is a sentence that could stand in a letter as it is: it speaks as I, or to you.

    In what was `heard` there, "we" and "my" are theirs.
    """
    first = "I|You|Your|As|When|In|At|After" + ("" if heard else "|My|We|Our")
    return is_sentence(note) and bool(re.match(rf"({first})\b", note))


def tidy(note: str) -> str:
    """A note in one line: bullets joined, "i" written as a letter has it.

    >>> tidy("- a shift\\n- maybe days"), tidy("what i ran")
    ('a shift, maybe days', 'what I ran')
    """
    lines = [line.strip().lstrip("-*•·–").strip() for line in note.split("\n")]
    joined = ""
    for line in filter(None, lines):
        joined += ("" if not joined else " " if joined[-1] in ".?!…:;," else ", ") + line
    return re.sub(r"\bi\b(?!\.\w)", "I", joined)


def inside(note: str) -> str:
    """A note led in by a colon or a comma: without its full stop, its first word small if it may be."""
    note = re.sub(r"^yes\b[\s,.–-]+", "", tidy(note), flags=re.IGNORECASE).rstrip(".")
    first = re.split(r"\W", note, maxsplit=1)[0]
    plain = first.casefold() in SMALL and first[1:] == first[1:].lower()
    return note[:1].lower() + note[1:] if plain else note


def heard(note: str) -> str:
    """What was heard there, led in by a colon; what speaks as "we" stands as their own words.

    >>> heard("We lost four teachers"), heard("They lost four teachers.")
    ('“We lost four teachers”', 'they lost four teachers')
    """
    mine = r"(?! (talked|spoke|discussed|met|both|looked|had))"
    theirs = re.match(rf"(we|our|us)\b{mine}", note.strip(), re.IGNORECASE)
    return quoted(note) if theirs else inside(note)


def without_teller(note: str, name: str) -> str:
    """What somebody told, in a letter to them.

    >>> without_teller("Ana told me that nights are short", "Ana Reyes")
    'nights are short'
    """
    who = "|".join(map(re.escape, ["she", "he", *name.split()]))
    told = rf"^({who}) (told me|said|explained|mentioned)( that)? "
    return re.sub(told, "", note, flags=re.IGNORECASE)


def quoted(note: str) -> str:
    """A note as their own words, in quotation marks."""
    bare = tidy(note).strip('"“”').rstrip(".")
    return f"“{bare}”"


def full(note: str) -> str:
    """A note as a sentence of its own: a capital first and after each stop, a stop last."""
    note = re.sub(r"(?<=\w\w[.?!] )[a-z]", lambda first: first[0].upper(), tidy(note))
    note = note[:1].upper() + note[1:]
    return note if re.search(r"[.?!…][\"”’')]*$", note) else note + "."


def names_one_of(note: str, names: Iterable[str]) -> bool:
    """Whether a note names one of these people, by any part of the name; a note without
    capitals may have written it small.
    """
    parts = {part for name in names for part in name.split() if len(part) > 2}
    if note[1:] == note[1:].lower():
        note, parts = note.casefold(), {part.casefold() for part in parts} - ALSO_WORDS
    return not parts.isdisjoint(re.findall(r"\w+", note))


def is_about(note: str, name: str) -> bool:
    """Whether a note speaks about a person rather than to them: "She runs the list", "Ana wants".

    Such a note is kept out of a letter to them until the seeker says it in a sentence.
    """
    words = set(re.findall(r"\w+", note.casefold()))
    return not words.isdisjoint({"she", "he", "her", "his", "him"}) or names_one_of(note, [name])


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
