"""What the rubric of a kind asks and a text lacks, by what it means; and its length.

The rubrics are domain.md 2.3 to 2.10. Not here: the same in words for an assistant (templates/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup.letters.draft import finished
from followup.letters.look import Look, Remark, begun
from followup.letters.notes import n_words
from followup.letters.onrecord import stems
from followup.letters.points import NOT_SAID, Point

_WANT = "be|do|work|help|join|take|build|close|make|bring|go on|stay|have|learn|run|lead|see"
INTEREST = re.compile(
    rf"\b(interest(s|ed)?|(would|should|['’]d) (very much |really |dearly |be (very )?)?(like|love|enjoy|proud|glad|pleased|happy|welcome) "
    rf"(to ({_WANT})|(this|the|that) (job|role|post|position))|(want|like) (the|this|that) (job|role|position|post)|i want (to|the|this)|keen|"
    r"(place|somewhere) (where )?i would like|look forward to|like to do it|glad to (join|do|take))\b",
    re.IGNORECASE,
)
STEP = re.compile(
    r"\?|\b(enclosed|attached|i(['’]ll| (will|shall|would like to|can)) (send|call|bring|keep|ring|write|put)|easy to reach|"
    r"decide|decision|before then|until then|in the meantime|let me know|tell me|stay in touch|hear from you|look forward to hear|next (week|step)|call me|ask me|"
    r"(name|tell|send|call|ring|ask) (me|the)|on the phone|end of the phone)\b",
    re.IGNORECASE,
)
_NO_DEED = (
    "enjoyed|learned|wanted|hoped|liked|interested|asked|said|heard|thought|talked|discussed|mentioned|attached|"
    "enclosed|applied|described|noted|stayed|needed|based|excited|impressed|pleased|promised"
)
OWN_DEED = re.compile(
    rf"\b(I|we|me|my|our)\b[^.?!]*\b(?!(?:{_NO_DEED})\b)(\w{{2,}}ed|ran|led|built|made|had|did|kept|cut|wrote|brought|"
    r"found|grew|took|won|taught|held|sold|set up|rebuilt|got)\b|\b\d",
    re.IGNORECASE,
)
ASKS_AFTER = re.compile(
    r"(where|how) (you|things|we|it) (are|stands?)|decision|decide", re.IGNORECASE
)
REOPENS = re.compile(
    r"\b(is|are) (the|it|that) .{0,30}(still|again) (open|free)|reconsider|change your mind", re.I
)
ASSUMED = re.compile(r"\b(assum\w+|guess\w*|hypothes\w+|do not know|don.t know|unknown)\b", re.I)
MEASURED = re.compile(
    r"\b(measure\w*|you (would|will) (know|see)|count\w*|hours|percent|compare\w*)\b", re.I
)
THOUGHT = re.compile(
    r"\bI(?: have|['’]ve) (?:also |often )?(?:thought|been thinking) about\b", re.I
)
WOULD = re.compile(r"\b(would|could|might|should|begin|first|because|so)\b|['’]d\b|:", re.I)
HEARD = ("about_person", "challenge", "better_answer", "objection", "advice")
DEEDS = {"evidence", "accomplishment", "better_answer", "objection", "landed", "difference"}
THANKS = ("introducer", "rejection_reply", "offer_thanks", "call", "decline")
MAY_ASK = ("landed", "keep_in_touch", "proposal", "plan", "reference_request")


def lacks(look: Look) -> Iterator[Remark]:
    """What makes this kind good and is not there."""
    kind = look.draft.kind
    if kind.purpose in ("thank_you", "recovery") and kind.touch == "letter":
        yield from _letter_lacks(look)
    if kind.key in ("thank_you", "recovery", "call", "voicemail", "nudge") and not INTEREST.search(
        look.inner
    ):
        yield Remark("Say that you want to do this job.", "L1-9")
    if kind.key in THANKS and not re.search(r"thank|grateful", look.inner, re.IGNORECASE):
        yield Remark("Thank them, in a clause at least.", "L6-2")
    if kind.key in ("call", "voicemail", "nudge") and not ASKS_AFTER.search(look.inner):
        yield Remark("Ask where they are in the decision.", "L7-4")
    if kind.key in ("keep_in_touch", "rejection_reply", "advice") and REOPENS.search(look.inner):
        yield Remark("The decision is made; leave it as it is.", "L12-7")
    if kind.key == "keep_in_touch" and "://" not in look.inner and not look.own:
        said = "Send something of use: an article, a number, a thought on what they told you."
        yield Remark(said, "A5.4")
    if kind.key == "proposal" and not ASSUMED.search(look.inner):
        yield Remark("Say what you only assume; it makes the rest believable.", "L5-3")
    if kind.key == "proposal" and not MEASURED.search(look.inner):
        yield Remark("Say by what they would see that it works.", "L5-8")
    yield from _thought_untold(look)
    yield from _doubt_left(look)
    yield from _many_questions(look)


def _letter_lacks(look: Look) -> Iterator[Remark]:
    """What a letter after a meeting lacks."""
    known, text, is_advice = look.known, look.inner, look.draft.kind.key == "advice"
    own, written = [one for one in known.points if one.is_own], _written(look)
    is_quoted = look.every[:1] and look.every[0].startswith(("“", '"', "‘", "'"))
    first = " ".join(look.every[: 3 if is_quoted else 2])
    if not re.search(r"thank|grateful|appreciate", first, re.IGNORECASE):
        yield Remark("Thank them in the first two sentences.", "L1-2")
    role, begins = known.facts["role"], f"{look.subject} {first}".casefold()
    is_named = role.casefold() in begins or stems(role) & stems(begins)
    if role and not is_advice and not is_named:
        yield Remark("Name the role in the subject or the first lines.", "L1-1")
    heard = [one for one in own if one.kind in HEARD]
    if heard and written.isdisjoint(HEARD) and not any(_takes_up(look, p.note) for p in heard):
        yield Remark("Take up one thing they said or asked in the meeting.", "L1-3")
    if is_advice:
        return
    if written.isdisjoint(DEEDS) and not any(OWN_DEED.search(one) for one in look.own):
        yield Remark("Say one thing you have done that answers what the job asks for.", "L1-5")
    shared = [one for one in own if one.kind == "connection"]
    is_said = "connection" in written or any(stems(p.note) & stems(text) for p in shared)
    if shared and not is_said and look.draft.kind.key == "thank_you":
        said = f"You noted what connects you (“{begun(shared[0].note)}”): one clause is enough."
        yield Remark(said, "L1-8")
    if not STEP.search(" ".join(look.every[-4:])):
        yield Remark("End with one next step: what you send, or what you ask.", "L1-10")


def _takes_up(look: Look, note: str) -> bool:
    """Whether a text takes up a note; in a sentence to the reader one of its words is enough."""
    job = stems(f"{look.known.facts['role']} {look.known.facts['company']}")
    to_them = (look.stems[one] - job for one in look.own if re.search(r"\byou", one, re.I))
    return speaks_of(note, look.inner) or any(words & stems(note) for words in to_them)


def _written(look: Look) -> set[str]:
    """The kinds of points for which the seeker's line stands in the text."""
    said = [p for p in look.draft.points if p.said.strip() and finished(p.said) in look.inner]
    return {one.kind for one in said}


