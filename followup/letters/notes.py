"""A note as it stands in a record: its lines, the words quoted in it, and what stays private.

Not here: a sentence made of a note; only the seeker writes those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from followup.naming.spelling import folded

NIL = re.compile(
    r"(nothing( much| really)?|not (much|sure)|no(ne|pe)?|n/?a|nil|idk|i don.?t know|yes|ok(ay)?|\W*)",
    re.IGNORECASE,
)
_AT_END = r"(?=\s*([,.;:!)]|$)| yet| about (it|this|that))"
CONFIDENTIAL = re.compile(
    r"\b(in (strict )?confidence|confidential\w*|off the record|on the quiet|secret\w*|private(ly)?|hush|mum.?s the word|"
    r"between (us|ourselves|you and me)|under (my|your|her|his) hat|for my ears|just for me|"
    r"(not|never|un) ?(yet )?(been )?(announced|public|official)|"
    r"(keep|kept|keeping) ((it|this|that) (to|between|shut|quiet|under)|quiet|my (trap|mouth|lips))|sit on (it|this|that)|zip it|"
    r"(not|breathe|say) (a |one )?word( (to|of|about|from)|\W*$)|let(ting)? (on|it slip)|let slip|say nothing|swore|sworn to|"
    r"not (to be|for) (used?|shar|repeat|said|mention|pass)\w*|(do|does|did|should|shall) ?n.?o?t (use|share|repeat|mention|tell|pass|breathe)|"
    r"(asked|told|begged) me (not|to keep)|heard it from (him|her|them)|not supposed to|should ?n.?o?t (have )?(said|told|say|know)|"
    r"(has|have|had|was|were|is|are)(n.?t| not) (yet )?(been )?(told|heard)(?! (from|back))|told (a soul|nobody|no ?one)|"
    r"only (my |her |his |their )?\w+( \([^)]*\))? (knows|and (now )?(me|I))\b|"
    r"(is|was|are) (hers|his|theirs),? not|(get|gets|got|go|goes|going|went) (about|around|round)"
    + _AT_END
    + r"|"
    rf"(nobody|no.?one|none of (them|the \w+))( \w+){{0,4}} knows?{_AT_END}|(has no|hasn.?t an?y?) (clue|idea){_AT_END})",
    re.IGNORECASE,
)
RIVALS = re.compile(
    r"\b((other|another|internal|inside|rival|competing|stronger|strongest|remaining|second|third)"
    r"( \w+)? (candidates?|finalists?|applicants?|contenders?|favou?rites?|guy|woman|man)|"
    r"finalists?|contenders?|rivals?|front ?runner|"
    r"(two|three|four|some|one|most) of the others?|the other (one|person)|someone (else )?internal(ly)?|"
    r"(they|he|she) (are|is) (also )?seeing (a|an|another|someone|somebody)|in the (race|running))\b",
    re.IGNORECASE,
)
PAY = re.compile(
    r"\b((pay|salary|compensation) (band|range|scale|expectations?|package)|base (pay|salary)|day rate|"
    r"(my|your|the) salary|salary (is|was|of|around|about)|stock options?|(band|range|package) (is |was |of |from )?[£$€]?\d|"
    r"\d+ ?k? ?(to|-|–) ?[£$€]?\d+ ?k\b|(they|it) pays? [£$€]?\d)",
    re.IGNORECASE,
)
PRIVATE_LIFE = re.compile(
    r"\b(pregnan\w*|expecting(?= (a|her|their|twins)\b|\W*$|,)|adopti\w+|maternity|miscarr\w*|cancer|chemo\w*|surgery|an? op(eration)?|hospital\w*|"
    r"ill(ness)?|sick|depress\w*|anxiety|burn(ed|t)?[ -]?out|in therapy|(seeing|sees) an? (counsel|therap|psych)\w+|dementia|rehab|on remand|arrested|in (prison|jail)|alcohol\w*|divorc\w*|separated|split up|"
    r"widow\w*|funeral|died|passed away|bereave\w*|in debt|bankrupt\w*|"
    r"lost (her|his|their) (husband|wife|mother|father|son|daughter|mum|mom|dad|partner|baby|brother|sister))\b",
    re.IGNORECASE,
)
POINTS_BACK = re.compile(
    r"\W*(but |and |so )?(that|this|it|these|those|all|which|not|keep|don.?t|do not|she|he|they)\b",
    re.I,
)
_QUOTED = re.compile(r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|\"([^\"\n]+)\"|(?<!\w)‘(.+?)’(?!\w)|(?<![\w’])'(.+?[\w.,!?])'(?!\w)")  # fmt: skip


def says_nothing(note: str) -> bool:
    """Whether a note only says that there is nothing to say.

    >>> says_nothing("Not much."), says_nothing("???"), says_nothing("No weekend shifts")
    (True, True, False)
    """
    return bool(NIL.fullmatch(note.strip().strip(".!?-– ")))


def lines_of(note: str) -> Iterator[str]:
    """The lines of a note that say something, without their bullets."""
    for line in note.split("\n"):
        bare = line.strip().lstrip("-*•·–").strip()
        if not says_nothing(bare):
            yield bare


def stays_private(note: str) -> bool:
    """Whether a note holds what no letter may: told in confidence, about rivals, or about pay.

    >>> stays_private("she goes in autumn, not announced"), stays_private("the phones before 8")
    (True, False)
    """
    return any(kind.search(note) for kind in (CONFIDENTIAL, RIVALS, PAY))


def parted(note: str) -> tuple[str, str]:
    """A note in what may be used and what stays private. What is told in confidence begins with its
    sentence; a sentence that only says so, "that is hers", means what stands before it as well.

    >>> parted("draws well. told me in confidence that she leaves in May")
    ('draws well.', 'told me in confidence that she leaves in May')
    >>> parted("her son was left there. that is hers, not to be used")
    ('', 'her son was left there. that is hers, not to be used')
    """
    said = sentences(note)
    first = next((n for n, one in enumerate(said) if stays_private(one)), len(said))
    if first < len(said) and (POINTS_BACK.match(said[first]) or n_words(said[first]) < 7):
        return "", note
    return " ".join(said[:first]), " ".join(said[first:])


def quotations(text: str) -> list[str]:
    """What stands in quotation marks, in order.

    >>> quotations('on call. "we fix the same three things" – he said ‘no’')
    ['we fix the same three things', 'no']
    """
    return ["".join(filter(None, found)).strip() for found in _QUOTED.findall(text)]


def names_one_of(note: str, names: Iterable[str]) -> bool:
    """Whether a note names one of these people by any part of the name, in any spelling."""
    parts = {folded(part) for name in names for part in re.findall(r"[^\W\d_]{3,}", name)}
    return not parts.isdisjoint(map(folded, re.findall(r"[^\W\d_]+", note)))


def n_words(text: str) -> int:
    """The words of a text."""
    return len(text.split())


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order.

    >>> sentences("Dear Dr. Vogt, thanks. Is it 4 p.m.? Yes.")
    ['Dear Dr. Vogt, thanks.', 'Is it 4 p.m.?', 'Yes.']
    """
    ends = r"(?<=[.?!…])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\bSt\.)(?<!\be\.g\.)(?<!\betc\.)(?<!\.\.\.)(?<!\bi\.e\.)(?<!\b[AaPp]\.[Mm]\.)(?<!\n\d\.)(?<!\n\d\))[”\"’')]*\s+|\n+"
    found, at = list[str](), 0
    for end in re.finditer(ends, text):
        found.append(text[at : end.end()])
        at = end.end()
    return [one.strip() for one in [*found, text[at:]] if one.strip()]


def body(text: str) -> str:
    """A letter without its greeting and its signature, which may stand above a postscript."""
    paragraphs = text.strip().split("\n\n")
    inner = paragraphs[1:] if len(paragraphs) > 1 and len(paragraphs[0].split()) < 6 else paragraphs
    n_post = sum(bool(re.match(r"P\.?S\b", one)) for one in inner)
    inner, post = inner[: len(inner) - n_post], inner[len(inner) - n_post :]
    if (
        len(inner) > 1
        and n_words(inner[-1]) < 16
        and not re.search(r"[.?!]$", inner[-1].split("\n")[0])
    ):
        inner = inner[:-1]
    return "\n\n".join([*inner, *post])
