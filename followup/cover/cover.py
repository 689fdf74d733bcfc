"""The cover of what is shared: texts without names and addresses, and the way back.

Not here: which columns may go out at all (frames.py), or what stands for whom (stand_ins.py).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from itertools import count
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from followup.cover.stand_ins import NAME, SEEKER, STAND_IN, WORD, drawn
from followup.naming.addresses import addresses
from followup.naming.called import Forms, dear, last_name, own_words, person, phrase, words_of
from followup.naming.everyday import FREE_MAIL, MAILBOXES
from followup.naming.names import Names
from followup.naming.spelling import folded
from followup.tables import OWN_WORDS, RECORDS, Frames, metadata

IN_PACK = (  # the tables that may be shared
    "companies", "people", "opportunities", "meetings", "attendees", "reflections", "questions",
    "objections", "challenges", "promises", "touchpoints", "events", "offers", "decisions",
    "comments", "holidays", "settings",
)  # fmt: skip
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # signs that can fake a text
ONE_EACH = ("people", "companies")  # whose names are covered
NEAR = ("person_id", "asked_by_id", "raised_by_id", "owner_id")  # whom a record is about
_TITLED = re.compile(rf"\b((?:Mrs?|Ms|Mx|Dr|Prof|Herr|Frau)\b\.?\s+)({STAND_IN.pattern})")
_LETTERS = re.compile(r"[^\W\d_]{4,}")
_TOP = re.compile(r"(?:\.(?:ac|co|com|edu|gov|ne|net|or|org))?\.[a-z]{2,24}$")
_AMOUNT = re.compile(r"(\d(?:[.,'’\s]?\d)*)\s?(k\b)?", re.IGNORECASE)
_STREET = re.compile(r"\s+(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|square|sq|place|pl)\.?$", re.IGNORECASE)  # fmt: skip


class Covered(NamedTuple):
    """A text as it goes out; and for each place that was covered where it begins in that text,
    how long it is there, and the words that stood in it.
    """

    text: str
    places: tuple[tuple[int, int, str], ...]

    @property
    def original(self) -> str:
        """The text as it was, to the letter."""
        return _put_back(self.text, self.places)

    def lines(self) -> list[tuple[str, str]]:
        """Each line as it goes out, and as it was."""
        out, start = list[tuple[str, str]](), 0
        for line in self.text.split("\n"):
            end = start + len(line)
            own = [(at - start, n, was) for at, n, was in self.places if start <= at <= end]
            out.append((line, _put_back(line, own)))
            start = end + 1
        return out


class Cover:
    """What stands for the names, addresses and ids of one search, and texts with it.

    `people`, `companies` and `seeker` are each covered in one of the ways of stand_ins.HOW.
    `kept` are stand-ins to use again and `ids` new ids, both by id; `texts` is what will be
    covered besides the tables, so that nothing in it can be taken for a stand-in; `also` are
    other names, of places or former employers, each to be covered as a Name; `called` what else
    people on record are called, with their ids.
    """

    def __init__(
        self, frames: Frames, people: str = "stand_ins", companies: str = "stand_ins", *,
        seeker: str = "full", kept: Mapping[str, str] | None = None,
        ids: Mapping[str, str] | None = None, texts: Iterable[str] = (), also: Iterable[str] = (),
        called: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._frames = frames
        how = {"people": people, "companies": companies}
        held = (said for text in (*_going_out(frames), *texts) for said in STAND_IN.findall(text))
        self._taken = {" ".join(said.split()) for said in held}
        self._real = {t: dict(zip(frames[t]["id"], frames[t]["name"], strict=True)) for t in how}
        self._kept = dict(kept or {})
        self.shown = drawn(frames, how, self._kept, self._taken)
        self.stand_ins = {i: said for of in self.shown.values() for i, said in of.items()}
        self._written: dict[str, str] = {}  # what is no person and no company, by its stand-in
        self._numbers: dict[tuple[str, str], str] = {}
        covered = {t: self._real[t] if how[t] != "full" else {} for t in how}
        self.names = Names(covered["people"], covered["companies"])
        self._learn(frames, covered)
        said = dict(zip(frames["settings"]["id"], frames["settings"]["value"], strict=True))
        if seeker != "full" and (name := said.get("seeker.name", "").strip()):
            self.names.learn(SEEKER, person(name))
            self.stand_ins[SEEKER] = self._number(SEEKER, name, SEEKER)
        self._learn_own_words(said.get(OWN_WORDS, ""))
        for word in also:
            self._learn_word(NAME, word)
        for word, who in (called or {}).items():
            self._learn_word(NAME, word, who)
        self._private = _private(frames)
        self.rooms = _rooms(frames)
        for table in set(how) - set(self.shown):  # in full, but for names of the other kind
            self.shown[table] = {i: self.text(name, [i]) for i, name in self._real[table].items()}
        self.new = _new_ids(frames, ids or {})
        self.old = {new: old for old, new in self.new.items()}

    def text(self, text: str, readers: Iterable[str] = ()) -> str:
        """A text with names, addresses, links, numbers and the seeker's own words covered.

        `readers` are the ids of those it is to, or about, the likeliest first: where a name could
        be two people's, it is theirs.
        """
        return self.covered(text, readers).text

    def covered(self, text: str, readers: Iterable[str] = ()) -> Covered:
        """The same, with what stood in each place."""
        likely = list(readers)
        spots = list(self._facts(text))
        bare = list(text)
        for start, end, _ in spots:
            bare[start:end] = "\ufffc" * (end - start)  # no name begins in one and ends outside
        for spot in self.names.spots("".join(bare)):
            instead = self._stand_in(spot.owners, text[spot.start : spot.end], likely)
            spots.append((spot.start, spot.end, instead))
        spots += [(*sign.span(), "") for sign in DIRECTIONS.finditer(text)]
        return _replaced(text, spots)

    def answered(self, text: str, sent: Covered | None = None) -> str:
        """A text that came back, as the seeker would write it: what came back unchanged of what
        was `sent` as it was, to the letter; elsewhere a person as they are addressed, a company,
        number or address by itself.
        """
        if sent and text == sent.text:
            return sent.original
        came, went = re.split(r"\r?\n", text), sent.lines() if sent else []
        back = self.back
        out = [names_put_back(line, back) for line in came]
        alike = SequenceMatcher(None, [line for line, _ in went], came, autojunk=False)
        for at, n, size in alike.get_matching_blocks():
            out[n : n + size] = [was for _, was in went[at : at + size]]
        return "\n".join(out)

    @property
    def back(self) -> dict[str, tuple[str, str]]:
        """What is written for each stand-in: a person as a letter addresses them, and after a title
        the last name; anything else by itself.
        """
        out = {said: (word, word) for said, word in self._written.items()}
        for row in self._frames["people"].itertuples():
            if row.id in self.stand_ins:
                said = self.stand_ins[row.id]
                out[said] = dear(row.name, row.addressed_as), last_name(row.name)
        for i in self._real["companies"].keys() & self.stand_ins.keys():
            out[self.stand_ins[i]] = (self._real["companies"][i],) * 2
        return out

    @property
    def whole_names(self) -> dict[str, str]:
        """The whole name of each person and company, by its stand-in."""
        real = self._real["people"] | self._real["companies"]
        return {said: real[i] for i, said in self.stand_ins.items() if i in real}

    def texts(self) -> Iterator[str]:
        """Every text of the search at home."""
        return _free_texts(self._frames)

    @property
    def own_words(self) -> dict[str, str]:
        """The seeker's own words that are covered, and own name, by what stands for each."""
        own = self._written.items()
        return {said: word for said, word in own if said.startswith((WORD, SEEKER))}

    def still_holds(self, frames: Frames) -> bool:
        """Whether everybody is called, and every word to cover is, as when this was made."""
        return self._covers(self._frames) == self._covers(frames)

    @staticmethod
    def _covers(frames: Frames) -> list[Any]:
        named = [list(zip(frames[t]["id"], frames[t]["name"], strict=True)) for t in ONE_EACH]
        said = dict(zip(frames["settings"]["id"], frames["settings"]["value"], strict=True))
        return [*named, said.get(OWN_WORDS, "")]

    def people_near(self, table: str, frame: pd.DataFrame) -> list[list[str]]:
        """For each row of a table the people it is about, then those in the room."""
        rows = frame.to_dict("records")
        return [
            [
                *([row["id"]] if table == "people" else []),
                *(row[key] for key in NEAR if isinstance(row.get(key), str)),
                *self.rooms.get(row.get("meeting_id"), []),
                *self.rooms.get(row.get("opportunity_id"), []),
            ]
            for row in rows
        ]

    def _stand_in(self, owners: frozenset[str], said: str, likely: list[str]) -> str:
        """What stands for a name: of several it may be the one called exactly so, or the likeliest."""
        if len(owners) == 1:
            return self.stand_ins[next(iter(owners))]
        real = self._real["people"] | self._real["companies"]
        exact = [one for one in owners if folded(real.get(one, "")) == folded(said)]
        for one in (*likely, *(exact if len(exact) == 1 else ())):
            if one in owners:
                return self.stand_ins[one]
        return "a company" if owners <= self._real["companies"].keys() else "someone"

    def _number(self, kind: str, said: str, owner: str = "") -> str:
        """The stand-in of an address, a number, a word: the same for the same."""
        key = kind, "".join(c for c in folded(said) if c.isalnum()) or said
        if key not in self._numbers:
            new = self._kept.get(owner, "")
            if not new or new in self._taken:
                used = {
                    *self._taken,
                    *self.stand_ins.values(),
                    *self._numbers.values(),
                    *self._kept.values(),
                }
                new = next(s for n in count(1) if (s := f"{kind} {n}") not in used)
            self._numbers[key], self._written[new] = new, said
        return self._numbers[key]

    def _facts(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where addresses and private facts stand, and what stands for them."""
        found = [(m.start(), m.end(), str(m.lastgroup)) for m in self._private.finditer(text)]
        at = 0
        for start, end, kind in sorted([*found, *addresses(text)], key=lambda f: (f[0], -f[1])):
            if end > at:  # of what begins in the one before, the rest goes as well
                start = max(start, at)
                yield start, end, self._number(kind, text[start:end])
                at = end

    def _learn(self, frames: Frames, covered: Mapping[str, Mapping[str, str]]) -> None:
        """What else gives people and companies away: the words and hosts of their addresses."""
        roles = [*frames["people"]["role"], *frames["opportunities"]["role"]]
        jobs = {folded(word) for role in roles for word in role.split()}  # Chef Reyes is a chef
        for row in frames["people"].itertuples():
            local, _, host = row.email.strip().partition("@")
            if row.id in covered["people"]:
                if re.fullmatch(r"[\w.'’ -]{1,40}", row.addressed_as):  # a name, and no sentence
                    called = [
                        word for word in words_of(row.addressed_as) if folded(word) not in jobs
                    ]
                    self.names.learn(row.id, person(" ".join(called)))
                words = [w for w in _LETTERS.findall(local) if w.casefold() not in MAILBOXES]
                self._learn_words(row.id, words)
            owner = row.company_id if isinstance(row.company_id, str) else row.id
            if owner in self.stand_ins:
                self._learn_host(owner, host)
        for row in frames["companies"].itertuples():
            if row.id in covered["companies"]:
                host = row.website.partition("://")[2] or row.website
                self._learn_host(row.id, re.split(r"[/:?#]", host)[0])

    def _learn_words(self, owner: str, words: Iterable[str]) -> None:
        forms = Forms()
        forms.add_joined(*words)
        self.names.learn(owner, forms)

    def _learn_host(self, owner: str, host: str) -> None:
        host = host.strip().rstrip(".").casefold().removeprefix("www.")
        name = _TOP.sub("", host).rpartition(".")[2]
        if "." not in host or host in FREE_MAIL or name in MAILBOXES:
            return
        own = host[host.rindex(name) :]
        within = rf"(?<![\w.-])(?:[\w-]+\.)*{re.escape(folded(own))}(?![\w-])"
        self.names.learn(owner, Forms(patterns={within}))
        self._learn_words(owner, [word for word in (name, name.replace("-", "")) if len(word) > 3])

    def _learn_own_words(self, said: str) -> None:
        """The words the seeker wants covered; some are another name of somebody."""
        real = {
            folded(name): i
            for of in self._real.values()
            for i, name in of.items()
            if i in self.stand_ins
        }
        for word, whose in own_words(said):
            self._learn_word(WORD, word, real.get(folded(whose), ""))

    def _learn_word(self, kind: str, word: str, owner: str = "") -> None:
        owner = owner or f"{kind} {folded(word)}"
        self.names.learn(owner, phrase(word))
        if owner not in self.stand_ins:
            self.stand_ins[owner] = self._number(kind, word, owner)


def names_put_back(text: str, back: Mapping[str, tuple[str, str]]) -> str:
    """A text with names for stand-ins, as `Cover.back` has them."""
    lasts = {said: last for said, (_, last) in back.items()}
    text = _TITLED.sub(lambda found: found[1] + lasts.get(found[2], found[2]), text)
    return put_names(text, {said: called for said, (called, _) in back.items()})


def put_names(text: str, written: Mapping[str, str]) -> str:
    """A text with each stand-in replaced by what is written for it."""
    longest = sorted(filter(None, written), key=len, reverse=True)
    spelt = "|".join(r"\s+".join(map(re.escape, one.split())) for one in longest) or r"(?!)"
    pattern = rf"(?<![A-Za-z0-9])(?:{spelt})(?![\d_])"
    return re.sub(pattern, lambda found: written[" ".join(found[0].split())], text)


def _put_back(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    out, at = list[str](), 0
    for start, length, was in places:
        out += [text[at:start], was]
        at = start + length
    return "".join([*out, text[at:]])


def _replaced(text: str, spots: Iterable[tuple[int, int, str]]) -> Covered:
    out, at, length, places = list[str](), 0, 0, list[tuple[int, int, str]]()
    for start, end, instead in sorted(spots, key=lambda spot: (spot[0], -spot[1])):
        if start < at:
            continue
        out += [text[at:start], instead]
        length += start - at
        places.append((length, len(instead), text[start:end]))
        length, at = length + len(instead), end
    return Covered("".join([*out, text[at:]]), tuple(places))


def _free_texts(frames: Frames) -> Iterator[str]:
    for name in RECORDS:
        for column in metadata.tables[name].columns:
            if type(column.type) is sa.Text and not column.info.get("choices") and name in frames:
                yield from frames[name][column.name].dropna()


def _going_out(frames: Frames) -> Iterator[str]:
    """The texts that may be covered and shared: those of shared columns, and letters begun."""
    yield from frames["drafts"]["content"]
    for name in IN_PACK:
        for column in metadata.tables[name].columns:
            if (
                type(column.type) is sa.Text
                and column.info.get("shared")
                and column.name in frames[name]
            ):
                yield from frames[name][column.name].dropna()


def _rooms(frames: Frames) -> dict[Any, list[str]]:
    """Those in the room of each meeting; and of each opportunity who decides and who introduced."""
    out: dict[Any, list[str]] = defaultdict(list)
    for seat in frames["attendees"].itertuples():
        out[seat.meeting_id] += [seat.person_id] if isinstance(seat.person_id, str) else []
    for one in frames["opportunities"].itertuples():
        seats = (one.hiring_manager_id, one.introduced_by_id, one.coordinator_id)
        out[one.id] += [person for person in seats if isinstance(person, str)]
    return out


def _new_ids(frames: Frames, known: Mapping[str, str]) -> dict[str, str]:
    """Ids drawn at random, without letters, so that none holds a name; those known stay."""
    ids = [(t, i) for t in IN_PACK if t != "settings" for i in frames[t]["id"] if i not in known]
    used = {int(new.rpartition("-")[2]) for new in known.values()}
    drawn_anew = random.SystemRandom().sample(range(10**6), len(ids) + len(used))
    numbers = [number for number in drawn_anew if number not in used][: len(ids)]
    prefix = {name: metadata.tables[name].info["prefix"] for name in IN_PACK}
    return {**known, **{i: f"{prefix[t]}-{n:06}" for (t, i), n in zip(ids, numbers, strict=True)}}


def _private(frames: Frames) -> re.Pattern[str]:
    """Finds what a text may repeat of private columns: telephones, addresses, amounts of pay."""
    phones = [
        re.escape(phone.strip()) for phone in frames["people"]["phone"] if len(phone.strip()) > 3
    ]
    names = {folded(name) for table in ("people", "companies") for name in frames[table]["name"]}
    lines = [line for text in frames["people"]["address"] for line in text.splitlines()]
    streets = [line for line in lines if folded(line.strip()) not in names]
    amounts = {spelt for pay in frames["offers"]["pay"] for spelt in _amounts(pay)}
    kinds = {
        "Telephone": phones,
        "Address": list(_streets(streets)),
        "Pay": sorted(amounts, reverse=True),
    }
    either = "|".join(f"(?P<{kind}>{'|'.join(texts)})" for kind, texts in kinds.items() if texts)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if either else r"(?!)", re.IGNORECASE)


def _streets(lines: Iterable[str]) -> Iterator[str]:
    """The lines of addresses, a street also with its last word left out or shortened."""
    for line in filter(lambda text: len(text) > 3, map(str.strip, lines)):
        yield r"\s+".join(map(re.escape, line.split()))
        short = _STREET.sub("", line)
        if short != line and short[0].isdigit():
            yield (
                r"\s+".join(map(re.escape, short.split()))
                + r"(?:\s+(?:str?|rd|ave|ln|dr|sq|pl)\b)?"
            )


def _amounts(pay: str) -> Iterator[str]:
    """Patterns for the amounts of a text, in full and in thousands: 91,750, 91.75k, 92k."""
    for said, in_thousands in _AMOUNT.findall(pay):
        digits = re.sub(r"\D", "", said)
        if in_thousands and re.fullmatch(r"\d{1,4}(?:[.,]\d{1,3})?", said):
            digits = str(round(float(said.replace(",", ".")) * 1000))
        if not 4 <= len(digits) <= 12 or re.fullmatch(r"(19|20)\d\d", digits):
            continue
        amount = int(digits)
        yield r"[.,'’\s]?".join(digits) + r"(?:[.,]00)?"
        for places in range(3):
            short = f"{amount / 1000:.{places}f}"
            if places == 0 or not short.endswith("0"):
                k = r"(?:\s?[-–—]\s?\d[\d.,]*)?\s?(?:k|grand|thousand|tsd|t)(?:\s?(?:€|eur|usd|gbp|£|\$))?"
                yield short.replace(".", "[.,]") + k
