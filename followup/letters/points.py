"""What the record holds for one letter: its points, each with the note as it was typed.

A point is said by the seeker alone, in a line of its own. Not here: which kinds of letters use
which points (templates/), or what is certain and needs no line (facts.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from followup.frames import names_of
from followup.letters.clippings import suggestions
from followup.letters.facts import Occasion, room_of
from followup.letters.kinds import Kind
from followup.letters.notes import (
    lines_of,
    n_words,
    names_one_of,
    parted,
    quotations,
    sentences,
    stays_private,
)
from followup.measures import is_weak
from followup.records import THANKS
from followup.tables import Frames

MINE = re.compile(
    r"(but |and |still,? )?(my|mine|i|i['’]ve|i['’]m|what i)\b", re.IGNORECASE
)  # begins with oneself
NOTE_OF = {"challenges": "challenge", "objections": "objection", "questions": "question"}
NOT_SAID = "Only sensed"  # of a doubt that was only sensed
AT_MOST = 5  # points shown at first
FEW = 3  # below so many points a letter's questions are asked, too


_More = tuple[
    tuple[str, str], ...
]  # what else the record says of a point, each with a word before it


class PointKind(NamedTuple):
    """A kind of point: its label on the desk, openings for its line, the question where none is noted.

    An opening ends in the middle of a sentence; those with {day} need the day of the meeting.
    """

    label: str
    openings: tuple[str, ...] = ()
    question: str = ""


POINT_KINDS = {
    "about_person": PointKind("What you learned about them",
        ("It stayed with me that you ", "You told me that ", "Thank you in particular for "),
        "What did they say or do that stayed with you?"),
    "challenge": PointKind("Their challenge",
        ("You said that ", "Since {day} I have thought about how ", "What I would look at first is "),
        "What is the one problem of theirs that you would begin with?"),
    "objection": PointKind("A doubt of theirs",
        ("You asked whether ", "You were right that ", "What comes nearest is ")),
    "evidence": PointKind("What the job asks for",
        ("You need someone who ", "In my work so far I ", "I have "),
        "What have you done that meets one thing the job asks for, with a number?"),
    "better_answer": PointKind("A better answer",
        ("You asked ", "A fuller answer to your question is this: ", "On {day} I did not tell you that "),
        "Which of their questions would you answer now, and how?"),
    "accomplishment": PointKind("An accomplishment you left out",
        ("There is one thing I did not get to tell you: ", "Something like it happened at ", "At my last place I "),
        "Where have you solved something like it? The problem, what you did, what came of it."),
    "connection": PointKind("What connects you",
        ("It was good to find that we both ", "Like you, I ")),
    "landed": PointKind("What landed, to reinforce", ("As I said on {day}, ", "I would begin with ")),
    "value": PointKind("What you could add",
        ("What I could do for you is ", "One thing for the first weeks is ", "If it is of use, I will "),
        "Is there something useful that you can give back?"),
    "difference": PointKind("What sets you apart", ("What I would bring is ", "I have always been the one who ")),
    "learned": PointKind("What you learned there",
        ("I did not know before {day} that ", "It helped me to hear that "),
        "What did you hear there that you did not know before?"),
    "advice": PointKind("Their advice",
        ("Your advice to ", "Because of what you said I will "),
        "Which advice of theirs changed your view, and what will you do with it?"),
    "research": PointKind("What you found out since", ("Since we spoke I have read that ", "According to ")),
    "promise": PointKind("What you promised", ("Enclosed is ", "As promised, ")),
    "wrote": PointKind("What they wrote", ("You wrote that ", "It was good to read that ")),
    "notes": PointKind("What you know of them", ("I hope that ", "How is ", "You once told me that ")),
    "clipping": PointKind("Something worth reading",
        ("It made me think of you because ", "What I take from it is "),
        "What is new that is of use to them, and why does it matter to them?"),
    "terms": PointKind("The terms", ("As I understand the terms, ",), "What did they offer: start, pay, terms?"),
    "answer_by": PointKind("Your day", ("I could give you my answer by ", "I would like to have until "),
                           "By which day could you answer, and what for do you need the time?"),
    "wish": PointKind("What you would like changed", ("What would make it easy for me to say yes is ", "I had hoped for "),
                      "Which of their terms would you like changed, to what, and why is that fair?"),
    "to_ask": PointKind("What you need to know", ("What would ", "How is ", "Who would "),
                        "What do you need to know before you can decide?"),
    "unknown": PointKind("What you still want to know", ("I do not know yet ",)),
    "importance": PointKind("Why it matters", ("It costs ", "It matters because "),
        "What does this problem cost them, or why does it matter, in their terms?"),
    "approach": PointKind("What you would try", ("I would begin with ", "One way is ", "Another is "),
        "What would you try? Two or three options, or first steps with days."),
    "measures": PointKind("How they would know", ("You would see it in ", "After eight weeks "),
        "By what would they see that it works? One or two first measures."),
    "assumed": PointKind("What you assume", ("I assume that ",),
        "What do you only assume? Say so; it makes the rest believable."),
    "need": PointKind("What you would need", ("I would need ", "A first step that can be undone is "),
        "What would you need from them for a first small step?"),
    "learn": PointKind("The first month", ("I would talk with ", "I would want to understand "),
        "Whom and what would you want to understand in the first month?"),
    "contribute": PointKind("The second month", ("Together with the team I would ",),
        "Which one improvement would you make with the team in the second month?"),
    "own": PointKind("The third month", ("By then I would answer for ",),
        "Which one result, with its measure, would be yours by the third month?"),
    "offered": PointKind("One thing you can offer", ("If it helps, I can ", "I could send you "),
        "What one thing can you offer them: an answer, an example, a page?"),
    "result": PointKind("What came of it", ("Because of you I ", "It was worth it because "),
        "What came of it for you: one result, or one thing you understood?"),
    "good_of_it": PointKind("Something good", ("What I will keep is ", "I was glad that "),
        "What was good about getting to know them?"),
    "part": PointKind("Their part in it", ("You helped me by ", "It was you who "),
        "What was their part in it?"),
}  # fmt: skip

# Kinds whose points are the lines of what was answered to a prompt. What was said about others
# in the running never leaves the record; what sets the seeker apart may (A2.7).
PROMPT_OF = {
    "learned": "company", "about_person": "person", "connection": "connection",
    "landed": "landed", "advice": "advice", "value": "value", "research": "research",
    "difference": "difference", "unknown": "own_questions",
}  # fmt: skip


@dataclass(frozen=True)
class Point:
    """One point: its kind, the note as it was typed, and the row it comes from.

    `more` holds what else the record says of it, each part with a word before it. Without a note
    it is a question to the seeker. `said` is the seeker's sentence for it in this letter;
    `said_before` the one last written for this person elsewhere.
    """

    kind: str
    note: str
    source: str
    is_own: bool = False  # this person's, rather than nobody's in particular
    more: _More = ()
    said: str = ""
    said_before: str = ""

    @property
    def about(self) -> PointKind:
        """What its kind is called, asked, and begun with."""
        return POINT_KINDS[self.kind]

    @property
    def text(self) -> str:
        """All the record says of it."""
        return "\n".join([self.note, *(f"{word}: {text}" for word, text in self.more)])


def points(frames: Frames, kind: Kind, about: Occasion, today: date) -> list[Point]:
    """The points of a letter, the weightiest first: one of each kind, in the order of the kind,
    then the rest. What the seeker has said stands first; what is harder to say, was left out in an
    older followup or is said to somebody else, comes later.

    Nothing told in confidence, about rivals or about pay, and nothing another person said, is
    among them (HF2, HF6, A2.7).
    """
    record = Record(frames, kind, about, today)
    found = [one for name in kind.points for one in record.of(name)]
    kept = frames["sentences"]
    theirs = kept[kept["person_id"] == about.person_id]
    older = theirs["letter"].isin([kind.key, "" if not kind.is_spoken else kind.key])
    own = theirs[older & theirs["touchpoint_id"].isna()]  # what has gone out is not said again
    said = dict(zip(own["source"], own["text"], strict=True))
    before = dict(zip(theirs["source"], theirs["text"], strict=True))
    found = [
        replace(p, said=said.get(p.source, ""), said_before=before.get(p.source, "")) for p in found
    ]
    left_out = set(theirs.loc[~theirs["is_used"], "source"])
    by_others = set(
        kept.loc[(kept["person_id"] != about.person_id) & (kept["text"] != ""), "source"]
    )
    seen = dict[str, int]()
    ranks = []
    for point in found:
        nth = seen[point.kind] = seen.get(point.kind, -1) + 1
        late = point.source in left_out or point.source in by_others or _is_second(point, found)
        ranks.append((not point.said, late, nth))
    order = sorted(range(len(found)), key=lambda n: ranks[n])
    found = [found[n] for n in order]
    return found + _questions(kind, found, said)


def _is_second(point: Point, found: Sequence[Point]) -> bool:
    """Whether others come first: a requirement without evidence, a doubt nobody said aloud, and
    words of theirs that stand in their challenge, too.
    """
    if point.kind == "about_person":
        said = [q for one in found if one.kind == "challenge" for q in quotations(one.note)]
        return any(words in said for words in quotations(point.note))
    return (point.kind == "evidence" and not point.more) or NOT_SAID in dict(point.more)


def _questions(kind: Kind, found: list[Point], said: Mapping[str, str]) -> list[Point]:
    """The kind's questions where the record has nothing: of a proposal all, of a letter one or two."""
    there = {point.kind for point in found}
    lacking = [name for name in kind.asks if name not in there]
    room = len(lacking) if kind.touch == "proposal" else max(FEW - len(found), 0)
    asked = [Point(name, "", f"asks:{name}", said=said.get(f"asks:{name}", "")) for name in lacking]
    return [one for n, one in enumerate(asked) if n < room or one.said]


