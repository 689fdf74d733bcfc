"""The brief for an assistant: the task, what makes it good, and what may be used, names covered.

Nothing here opens a connection: the seeker copies the brief, and pastes what comes back
(answer.py). Not here: how a name is covered (cover/).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from zoneinfo import available_timezones

from followup.cover.cover import Cover, Covered
from followup.cover.last_look import unknown
from followup.letters.draft import Draft
from followup.letters.facts import is_american, spoken_day
from followup.letters.notes import names_one_of, sentences, stays_private
from followup.letters.onrecord import OnRecord
from followup.letters.slips import in_dictionary
from followup.policy import countries

_LANGUAGES_WORDS = (
    "English Spanish French German Italian Portuguese Dutch Welsh Irish Polish Arabic Chinese Mandarin "
    "Cantonese Japanese Korean Hindi Urdu Turkish Russian Ukrainian Christmas Easter Thanksgiving"
)
LANGUAGES = frozenset(_LANGUAGES_WORDS.split())
RULES = (
    "Use only what stands below. Add no fact, number, name, day, compliment or detail of the meeting that is not there.",
    "My notes are shorthand. Say what they mean in whole, correct sentences; do not copy them.",
    "Put quotation marks only around words that stand in quotation marks below, word for word; leave all other words unquoted.",
    "Write to this person as “you”; nobody else who was there is mentioned.",
    "A day that is told as “around” stays “around”.",
    "Names are covered. Write stand-ins such as “{dear}” exactly as they stand here, also in the greeting and under the letter. Guess nothing about whom they stand for, and no Mr or Ms.",
    "Plain, calm and warm; short paragraphs; no exclamation mark, no stock phrase, no list of adjectives.",
    "{low} to {high} words.",
)
AS_TEXT = (
    "Give me one version and nothing else, as plain text without Markdown: first a line that begins "
    "with “Subject:”, then the letter from greeting to signature."
)
AS_SHEET = (
    "Give me one version and nothing else, as plain text without Markdown: a sheet with short "
    "headings, to have beside the telephone. What I say aloud is in words that can be spoken."
)
TOLD = {"well": "It went well.", "mixed": "It was mixed.", "badly": "It went badly."}


class Brief:
    """A brief as it goes out, `text`, and the cover that brings names back into an answer.

    `names` are the places, employers and products that were covered because they look like names.
    """

    def __init__(
        self,
        draft: Draft,
        known: OnRecord,
        cover_too: Collection[str] = (),
        leave: Collection[str] = (),
    ) -> None:
        said = "\n".join(_brief(draft, known))
        frames = known.frames
        base = Cover(frames, seeker="stand_ins", texts=[said])
        said_freely = [known.facts["their_role"], *frames["clippings"]["title"], *draft.kind.good]
        words = [
            w
            for text in said_freely
            for w in re.findall(r"\w+", text)
            if in_dictionary(w) and w.casefold() not in _places()
        ]
        job = [
            known.facts["role"],
            *frames["requirements"]["requirement"],
            *map(_line, RULES),
            AS_TEXT,
            AS_SHEET,
            *words,
        ]
        looks = _like_names(base.text(said, [str(known.about.person_id)]), " ".join(job))
        self.names = [
            name for name in looks if name.casefold() not in {word.casefold() for word in leave}
        ]
        self.cover = Cover(frames, seeker="stand_ins", texts=[said], also=[*self.names, *cover_too])
        self.covered: Covered = self.cover.covered(said, [str(known.about.person_id)])
        self.text = self.covered.text


def _line(rule: str) -> str:
    return rule.replace("{dear}", "").replace("{low}", "").replace("{high}", "")


def _brief(draft: Draft, known: OnRecord) -> Iterator[str]:
    kind, facts = draft.kind, known.facts
    spelling = "American" if is_american(known.frames) else "British"
    yield f"Please write this for me, in {spelling} English. What it is: {kind.label[0].lower()}{kind.label[1:]}.\n"
    yield "What makes it good:"
    yield from (f"- {line}" for line in kind.good)
    yield "\nRules:"
    low, high = kind.length
    yield from (
        f"- {rule.format(dear=known.name or 'Interviewer 1', low=low, high=high)}" for rule in RULES
    )
    yield f"- {AS_SHEET if kind.is_spoken else AS_TEXT}"
    yield "\nWhat it is about:"
    yield from _about(draft, known)
    for title, lines in _noted(known, {p.source for p in draft.points if p.kind == "clipping"}):
        yield f"\n{title}:"
        yield from (f"- {line}" for line in lines)
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
        rating = (
            frames["reflections"].set_index("meeting_id")["rating"].get(draft.about.meeting_id, "")
        )
        yield f"- We met on {facts['met_on']} ({met}){about}{at}. {TOLD.get(rating, '')}".rstrip()
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
    if facts["promised"]:
        yield f"- {facts['promised']}"
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
            yield f"- On {day} they wrote: “{' '.join(told)}”"


def _others(known: OnRecord) -> list[str]:
    return [name for who, name in known.people.items() if who != known.about.person_id]


def _noted(known: OnRecord, clippings: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """What may be used for this reader: each section with its lines."""
    titles = dict[str, list[str]]()
    for point in known.points:
        if point.kind == "clipping" and point.source not in clippings:
            continue
        whose = " (theirs)" if point.is_own and point.kind in ("challenge", "objection") else ""
        parts = [
            point.note + whose,
            *(_mine(f"{word}: ") + text for word, text in point.more if text != point.note),
        ]
        titles.setdefault(_mine(point.about.label), []).append(
            " / ".join(" ".join(p.split()) for p in parts)
        )
    yield from titles.items()
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


@cache
def _places() -> frozenset[str]:
    cities = {part for zone in available_timezones() for part in zone.replace("_", " ").split("/")}
    return frozenset(
        word.casefold() for name in (*cities, *countries().values()) for word in name.split()
    )


def _like_names(text: str, job: str) -> list[str]:
    """Words that look like names of places, employers or products, those side by side as one.

    A word that begins a sentence and stands in a dictionary is none, unless a place is called so.
    """
    found = dict[str, None]()
    odd = set(unknown([text], [job]))
    for part in sentences(text.replace("- ", "\n").replace(" / ", "\n")):
        spans = [m for m in re.finditer(r"[^\W\d_][\w’']*", part) if _is_name(m, part, odd, job)]
        run = list[str]()
        for n, one in enumerate(spans):
            word = re.sub(r"['’]s?$", "", one[0])
            follows = run and part[spans[n - 1].end() : one.start()] == " "
            if run and not follows:
                found[" ".join(run)] = None
                run = []
            run.append(word)
        if run:
            found[" ".join(run)] = None
    return sorted(found, key=len, reverse=True)


def _is_name(found: re.Match[str], part: str, odd: set[str], job: str) -> bool:
    word = re.sub(r"['’]s?$", "", found[0])
    if (
        word not in odd
        or not word[0].isupper()
        or word in LANGUAGES
        or re.search(rf"\b{re.escape(word)}\b", job)
    ):
        return False
    is_first = not re.search(r"\w", part[: found.start()]) or part[: found.start()].rstrip(
        " “\"‘'("
    ).endswith((":", ".", "?"))
    return not (is_first and in_dictionary(word) and word.casefold() not in _places())
