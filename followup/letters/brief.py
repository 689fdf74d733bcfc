"""The brief for an assistant: the task, what makes it good, and what may be used, names covered.

Nothing here opens a connection: the seeker copies the brief, and pastes what comes back
(answer.py). Not here: how a name is covered (cover/).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from followup.cover.cover import Cover
from followup.cover.last_look import last_look
from followup.cover.stand_ins import STAND_IN
from followup.letters.draft import Draft
from followup.letters.facts import is_american, spoken_day
from followup.letters.kinds import Kind
from followup.letters.misplaced import named_in
from followup.letters.notes import PRIVATE_LIFE, lines_of, names_one_of, sentences, stays_private
from followup.letters.onrecord import NAMES_OTHERS, OnRecord
from followup.letters.points import NOT_SAID, Point
from followup.letters.unnamed import places, unnamed
from followup.naming.called import words_of
from followup.naming.english import in_dictionary
from followup.naming.everyday import AFTER_A_WORD
from followup.naming.spelling import folded

RULES = (
    "Use only what stands below. Add no fact, number, name, day, compliment or detail of the meeting that is not there.",
    "My notes are shorthand. Say what they mean in whole, correct sentences; do not copy them.",
    "Put quotation marks only around words that stand in quotation marks below, word for word, and around the title of an article.",
    "How somebody looked, or how it went, is background for you and not for the letter.",
    "Write to this person as “you”{alone}.",
    "A day that is told as “around” stays “around”.",
    "Names are covered. Write stand-ins such as “{dear}” exactly as they stand here, also in the greeting and under the letter. Guess nothing about whom they stand for, and no Mr or Ms.",
    "Plain, calm and warm; short paragraphs; no exclamation mark, no stock phrase, no list of adjectives.",
    "{low} to {high} words, from greeting to signature.",
)
HOW = (  # how a letter becomes one person's
    "Choose: not all of my notes belong in it. Take two or three things that matter most to this reader, and let the letter follow one thought from the first to the last.",
    "Begin with what they asked, said or showed me, rather than with general thanks for their time; the subject names the matter, not “thank you”. The role and the day stand in the subject or the first two sentences.",
    "Where they told me of a problem, take it one step further than my notes do: what I would ask, look at or count first. An intention of mine may be new; a fact may not.",
    "Every sentence must mean something to this reader: name where it was before what I did there, and leave out what they could not understand without my notes.",
    "A doubt of theirs is met openly and without pleading; what connects us is turned to them, in half a line.",
    "If I want the job, say so once and plainly. End with one thing I offer or ask, and its day.",
    "It sounds like one person talking to another: contractions where they are natural, a light touch where the notes have one. Rather {low} words than {high}.",
)
AS_TEXT = (
    "Give me one version and nothing else, as plain text without Markdown: first a line that begins "
    "with “Subject:”, then the letter from greeting to signature."
)
AS_SHEET = (
    "Give me one version and nothing else, as plain text without Markdown: a sheet with short "
    "headings, to have beside the telephone. What I say aloud is in words that can be spoken."
)
AS_PROPOSAL = (
    "Give me one version and nothing else, as plain text without Markdown: first a line that begins "
    "with “Subject:”, then the cover note as a letter from greeting to signature, then the proposal "
    "under a heading of its own."
)
WHOSE = {"challenge": " (theirs)", "objection": " (theirs)", "better_answer": " (they asked)"}
TOLD = {"well": "it went well", "mixed": "it was mixed", "badly": "it went badly"}


_TITLED = re.compile(rf"\b(?:mrs?|ms|mx|dr|herr|frau)\.? (?={STAND_IN.pattern})", re.IGNORECASE)


@dataclass(frozen=True)
class Brief:
    """A brief as it goes out, and what is needed to read its answer, whenever it comes.

    `names` are the places, employers, products and people that were covered because they look like names;
    `asked` the words that may still be somebody's name, as only a reader can tell.
    Of what stands in the brief, `stand_ins` are those of people and companies by id, and `back` is
    what is written for each: as a letter addresses them, and after a title.
    """

    text: str
    names: Sequence[str]
    asked: Sequence[str]
    stand_ins: Mapping[str, str]
    back: Mapping[str, tuple[str, str]]


def brief(
    draft: Draft, known: OnRecord, cover_too: Collection[str] = (), leave: Collection[str] = (),
    kept: Mapping[str, str] | None = None,
) -> Brief:  # fmt: skip
    """The brief for a letter. `cover_too` are more words to cover, `leave` those that look like
    names and are none; `kept` are the stand-ins of a brief made before, to be used again.
    """
    said = "\n".join(_record(draft, known))
    frames = {**known.frames, "drafts": known.frames["drafts"].iloc[:0]}  # an answer pasted there
    reader = [str(known.about.person_id)]
    base = Cover(frames, seeker="stand_ins", texts=[said])
    left = {word.casefold() for word in leave}
    people = {who: name for who, name in known.people.items() if who in base.stand_ins}
    job = " ".join(_of_the_job(known))
    found = unnamed(base.text(said, reader), job, people)
    names = [name for name in found.names if name.casefold() not in left]
    cover = Cover(
        frames, seeker="stand_ins", texts=[said], also=[*names, *cover_too], kept=kept or {},
        called={word: who for word, who in found.called.items() if word.casefold() not in left},
    )  # fmt: skip
    dear = cover.stand_ins.get(reader[0], "Interviewer 1")
    text = "\n".join([*_task(draft.kind, known, dear), _TITLED.sub("", cover.text(said, reader))])
    used = set(map(" ".join, map(str.split, STAND_IN.findall(text))))
    stand_ins = {owner: said for owner, said in cover.stand_ins.items() if said in used}
    hits = [hit.word for hit in last_look([text], cover.whole_names)]
    rest = set(re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text)) - AFTER_A_WORD
    asked = [
        word for word in dict.fromkeys([*hits, *found.asked])
        if word in rest and word.casefold() not in left
    ]  # fmt: skip
    return Brief(
        text, [*names, *found.called], asked, stand_ins,
        {said: of for said, of in cover.back.items() if said in used},
    )  # fmt: skip


def _of_the_job(known: OnRecord) -> Iterator[str]:
    """Texts whose words are no names: the job, and of other titles what is a word."""
    asked = known.frames["requirements"]
    own = asked.loc[asked["opportunity_id"] == known.about.opportunity_id, "requirement"]
    yield from (known.facts["role"], *own)
    for title in (known.facts["their_role"], *known.frames["clippings"]["title"]):
        for word in re.findall(r"\w+", title):
            if in_dictionary(word) and word.casefold() not in places():
                yield word


def _task(kind: Kind, known: OnRecord, dear: str) -> Iterator[str]:
    """What to write, what makes it good, and the rules; nobody is named but by a stand-in."""
    spelling = "American" if is_american(known.frames) else "British"
    yield f"Please write this for me, in {spelling} English. What it is: {kind.label[0].lower()}{kind.label[1:]}.\n"
    yield "What makes it good:"
    yield from (f"- {line}" for line in kind.good)
    yield "\nRules:"
    low, high = kind.length
    alone = "" if kind.key in NAMES_OTHERS else "; nobody else who was there is mentioned"
    yield from (f"- {rule.format(dear=dear, low=low, high=high, alone=alone)}" for rule in RULES)
    as_what = AS_PROPOSAL if kind.touch == "proposal" else AS_TEXT
    if as_what == AS_TEXT and not kind.is_spoken:
        yield from (f"- {line.format(low=low, high=high)}" for line in HOW)
    yield f"- {AS_SHEET if kind.is_spoken else as_what}\n"


def _record(draft: Draft, known: OnRecord) -> Iterator[str]:
    """What may be used of the record."""
    kind, facts = draft.kind, known.facts
    yield "What it is about:"
    yield from _about(draft, known)
    for title, lines in _noted(known, {p.source for p in draft.points if p.kind == "clipping"}):
        yield f"\n{title}:"
        yield from (f"- {line}" for line in lines)
    if kind.is_spoken:
        numbers = (("Their number", facts["phone"]), ("My number", facts["my_phone"]))
        yield from (f"- {whose}: {number}" for whose, number in numbers if number)
        yield f"- I am {facts['me']}."
        return
    yield "\nThe end of it:"
    yield "\n".join(filter(None, (f"{facts['sign_off']},", facts["me"], facts["my_phone"])))


def _about(draft: Draft, known: OnRecord) -> Iterator[str]:
    facts, frames = known.facts, known.frames
    role_of_theirs = facts["their_role"]
    yield f"- To {known.name or 'the people I met'}{role_of_theirs}{', ' + facts['company'] if facts['company'] else ''}. The greeting: {'Hello' if draft.kind.is_spoken else 'Dear'} {known.name},"
    about = f" about the {facts['role']} role" if facts["role"] else ""
    at = f" at {facts['company']}" if facts["company"] else ""
    if facts["met_on"]:
        kinds = frames["meetings"].set_index("id")["kind"]
        met = str(kinds.get(draft.about.meeting_id, "meeting"))
        who = "We met" if draft.about.person_id in known.room else "My last meeting there was"
        rating = (
            frames["reflections"].set_index("meeting_id")["rating"].get(draft.about.meeting_id, "")
        )
        background = f" (For you only: {TOLD[rating]}.)" if rating in TOLD else ""
        yield f"- {who} on {facts['met_on']} ({met}){about}{at}.{background}"
    yield f"- Today is {spoken_day(frames, known.today)}."
    if decision := facts["decision"] or facts["decision_was"]:
        whose = (
            "They told me" if facts["you_decide"] or facts["you_decided"] else "As I understand it,"
        )
        yield f"- {whose} the decision {'is' if facts['decision'] else 'was'} due {decision}."
    if draft.kind.key in ("introducer", "group_note", "landed") and facts["met"]:
        yield f"- I met {facts['met']} there."
    if draft.kind.key == "introducer":
        yield f"- {facts['where_it_stands']}"
    if facts["introducer"] and draft.kind.key != "introducer":
        yield f"- It was {known.name} who introduced me to {facts['company']}; thank them for that, too."
    for label in ("deadline", "other_deadline"):
        if facts[label] and draft.kind.rules[0].startswith("R-OF"):
            yield f"- {'My answer is wanted' if label == 'deadline' else 'Another offer is to be answered'} by {facts[label]}."
    if facts["promised"] and draft.kind.touch == "letter":
        yield f"- {facts['promised']}"
    if facts["proposal_comes"] and draft.kind.touch == "letter":
        yield "- In the next days I would like to send them a few thoughts of mine on paper (leave this out where it does not fit)."
    made = frames["promises"]
    theirs = made[~made["is_mine"] & made["done_on"].isna()]
    for row in theirs[theirs["person_id"] == draft.about.person_id].itertuples():
        yield f"- They promised me: {' '.join(row.promise.split())}"
    touches = frames["touchpoints"].sort_values("happened_on")
    for row in touches[touches["person_id"] == draft.about.person_id].itertuples():
        day = spoken_day(frames, row.happened_on)
        if row.direction == "out":
            yield f"- I sent them a {row.kind.replace('_', ' ')} on {day}."
        elif told := [
            s
            for s in sentences(row.text)
            if not stays_private(s) and not names_one_of(s, _others(known))
        ]:
            words = " ".join(told).strip('"“”')
            yield f"- On {day} they wrote: “{words}”"


def _others(known: OnRecord) -> list[str]:
    return [name for who, name in known.people.items() if who != known.about.person_id]


def _noted(known: OnRecord, clippings: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """What may be used for this reader: each section with its lines."""
    titles = dict[str, list[str]]()
    others = _parts_of_others(known)
    for point in known.points:
        is_elsewhere = point.kind == "wrote" or (
            point.kind == "clipping" and point.source not in clippings
        )
        names_others = point.kind != "promise" and any(named_in(point.text, others))
        if is_elsewhere or names_others or _is_of_a_life(point):
            continue
        is_theirs = point.is_own and NOT_SAID not in dict(point.more)
        whose = WHOSE.get(point.kind, "") if is_theirs else ""
        parts = [
            point.note + whose,
            *(_mine(f"{word}: ") + text for word, text in point.more if text != point.note),
        ]
        titles.setdefault(_mine(point.about.label), []).append(
            " / ".join(" ".join(p.split()) for p in parts)
        )
    yield from titles.items()
    if steps := _next_steps(known):
        yield "What was said about the next steps", steps
    doubts = known.frames["objections"]
    doubts = doubts[
        doubts["raised_by_id"].notna() & (doubts["raised_by_id"] != known.about.person_id)
    ]
    done = [
        " ".join(text.split())
        for text in doubts["evidence"]
        if text.strip() and not stays_private(text) and not names_one_of(text, _others(known))
    ]
    if done:
        yield "What else I have done", done


def _is_of_a_life(point: Point) -> bool:
    """Whether a point holds what is private to the reader: an illness, a loss, a child to come."""
    is_about_them = point.kind in ("about_person", "connection", "notes")
    return is_about_them and bool(PRIVATE_LIFE.search(point.text))


def _parts_of_others(known: OnRecord) -> set[str]:
    """The parts of the names of all who are not to be mentioned to this reader, folded."""
    others = (name for who, name in known.people.items() if who not in known.may_be_named)
    return {folded(part) for name in others for part in words_of(name)} - set(
        map(folded, words_of(known.name))
    )


def _next_steps(known: OnRecord) -> list[str]:
    """What was noted about who moves next, but for what is private or names others."""
    told, answers = known.frames["reflections"], known.frames["answers"]
    told = told[told["meeting_id"] == known.about.meeting_id]
    own = answers[answers["reflection_id"].isin(told["id"]) & (answers["prompt"] == "decision")]
    lines = [line for text in own["text"] for line in lines_of(text)]
    others = _others(known)
    return [one for one in lines if not stays_private(one) and not names_one_of(one, others)]


def _mine(label: str) -> str:
    """A label of the desk, as the seeker would say it."""
    for said, mine in (
        ("connects you", "connects us"),
        ("sets you", "sets me"),
        ("Your", "My"),
        ("You ", "I "),
        ("you", "I"),
    ):
        label = label.replace(said, mine)
    return label