class Record:
    """The record as one letter sees it."""

    def __init__(self, frames: Frames, kind: Kind, about: Occasion, today: date) -> None:
        self.frames, self.about, self.today = frames, about, today
        met = frames["meetings"].sort_values("meeting_on", ascending=False)
        met = met[(met["opportunity_id"] == about.opportunity_id) & (met["state"] == "held")]
        after = kind.purpose in THANKS or about.opportunity_id is None
        self.meetings = [about.meeting_id] if after else list(met["id"])
        names = names_of(frames, "people")
        others = {p for m in self.meetings for p in room_of(frames, replace(about, meeting_id=m))}
        self.others = [str(names[p]) for p in others if p != about.person_id]
        self.rows = {
            "challenge": self._challenges, "objection": self._objections,
            "better_answer": self._better_answers, "accomplishment": self._accomplishments,
            "evidence": self._evidence, "promise": self._promises, "notes": self._person_notes,
            "clipping": self._clippings, "terms": self._terms, "wrote": self._letter_received,
        }  # fmt: skip

    def of(self, kind: str) -> list[Point]:
        """The points of a kind, this person's own first."""
        made = self.rows[kind]() if kind in self.rows else self._answers(kind)
        is_theirs = kind == "terms"  # an offer's pay is theirs to read
        bare = made if is_theirs else (replace(p, note=parted(p.note)[0]) for p in made)
        usable = [p for p in bare if p.note.strip() and (is_theirs or not stays_private(p.text))]
        return sorted(usable, key=lambda one: not one.is_own)

    @cached_property
    def _told(self) -> dict[str, list[Any]]:
        """What was answered about these meetings, by prompt: about this person or nobody."""
        told, answers = self.frames["reflections"], self.frames["answers"]
        told = told[told["meeting_id"].isin(self.meetings)]
        out: dict[str, list[Any]] = defaultdict(list)
        for row in answers[answers["reflection_id"].isin(told["id"])].itertuples():
            if pd.isna(row.person_id) or row.person_id == self.about.person_id:
                out[row.prompt].append(row)
        return out

    def _answers(self, kind: str) -> Iterator[Point]:
        """One point for each line of what was answered to the prompt of a kind."""
        if kind == "difference":
            yield from self._own_plus()
        for row in self._told.get(PROMPT_OF.get(kind, ""), ()):
            for number, note in enumerate(lines_of(row.text)):
                if not names_one_of(note, self.others):
                    is_own = self._is_own(row.person_id)
                    yield Point(kind, note, f"answers:{row.id}:{number}", is_own)

    def _own_plus(self) -> Iterator[Point]:
        """What was said of the seeker's own strengths where the others were noted (A2.7)."""
        for row in self._told.get("competition", ()):
            for number, said in enumerate(sentences(row.text)):
                is_said = MINE.match(said) and n_words(said) > 4  # not "i dont."
                if is_said and not names_one_of(said, self.others):
                    yield Point("difference", said, f"answers:{row.id}:{number}")

    def _of_meeting(
        self, kind: str, table: str, owner: str, is_wanted: pd.Series | None = None,
        more: Callable[[Any], _More] = lambda row: (),
    ) -> Iterator[Point]:  # fmt: skip
        """One point for each row of the meetings that is this person's, or nobody's in particular."""
        rows = self.frames[table] if is_wanted is None else self.frames[table][is_wanted]
        for row in rows[rows["meeting_id"].isin(self.meetings)].itertuples():
            whose, note = getattr(row, owner), getattr(row, NOTE_OF[table])
            if pd.isna(whose) or whose == self.about.person_id:
                yield Point(kind, note, f"{table}:{row.id}", self._is_own(whose), more(row))

    def _is_own(self, whose: Any) -> bool:
        return bool(pd.notna(whose) and whose == self.about.person_id)

    def _challenges(self) -> Iterator[Point]:
        return self._of_meeting("challenge", "challenges", "owner_id")

    def _objections(self) -> Iterator[Point]:
        """Doubts that are neither left on purpose nor gone (A2.5)."""
        told = self.frames["objections"]
        is_open = ~told["is_left"] & (told["strength"] != "none")
        return self._of_meeting("objection", "objections", "raised_by_id", is_open, _of_doubt)

    def _better_answers(self) -> Iterator[Point]:
        """Questions whose answer could be better (B2.3)."""
        is_open = is_weak(self.frames["questions"])
        return self._of_meeting("better_answer", "questions", "asked_by_id", is_open, _of_answer)

    def _accomplishments(self) -> Iterator[Point]:
        """Stories not told there, with problem, action, result and number (A1.6)."""
        told, bank = self.frames["tellings"], self.frames["accomplishments"]
        left_out = told[told["meeting_id"].isin(self.meetings) & ~told["is_told"]]
        if self.about.meeting_id is not None:
            bank = bank[bank["id"].isin(left_out["accomplishment_id"])]
        for row in bank.itertuples():
            is_told = set(re.findall(r"\d+", row.number)) <= set(re.findall(r"\d+", row.result))
            more = _parts(
                ("The problem", "" if row.problem == row.accomplishment else row.problem),
                ("What you did", row.action), ("What came of it", row.result),
                ("The number", "" if row.result and is_told else row.number),
            )  # fmt: skip
            source = f"accomplishments:{row.id}"
            yield Point("accomplishment", row.accomplishment, source, more=more)

    def _evidence(self) -> Iterator[Point]:
        asked = self.frames["requirements"]
        asked = asked[asked["opportunity_id"] == self.about.opportunity_id]
        for row in asked.sort_values(
            "evidence", key=lambda text: text.str.strip() == "", kind="stable"
        ).itertuples():
            yield Point(
                "evidence",
                row.requirement,
                f"requirements:{row.id}",
                more=_parts(("Your evidence", row.evidence)),
            )

    def _promises(self) -> Iterator[Point]:
        """What was promised to this person and is still open (R-COM)."""
        made = self.frames["promises"]
        made = made[made["is_mine"] & made["done_on"].isna()]
        for row in made[made["person_id"] == self.about.person_id].itertuples():
            yield Point("promise", row.promise, f"promises:{row.id}", True)

    def _person_notes(self) -> Iterator[Point]:
        people = self.frames["people"]
        for row in people[people["id"] == self.about.person_id].itertuples():
            for number, note in enumerate(lines_of(row.notes)):
                if not names_one_of(note, self.others):
                    yield Point("notes", note, f"people:{row.id}:{number}", True)

    def _letter_received(self) -> Iterator[Point]:
        """What they wrote last, but for what names others."""
        came = self.frames["touchpoints"].query("direction == 'in' and text != ''")
        came = came[came["person_id"] == self.about.person_id].sort_values("happened_on")
        for row in came.tail(1).itertuples():
            said = (one for one in sentences(row.text) if not names_one_of(one, self.others))
            yield Point("wrote", " ".join(said), f"touchpoints:{row.id}", True)

    def _clippings(self) -> Iterator[Point]:
        """What on the shelf fits this person (A5.3)."""
        found = suggestions(self.frames, self.about.person_id, self.today)
        for row in found[~found["is_past"] & (found["why"] != "")].itertuples():
            more = _parts(
                ("What you take from it", row.takeaway),
                ("Why it fits", row.why),
                ("Link", row.link),
            )
            yield Point("clipping", row.title, f"clippings:{row.id}", more=more)

    def _terms(self) -> Iterator[Point]:
        offers = self.frames["offers"]
        own = offers[offers["opportunity_id"] == self.about.opportunity_id].sort_values(
            "offered_on"
        )
        for row in own.tail(1).itertuples():
            terms = "; ".join(filter(None, (row.pay.strip(), row.terms.strip())))
            yield Point("terms", terms, f"offers:{row.id}", True)


def _of_doubt(row: Any) -> _More:
    unsaid = "" if row.is_said else "nobody said it aloud"
    return _parts((NOT_SAID, unsaid), ("You can say", row.evidence))


def _of_answer(row: Any) -> _More:
    return _parts(("Better", row.better_answer))


def _parts(*parts: tuple[str, str]) -> _More:
    return tuple((word, text.strip()) for word, text in parts if text.strip())
