"""Searches made up at random in the example format: every kind of event, calendar and number.

Not here: a test, or anything that reads what is owed.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

FIRST = date(2026, 1, 5)
SPAN = 75  # days
PEOPLE = {
    "ana": "O1", "ben": "O1", "cleo": "O1", "dev": "O2", "eli": "O2", "gus": "O3", "hana": "O3",
    "noor": "O4", "ivy": "OX", "raj": "OX",
}  # fmt: skip
STAGES = ("screen", "first_interview", "second_interview", "final_interview")
LETTERS = ("thank_you",) * 5 + (
    "recovery", "introducer_thanks", "rejection_reply", "offer_ack", "other",
)  # fmt: skip
ANSWERS = ("courtesy_reply", "status_update", "advance", "on_hold", "rejected")
NUMBERS = {
    "call_after": (1, 2, 3), "call_within": (3, 7, 10), "repeat_call_after": (3, 5, 7),
    "repeat_call_within": (7, 14, 20), "max_attempts": (1, 2, 3), "post_transit": (1, 3),
    "touch_earliest": (14, 28), "touch_target": (28, 35), "touch_latest": (42, 60),
    "letter_latest": (2, 4), "proposal_latest": (5, 7), "introducer_latest": (5, 7, 10),
    "dormant_after_attempt": (7, 14), "dormant_after_application": (20, 30),
    "patience": (1, 2), "call_at_window_end": (0, 1), "horizon": (7, 14, 30),
    "landed_target": (3, 5), "landed_latest": (5, 10),
}  # fmt: skip


def made_up(seed: int) -> dict[str, Any]:
    """A search of some weeks, the same for the same seed; `policy` and `decisions` beside it."""
    return _Search(random.Random(seed)).told()


class _Search:
    """A search in the making: day by day something happens that can happen."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        pick = self.pick
        self.processes = [
            {"id": "P1", "org": "O1", "hiring_manager": pick(["ana", "ana", None]),
             "coordinator": pick(["cleo", None]), "introduced_by": pick([None, "ivy", "ana"])},
            {"id": "P2", "org": "O2", "hiring_manager": pick(["dev", None]),
             "coordinator": None, "introduced_by": pick([None, "raj", "ivy"])},
            {"id": "P3", "org": pick(["O3", "O1"]), "hiring_manager": pick(["gus", "ana", None]),
             "coordinator": pick([None, "hana"]), "introduced_by": pick([None, "noor"])},
        ]  # fmt: skip
        self.processes = [one | {"kind": "position"} for one in self.processes]
        self.processes.append(
            {"id": "N1", "org": "O4", "kind": "networking", "hiring_manager": None,
             "coordinator": None, "introduced_by": pick([None, "raj"])}
        )  # fmt: skip
        self.events: list[dict[str, Any]] = []
        self.pending: dict[str, date] = {}
        self.meetings: list[dict[str, Any]] = []
        self.unnamed: list[tuple[str, str]] = []
        self.promises: list[tuple[str, str]] = []
        self.reflected: set[str] = set()
        self.offered: dict[str, date] = {}
        self.closed: set[str] = set()
        self.over = False

    def pick(self, several: Any) -> Any:
        """One of several."""
        return self.dice.choice(list(several))

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.dice.random() < share

    def told(self) -> dict[str, Any]:
        """The search as the format has it."""
        for n in range(SPAN):
            for _ in range(self.pick([0, 0, 1, 1, 2, 3])):
                self._happen(FIRST + timedelta(n))
        weekend = self.pick([["Sat", "Sun"]] * 6 + [["Fri", "Sat"], ["Sun"]])
        off = sorted(self.dice.sample(range(SPAN + 20), self.dice.randint(0, 4)))
        changed = self.dice.sample(list(NUMBERS), self.pick([0, 0, 0, 3, 8]))
        policy = {key: self.pick(NUMBERS[key]) for key in changed}
        return {
            "calendar": {
                "weekend": weekend,
                "holidays": [{"date": FIRST + timedelta(n), "name": "a day off"} for n in off],
            },
            "organizations": [{"id": o, "name": f"Company {o}"} for o in ("O1", "O2", "O3", "O4", "OX")],
            "contacts": [
                {"id": i, "name": i.title(), "org": o, "keep_in_touch": self.chance(0.9)}
                for i, o in PEOPLE.items()
            ],
            "processes": [one | {"title": f"Role {one['id']}"} for one in self.processes],
            # who meets first and is invited again afterwards tells it in that order
            "events": sorted(self.events, key=lambda e: (e["date"], e["type"] == "scheduled")),
            "policy": policy,
            "decisions": self._decisions(),
        }  # fmt: skip

    def _decisions(self) -> list[dict[str, Any]]:
        """Tasks that can be named beforehand, put off or not needed."""
        out = []
        for meeting in self.meetings:
            names = [f"R-REF|{meeting['id']}"]
            names += [f"R-LET|{meeting['id']}|{person}" for person in meeting["attendees"]]
            for name in names:
                if self.chance(0.08):
                    on = meeting["date"] + timedelta(self.dice.randint(0, 6))
                    out.append(self._decision(name, on))
        for process in self.processes:
            if process["introduced_by"] and self.chance(0.1):
                name = f"R-INT|{process['id']}|{process['introduced_by']}"
                out.append(self._decision(name, FIRST + timedelta(self.dice.randint(10, 60))))
        return out

    def _decision(self, task: str, on: date) -> dict[str, Any]:
        put_off = self.chance(0.6)
        until = on + timedelta(self.dice.randint(1, 9)) if put_off else None
        return {
            "task": task, "on": on, "decision": "snoozed" if put_off else "not_needed",
            "until": until,
        }  # fmt: skip

    # --- one thing that happens ---

    def _happen(self, on: date) -> None:
        process = self.pick(self.processes)
        for one, day in list(self.pending.items()):
            if day <= on and one not in self.closed and self.chance(0.35):
                self._meeting(on, next(p for p in self.processes if p["id"] == one))
                return
        owed = [m for m in self.meetings if m["id"] not in self.reflected]
        if owed and self.chance(0.4):
            self._reflection(on, owed[-1])
            return
        kinds = {
            "letter": 26, "meeting": 9, "scheduled": 5, "called_off": 2, "identified": 4,
            "group_note": 2, "proposal": 3, "call": 9, "nudge": 3, "touch": 6, "response": 9,
            "commitment_done": 3, "offer": 2, "offer_rescinded": 2, "accept": 2, "decline": 2,
            "withdraw": 0.8, "contact_moved": 0.8, "do_not_contact": 0.5, "applied": 3,
            "reopened": 1.2, "introduced": 0.5,
        }  # fmt: skip
        kind = self.dice.choices(list(kinds), list(kinds.values()))[0]
        if kind in ALONE and any(
            e["date"] == on and e.get("process") == process["id"] for e in self.events
        ):
            return  # endings and offers have a day of their own
        if process["id"] not in self.closed or kind in STILL:
            EVENTS[kind](self, on, process)

    def _add(self, on: date, what: str, **more: Any) -> None:
        self.events.append({"date": on, "type": what, **more})

    def _meeting(self, on: date, process: dict[str, Any]) -> None:
        here = [p for p, org in PEOPLE.items() if org == process["org"]]
        room = self.dice.sample(here, self.dice.randint(0 if len(here) > 1 else 1, len(here)))
        if process["introduced_by"] and self.chance(0.1):
            room = sorted({*room, process["introduced_by"]})
        n = len(self.meetings) + 1
        unknown = [f"U{n}{k}" for k in range(self.pick([0, 0, 0, 1, 2]))]
        if not room and not unknown:
            unknown = [f"U{n}0"]
        networking = process["kind"] == "networking"
        stage = "networking" if networking else self.pick(STAGES)
        more = {"lead": self.pick(room)} if room and self.chance(0.3) else {}
        if self.pending.get(process["id"], on) <= on:
            self.pending.pop(process["id"], None)
        kind = "informational" if networking else "interview"
        self._add(
            on, "meeting", id=f"M{n:02}", process=process["id"], kind=kind, stage=stage,
            attendees=room, unknown=unknown, **more,
        )  # fmt: skip
        self.meetings.append(self.events[-1])
        self.unnamed += [(f"M{n:02}", u) for u in unknown]

    def _reflection(self, on: date, meeting: dict[str, Any]) -> None:
        self.reflected.add(meeting["id"])
        day = self._later(meeting["date"], 20) if self.chance(0.4) else None
        to = self.pick([*meeting["attendees"], None])
        promises = []
        if self.chance(0.3):
            due = self._later(on, 12) if self.chance(0.7) else None
            promises = [{"id": f"K{meeting['id']}", "what": "send it", "to": to, "due": due}]
            self.promises.append((f"K{meeting['id']}", to or ""))
        self._add(
            on, "reflection", meeting=meeting["id"],
            self_rating=self.pick(["well", "mixed", "bombed"]),
            objections=self.pick(["none", "none", "mild", "strong"]),
            skill_gap=self.pick([None, False, True]), can_do_job=self.pick([None, True, True, False]),
            decision_date=day, commitments=promises,
        )  # fmt: skip

    def _later(self, on: date, most: int) -> date:
        return on + timedelta(self.dice.randint(0, most))

    def _someone(self, process: dict[str, Any]) -> str:
        met = [p for m in self.meetings if m["process"] == process["id"] for p in m["attendees"]]
        here = [p for p, org in PEOPLE.items() if org == process["org"]]
        return str(self.pick(met or here) if self.chance(0.8) else self.pick(PEOPLE))

    def _letter(self, on: date, process: dict[str, Any]) -> None:
        own = [m for m in self.meetings if m["process"] == process["id"]]
        purpose = self.pick(LETTERS)
        meeting = self.pick(own[-2:]) if own else None
        to = self._someone(process)
        if meeting and meeting["attendees"] and purpose in ("thank_you", "recovery"):
            to = self.pick(meeting["attendees"])
        if purpose == "introducer_thanks" and process["introduced_by"]:
            to = process["introduced_by"]
        about = meeting["id"] if meeting and purpose in ("thank_you", "recovery") else None
        self._add(
            on, "letter", process=process["id"], meeting=about, to=to,
            channel=self.pick(["email", "email", "post", "phone"]), purpose=purpose,
        )  # fmt: skip

    def _scheduled(self, on: date, process: dict[str, Any]) -> None:
        day = on + timedelta(self.dice.randint(1, 10))
        self.pending[process["id"]] = day
        self._add(on, "scheduled", process=process["id"], meeting_date=day)

    def _called_off(self, on: date, process: dict[str, Any]) -> None:
        if self.pending.pop(process["id"], None):
            self._add(on, "called_off", process=process["id"])

    def _identified(self, on: date, process: dict[str, Any]) -> None:
        if self.unnamed:
            meeting, unknown = self.unnamed.pop()
            there = next(m for m in self.meetings if m["id"] == meeting)
            org = next(p["org"] for p in self.processes if p["id"] == there["process"])
            free = [p for p, o in PEOPLE.items() if o == org and p not in there["attendees"]]
            free = [p for p in free if not self._is_named(meeting, p)]
            if free:
                self._add(on, "identified", meeting=meeting, unknown=unknown, contact=free[0])

    def _is_named(self, meeting: str, person: str) -> bool:
        named = [e for e in self.events if e["type"] == "identified" and e["meeting"] == meeting]
        return any(e["contact"] == person for e in named)

    def _group_note(self, on: date, process: dict[str, Any]) -> None:
        own = [m for m in self.meetings if m["process"] == process["id"]]
        if own:
            to = process["coordinator"] or self._someone(process)
            self._add(on, "group_note", process=process["id"], meeting=own[-1]["id"], to=to)

    def _proposal(self, on: date, process: dict[str, Any]) -> None:
        to = process["hiring_manager"] or self._someone(process)
        self._add(on, "proposal", process=process["id"], to=to, channel="email")

    def _nudge(self, on: date, process: dict[str, Any]) -> None:
        self._add(on, "nudge", process=process["id"], to=self._someone(process))

    def _touch(self, on: date, process: dict[str, Any]) -> None:
        content = self.pick(["article", "article", "news", "landed"])
        self._add(on, "touch", to=self._someone(process), channel="email", content=content)

    def _call(self, on: date, process: dict[str, Any]) -> None:
        result = self.pick(["reached", "voicemail", "voicemail", "message", "no_answer"])
        more: dict[str, Any] = {}
        if result == "reached" and self.chance(0.7):
            more["outcome"] = self.pick(ANSWERS)
            if more["outcome"] in ("status_update", "on_hold") and self.chance(0.5):
                more["decision_date"] = self._later(on, 20)
        if process["id"] in self.closed:
            more = {}
        if more.get("outcome") == "rejected":
            self._reject(process["id"])
        to = self._someone(process)
        self._add(on, "call", process=process["id"], to=to, result=result, **more)

    def _response(self, on: date, process: dict[str, Any]) -> None:
        kind = self.pick([*ANSWERS, "status_update"])
        more = {}
        if kind in ("status_update", "on_hold", "advance") and self.chance(0.4):
            more["decision_date"] = self._later(on, 20)
        if kind == "rejected":
            self._reject(process["id"])
        sender = self._someone(process) if self.chance(0.8) else None
        self._add(on, "response", process=process["id"], kind=kind, **{"from": sender}, **more)

    def _commitment_done(self, on: date, process: dict[str, Any]) -> None:
        if self.promises:
            promise, to = self.promises.pop()
            self._add(on, "commitment_done", commitment=promise, to=to or None)

    def _offer(self, on: date, process: dict[str, Any]) -> None:
        deadline = self._later(on, 14) if self.chance(0.8) else None
        self.offered[process["id"]] = on
        sender = self._someone(process) if self.chance(0.8) else None
        self._add(on, "offer", process=process["id"], deadline=deadline, **{"from": sender})

    def _offer_rescinded(self, on: date, process: dict[str, Any]) -> None:
        if process["id"] in self.offered:
            self._end(on, "offer_rescinded", process["id"])

    def _reject(self, process: str) -> None:
        self.closed.add(process)
        self.offered.pop(process, None)

    def _end(self, on: date, kind: str, process: str, **more: Any) -> None:
        """An ending; what was offered there is over with it, but for an acceptance."""
        self._reject(process) if kind != "accept" else self.closed.add(process)
        self._add(on, kind, process=process, **more)

    def _accept(self, on: date, process: dict[str, Any]) -> None:
        if process["id"] in self.offered and not self.over:
            self.over = True
            here = [person for person, org in PEOPLE.items() if org == process["org"]]
            self._end(on, "accept", process["id"], to=self.pick([*here, None]), channel="email")

    def _decline(self, on: date, process: dict[str, Any]) -> None:
        if process["id"] in self.offered:
            self._end(on, "decline", process["id"], to=self._someone(process), channel="email")

    def _withdraw(self, on: date, process: dict[str, Any]) -> None:
        to = self._someone(process) if self.chance(0.7) else None
        self._end(on, "withdraw", process["id"], to=to, channel="email")

    def _contact_moved(self, on: date, process: dict[str, Any]) -> None:
        org = self.pick(["O1", "O2", "O3", "O4", "OX"])
        self._add(on, "contact_moved", contact=self.pick(PEOPLE), org=org)

    def _do_not_contact(self, on: date, process: dict[str, Any]) -> None:
        self._add(on, "do_not_contact", contact=self.pick(PEOPLE))

    def _applied(self, on: date, process: dict[str, Any]) -> None:
        self._add(on, "applied", process=process["id"])

    def _introduced(self, on: date, process: dict[str, Any]) -> None:
        self._add(on, "introduced", process=process["id"])

    def _reopened(self, on: date, process: dict[str, Any]) -> None:
        if process["id"] in self.closed and process["id"] not in self.offered:
            self.closed.discard(process["id"])
            self._add(on, "response", process=process["id"], kind="reopened", **{"from": None})


ALONE = (
    "scheduled", "called_off", "offer", "offer_rescinded", "accept", "decline", "withdraw",
    "response", "call", "reopened",
)  # fmt: skip
# What can still happen where an opportunity is closed.
STILL = (
    "letter", "proposal", "call", "nudge", "touch", "commitment_done", "offer_rescinded",
    "contact_moved", "do_not_contact", "reopened", "identified", "group_note",
)  # fmt: skip
EVENTS = {
    "letter": _Search._letter, "meeting": _Search._meeting, "scheduled": _Search._scheduled,
    "called_off": _Search._called_off, "identified": _Search._identified,
    "group_note": _Search._group_note, "proposal": _Search._proposal, "call": _Search._call,
    "nudge": _Search._nudge, "touch": _Search._touch, "response": _Search._response,
    "commitment_done": _Search._commitment_done, "offer": _Search._offer,
    "offer_rescinded": _Search._offer_rescinded, "accept": _Search._accept,
    "decline": _Search._decline, "withdraw": _Search._withdraw,
    "contact_moved": _Search._contact_moved, "do_not_contact": _Search._do_not_contact,
    "applied": _Search._applied, "reopened": _Search._reopened, "introduced": _Search._introduced,
}  # fmt: skip