def _thought_untold(look: Look) -> Iterator[Remark]:
    """That something was thought about, and not what was thought (TPL-5)."""
    for one, after in zip(look.own, [*look.own[1:], ""], strict=False):
        if THOUGHT.search(one) and not WOULD.search(f"{one} {after}"):
            yield Remark(f"“{begun(one)}”: say what you thought, in half a line.", "TPL-5")
            return


def _doubt_left(look: Look) -> Iterator[Remark]:
    """A doubt that was said aloud and is not answered (L1-7)."""
    kinds, told = ("thank_you", "recovery", "proposal"), dict[str, Point]()
    for one in look.known.points:
        if one.kind == "objection" and one.is_own and NOT_SAID not in dict(one.more):
            told[one.source] = one
    is_met = "objection" in _written(look) or any(
        speaks_of(p.text, look.inner) for p in told.values()
    )
    if look.draft.kind.key in kinds and told and not is_met:
        doubt = begun(next(iter(told.values())).note)
        yield Remark(f"They had a doubt (“{doubt}”): answer it, or leave it on purpose.", "L1-7")


def _many_questions(look: Look) -> Iterator[Remark]:
    kind = look.draft.kind
    n = re.sub(r"\([^)]*\)", "", look.unquoted).count("?")
    asked = [p for p in look.known.points if p.kind == "better_answer" and "?" in p.note]
    n -= sum(speaks_of(one.note, look.inner) for one in asked)  # theirs, said again
    if n > 2 and not kind.is_spoken and kind.key not in MAY_ASK:
        yield Remark(f"{n} questions; one next step is easier to answer.", "TPL-9")


def speaks_of(note: str, text: str) -> bool:
    """Whether a text takes up a note: two of the words that carry its meaning, or half of them."""
    words = stems(note)
    return not words or len(words & stems(text)) >= min(2, max(1, (len(words) + 1) // 2))


def length(look: Look) -> Iterator[Remark]:
    """A text that is too long; or too short, where more is noted that is theirs (TPL-7)."""
    (low, high), n = look.draft.kind.length, n_words(look.inner)
    left = [
        p for p in look.draft.points if p.note and p.is_own and not speaks_of(p.note, look.inner)
    ]
    if n > high * 1.1:
        yield Remark(f"{n} words; {low} to {high} read well. One point less would help.", "TPL-7")
    elif n < low and len(left) > 1:
        yield Remark(f"{n} words; {low} to {high} read well. One more point would help.", "TPL-7")
