"""A slow, obvious reading of follow-up policy FP-1 (domain.md 1.3, 1.5 to 1.8, 5).
Every question goes through the events again; nothing is remembered in between.
To be read beside the policy and used as a test oracle, not to be fast."""

from datetime import date, timedelta

DEFAULTS = {
    "letter_target": 1,
    "letter_latest": 2,
    "introducer_target": 2,
    "introducer_latest": 7,
    "call_after": 2,
    "call_within": 7,
    "repeat_call_after": 7,
    "repeat_call_within": 14,
    "max_attempts": 2,
    "post_transit": 3,
    "proposal_target": 3,
    "proposal_latest": 5,
    "touch_earliest": 28,
    "touch_target": 35,
    "touch_latest": 42,
    "dormant_after_attempt": 14,
    "dormant_after_application": 30,
    "landed_target": 5,
    "landed_latest": 10,
    "horizon": 14,
    "patience": 1,
    "call_at_window_end": 0,
}
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
ANSWERS = [
    "status_update",
    "advance",
    "on_hold",
    "rejected",
    "reopened",
    "called_off",
    "scheduled",
    "reached",
]  # of two on one day, the one further on counts
STEPS = [
    "lead",
    "networking",
    "applied",
    "screen",
    "first_interview",
    "second_interview",
    "final_interview",
    "offer",
]
CLOSED_BY = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}
# What goes on after an acceptance (clock table: all stop); R-REF of the accepted one only.
AFTER_ACCEPTANCE = ["R-REF", "R-COM"]


def answer_in(e):
    """The real answer this event brings, or None (a courtesy reply is none)."""
    kind = None
    if e["type"] == "response":
        kind = e["kind"]
    if e["type"] == "call" and e.get("result") == "reached":
        kind = e.get("outcome") or "reached"
    if e["type"] in ("scheduled", "called_off"):
        kind = e["type"]
    return kind if kind in ANSWERS else None


def is_attempt(e):  # ladder 3
    return e["type"] == "nudge" or e.get("result") in ("voicemail", "message")


def place_in_the_day(e):  # rule 10
    if answer_in(e):
        return 3, ANSWERS.index(answer_in(e))
    return {
        "meeting": 0,
        "identified": 0,
        "reflection": 1,
        "offer": 4,
        "offer_rescinded": 5,
        "accept": 6,
        "decline": 6,
        "withdraw": 6,
    }.get(e["type"], 2), 0


def days(n):
    return timedelta(n)


class Reading:
    def __init__(self, search, as_of):
        self.search, self.as_of = search, as_of
        self.policy = {**DEFAULTS, **(search.get("policy") or {})}
        seen = [e for e in search["events"] if e["date"] <= as_of]  # visibility
        self.events = sorted(seen, key=lambda e: (e["date"], place_in_the_day(e)))

    def of(self, process, *types):
        """Events of this process, of these types (of all where none is named)."""
        return [
            e
            for e in self.events
            if e.get("process") == process["id"] and (not types or e["type"] in types)
        ]

    # ---- calendar ----
    def is_bd(self, d):
        calendar = self.search["calendar"]
        off = [h["date"] if isinstance(h, dict) else h for h in calendar.get("holidays") or []]
        return WEEKDAYS[d.weekday()] not in calendar.get("weekend", []) and d not in off

    def bd(self, d, n):
        """The n-th business day strictly after d."""
        while n > 0:
            d += days(1)
            if self.is_bd(d):
                n -= 1
        return d

    def fwd(self, d):
        return d if self.is_bd(d) else self.fwd(d + days(1))

    def back(self, d):
        return d if self.is_bd(d) else self.back(d - days(1))

    # ---- people and meetings ----
    def process(self, process_id):
        return next(p for p in self.search["processes"] if p["id"] == process_id)

    def contact(self, person):
        return next((c for c in self.search["contacts"] if c["id"] == person), {})

    def org_of(self, person):
        org = self.contact(person).get("org")
        for e in self.events:
            if e["type"] == "contact_moved" and e["contact"] == person:
                org = e["org"]
        return org

    def do_not_contact(self, person):
        return any(e["type"] == "do_not_contact" and e["contact"] == person for e in self.events)

    def held(self, process):
        return self.of(process, "meeting")

    def meeting(self, meeting_id):
        return next(
            (e for e in self.events if e["type"] == "meeting" and e["id"] == meeting_id), None
        )

    def about(self, meeting, kind):
        """Events of this type that name this meeting."""
        return [e for e in self.events if e["type"] == kind and e.get("meeting") == meeting["id"]]

    def attendees(self, meeting):
        people = list(meeting.get("attendees") or [])
        for unknown in meeting.get("unknown") or []:  # in the order they were noted
            people += [
                e["contact"]
                for e in self.about(meeting, "identified")
                if e["unknown"] == unknown and e["contact"] not in people
            ]
        return people

    def known_from(self, meeting, person):
        """The day from which this person is known to have attended."""
        if person not in (meeting.get("attendees") or []):
            for e in self.about(meeting, "identified"):
                if e["contact"] == person:
                    return max(e["date"], meeting["date"])
        return meeting["date"]

    def arranged(self, process):
        """The arranged meeting that was not yet held, called off or cancelled."""
        pending = None
        for e in self.of(process, "scheduled", "called_off"):
            pending = e if e["type"] == "scheduled" else None  # a second one moves the first
        if pending is None:
            return None
        s = pending["meeting_date"]
        if any(m["date"] >= max(s, pending["date"]) for m in self.held(process)):
            return None  # it became this held meeting
        if self.state(process, s - days(1)) != "open":  # 1.8.2; a meeting is a day's first
            return None
        return pending

    def meeting_ahead(self, process):  # 1.8.1
        """An arranged meeting that counts: up to and including bd(S,2)."""
        pending = self.arranged(process)
        return pending is not None and self.as_of <= self.bd(pending["meeting_date"], 2)

    def first_meeting_or_invitation(self, process):  # 1.8.15
        found, invited = [], None
        for e in self.of(process, "scheduled", "called_off", "meeting"):
            if e["type"] == "scheduled":
                invited = invited or e["date"]
            else:
                if e["type"] == "meeting":
                    found.append(invited or e["date"])
                invited = None
        if self.meeting_ahead(process):
            found.append(invited or self.arranged(process)["date"])
        return min(found) if found else None

    # ---- open, closed, offered ----
    def history(self, process):
        """(event, state before, state after) for each event of the process."""
        state, offered, story = "open", False, []
        for e in self.of(process):
            before = state
            if state == "accepted":  # section 5: end, unless rescinded
                if e["type"] == "offer_rescinded":
                    state = "rejected"
            elif state != "open":  # section 5: back only by reopened
                if answer_in(e) == "reopened":
                    state, offered = "open", False
            elif answer_in(e) == "rejected" or (e["type"] == "offer_rescinded" and offered):
                state = "rejected"
            elif e["type"] == "offer":
                offered = True
            elif e["type"] in CLOSED_BY:
                state = CLOSED_BY[e["type"]]
            story.append((e, before, state))
        return story

    def state(self, process, day=date.max):
        """open, rejected, accepted, declined or withdrawn at the end of that day."""
        state = "open"
        for e, _before, after in self.history(process):
            if e["date"] <= day:
                state = after
        return state

    def live_position(self, process):  # rule 4
        return process["kind"] == "position" and self.state(process) == "open"

    def cancelled_by_closing(self, process, day):  # 1.8.2, for good
        """Was what began on this day cancelled by a closing then or later?"""
        closings = [
            e["date"]
            for e, before, after in self.history(process)
            if before == "open" and after != "open"
        ]
        return self.state(process, day) != "open" or any(c >= day for c in closings)

    def open_offer(self, process):
        offer = None
        for e, before, after in self.history(process):
            if before != "open" or after != "open":
                offer = None
            elif e["type"] == "offer":
                offer = e  # 1.8.3: only the newest counts
        return offer

    def acceptance(self, other_than=None):
        """The first acceptance that stands, in another process than this one."""
        found = []
        for p in self.search["processes"]:
            if p is not other_than and self.state(p) == "accepted":
                found += [
                    e
                    for e, before, after in self.history(p)
                    if before == "open" and after == "accepted"
                ][-1:]
        return min(found, key=lambda e: e["date"]) if found else None

    # ---- answers, decision days, attempts ----
    def answers(self, process):
        """Real answers that did not close it, in order; of one day the furthest on comes last."""
        return [e for e in self.of(process) if answer_in(e) and answer_in(e) != "rejected"]

    def hold(self, process):
        """The answer that put it on hold, if it is on hold now."""
        last = self.answers(process)[-1:]
        if last and answer_in(last[0]) == "on_hold":
            if not any(m["date"] > last[0]["date"] for m in self.held(process)):
                return last[0]
        return None

    def decision_day(self, process, meeting, patience=1):  # ladder 2, D
        """The latest-told day; counts only on or after the meeting's day (rule 2)."""
        told = []
        for m in self.held(process):
            told += [
                (m["date"], 0, r["decision_date"])
                for r in self.about(m, "reflection")
                if r.get("decision_date")
            ]  # told at the end of the meeting
        told += [
            (a["date"], 1, a["decision_date"])
            for a in self.answers(process)
            if a.get("decision_date")
        ]
        for e in self.of(process):
            if answer_in(e) == "reopened":  # 1.8.2: starts only new clocks
                told = [t for t in told if t[0] >= e["date"]]
        if not told:
            return None
        on, _, day = max(told)  # of two told at one time the later day counts
        if day < meeting["date"]:
            return None  # they met again after it
        return on + days(round((day - on).days * patience)) if day > on else day  # 1.3 D1

    def undated_answer_day(self, process, meeting):  # ladder 2, U
        found = [
            a["date"]
            for a in self.answers(process)
            if answer_in(a) != "scheduled" and not a.get("decision_date")
        ]
        if self.arranged(process) and not self.meeting_ahead(process):
            found.append(self.arranged(process)["meeting_date"])  # 1.8.1: as if on S
        return max([d for d in found if d >= meeting["date"]], default=None)

    def attempts(self, process):  # ladder 3, n
        """Days of unanswered attempts since the last answer or meeting."""
        found = []
        for e in self.of(process):
            if e["type"] == "meeting" or answer_in(e):
                found = []
            elif is_attempt(e):
                found.append(e["date"])
        return found

    # ---- whom to call ----
    def callee_order(self, process):  # ladder 4
        boss, meetings, order = process.get("hiring_manager"), self.held(process), []
        if any(boss in self.attendees(m) for m in meetings):
            order.append(boss)
        if meetings:
            order += [meetings[-1].get("lead"), *self.attendees(meetings[-1])]
        return [p for p in [*order, boss, process.get("coordinator")] if p]

    def allowed(self, people):
        """(first who may be contacted or None, were all of them excluded?)"""
        left = [p for p in people if p and not self.do_not_contact(p)]
        return (left[0], False) if left else (None, any(people))

    def callee(self, process):
        return self.allowed(self.callee_order(process))[0]

    def nobody_allowed(self, process):
        return self.allowed(self.callee_order(process))[1]

    # ---- the call clock ----
    def letter_window(self, meeting, person):  # R-LET
        _m, opens = meeting["date"], self.known_from(meeting, person)
        if self.decides_at_once(meeting):  # decision imminent
            return opens, opens, opens
        return (
            opens,
            self.bd(opens, self.policy["letter_target"]),
            self.bd(opens, self.policy["letter_latest"]),
        )

    def decides_at_once(self, meeting):
        """Whether the day last told up to the end of the meeting is the next business day."""
        process, told = self.process(meeting["process"]), []
        for a in self.answers(process):
            if a.get("decision_date") and a["date"] < meeting["date"]:
                told.append((a["date"], a["decision_date"]))
        for m in self.held(process):
            if m["date"] <= meeting["date"]:
                told += [
                    (m["date"], r["decision_date"])
                    for r in self.about(m, "reflection")
                    if r.get("decision_date")
                ]
        last = max(told)[1] if told else None
        return bool(last and meeting["date"] <= last <= self.bd(meeting["date"], 1))

    def in_this_round(self, e, process, meeting):  # rule 2
        """Sent on or after the latest meeting, and not about one of another day."""
        about = self.meeting(e.get("meeting"))
        if e["date"] < meeting["date"] or (about and about["date"] != meeting["date"]):
            return False
        if about is None or about["process"] == process["id"]:
            return e.get("process", process["id"]) == process["id"]
        return e["to"] in self.attendees(meeting)  # 1.7: one letter for two meetings

    def letter_day(self, process, meeting, callee):  # ladder 1, L
        sent = [
            e
            for e in self.events
            if e["type"] in ("letter", "group_note")
            and e.get("purpose") != "introducer_thanks"
            and self.in_this_round(e, process, meeting)
        ]
        notes = [e["date"] for e in sent if e["type"] == "group_note"]
        to_callee, to_anyone = [], notes  # 1.8.5
        for e in sent:
            if e["type"] == "letter":
                late = e["to"] not in (meeting.get("attendees") or []) and any(
                    i["contact"] == e["to"] and notes and i["date"] > min(notes)
                    for i in self.about(meeting, "identified")
                )
                if late:
                    continue  # 1.8.5: named after the note
                wait = self.policy["post_transit"] if e.get("channel") == "post" else 0
                to_anyone = [*to_anyone, self.bd(e["date"], wait)]
                if e["to"] == callee:
                    to_callee.append(self.bd(e["date"], wait))
        proposals = [
            e["date"] for e in self.of(process, "proposal") if e["date"] >= meeting["date"]
        ]
        letters = to_callee or to_anyone
        if letters or proposals:  # rule 2, 1.8.7
            return max(([min(letters)] if letters else []) + proposals)
        owed = [self.letter_window(meeting, one)[2] for one in self.attendees(meeting)]
        return max(owed, default=self.bd(meeting["date"], self.policy["letter_latest"]))

    def call_window(self, process):  # ladder 3
        """(day it rests on, earliest, latest) or None."""
        if not self.live_position(process) or not self.held(process):
            return None
        if self.open_offer(process) or self.meeting_ahead(process) or self.nobody_allowed(process):
            return None
        hold, tried, p = self.hold(process), self.attempts(process), self.policy
        if (hold and not hold.get("decision_date")) or len(tried) >= p["max_attempts"]:
            return None
        meeting = self.held(process)[-1]
        d = self.decision_day(process, meeting, p["patience"])
        u = self.undated_answer_day(process, meeting)
        if tried:
            last = max(tried[-1], u or tried[-1])  # u is later only under 1.8.1
            fast = d is not None and d >= last
            rests = d if fast else last
        else:
            fast = u is None or (d is not None and d > u)
            rests = u
            if fast:
                l = self.letter_day(process, meeting, self.callee(process))
                rests = max(l, d or l)
        if fast:
            e = self.bd(rests, p["call_after"])
            return rests, e, max(e, self.fwd(rests + days(p["call_within"])))
        return (
            rests,
            self.fwd(rests + days(p["repeat_call_after"])),
            self.fwd(rests + days(p["repeat_call_within"])),
        )

    # ---- stages (section 5) ----
    def dormant(self, process):  # clock table, 1.8.8
        if not self.live_position(process) or self.open_offer(process) or self.hold(process):
            return False
        if self.meeting_ahead(process):
            return False
        tried, applied = self.attempts(process), self.of(process, "applied")
        if tried and len(tried) >= self.policy["max_attempts"]:
            if self.as_of >= tried[-1] + days(self.policy["dormant_after_attempt"]):
                return True
        if not applied or self.held(process):
            return False
        if any(a["date"] >= applied[-1]["date"] for a in self.answers(process)):
            return False
        return self.as_of >= applied[-1]["date"] + days(self.policy["dormant_after_application"])

    def furthest(self, process):
        """Furthest meeting held (not merely scheduled), else applied, else lead."""
        steps = ["lead"] + ["applied" for e in self.of(process, "applied", "introduced")]
        said = ("letter", "group_note", "proposal", "call", "nudge", "response")
        if process["kind"] == "networking" and self.of(process, *said):
            steps.append("networking")
        steps += [m["stage"] for m in self.held(process)]
        return max(steps, key=STEPS.index)

    def stage(self, process):
        if self.state(process) != "open":
            return self.state(process)
        if self.open_offer(process):
            return "offer"
        if self.hold(process):
            return "on_hold"
        return "dormant" if self.dormant(process) else self.furthest(process)

    # ---- touches ----
    def sent_to(self, person):  # rule 3
        """Own touches that are not meetings; "no answer" is none."""
        return [
            e
            for e in self.events
            if e.get("to") == person
            and (
                e["type"]
                in (
                    "letter",
                    "group_note",
                    "proposal",
                    "nudge",
                    "touch",
                    "commitment_done",
                    "accept",  # the letter that says so
                    "decline",
                    "withdraw",
                )
                or (e["type"] == "call" and e.get("result") != "no_answer")
            )
        ]

    def cadence_started(self, person):  # rule 3, 1.8.6
        return any(
            e["type"] in ("letter", "group_note", "touch", "proposal", "accept")
            for e in self.sent_to(person)
        )

    def last_touch(self, person):
        return max(
            [e["date"] for e in self.sent_to(person)]
            + [
                m["date"]
                for m in self.events
                if m["type"] == "meeting" and person in self.attendees(m)
            ]
        )

    def letter_was_sent(self, process, purpose, since=date.min, to=None):
        return any(
            e.get("purpose") == purpose and e["date"] >= since and to in (None, e["to"])
            for e in self.of(process, "letter")
        )

    # ---- the tasks; each function gives a list ----
    def task(
        self, rule, window, of=None, process=None, meeting=None, person=None, item=None, name=None
    ):
        e, t, l = window
        t = max(e, t)
        l = max(t, l)  # rule 9
        return {
            "rule": rule,
            "process": process,
            "meeting": meeting,
            "person": person,
            "item": item,
            "e": e,
            "t": t,
            "l": l,
            "of": of,
            "name": name,
            "hidden": False,
        }

    def reflections_owed(self, process):  # R-REF
        asked = [
            (m["id"], m["date"]) for m in self.held(process) if not self.about(m, "reflection")
        ]
        pending = self.arranged(process)
        if pending and pending["meeting_date"] <= self.as_of:  # rule 1, 1.8.1
            asked.append((f"arranged:{process['id']}", pending["meeting_date"]))
        return [
            self.task("R-REF", (d, d, self.bd(d, 1)), process, meeting=mid, name=f"R-REF|{mid}")
            for mid, d in asked
        ]

    def letter_cancelled(self, meeting, person):
        process = self.process(meeting["process"])
        if self.do_not_contact(person) or self.acceptance():
            return True
        if self.cancelled_by_closing(process, meeting["date"]):
            return True
        if any(
            m["date"] > meeting["date"] and person in self.attendees(m) for m in self.held(process)
        ):
            return True  # superseded by the newer one
        return any(
            e["type"] == "offer" and before == "open" and e["date"] >= meeting["date"]
            for e, before, after in self.history(process)
        )  # clock table, offer

    def letter_sent(self, meeting, person):
        return any(
            e["to"] == person and e.get("purpose") in ("thank_you", "recovery")
            for e in self.about(meeting, "letter")
        )

    def letters_owed(self, process):  # R-LET
        out = []
        for meeting in self.held(process):
            for person in self.attendees(meeting):
                same_day = [
                    m
                    for m in self.events
                    if m["type"] == "meeting"
                    and m["date"] == meeting["date"]
                    and person in self.attendees(m)
                ]
                owed = [m for m in same_day if not self.letter_cancelled(m, person)]
                sent = any(self.letter_sent(m, person) for m in same_day)
                if owed and owed[-1] is meeting and not sent:  # 1.7: one letter a day
                    out.append(
                        self.task(
                            "R-LET",
                            self.letter_window(meeting, person),
                            process,
                            meeting=meeting["id"],
                            person=person,
                            name=f"R-LET|{meeting['id']}|{person}",
                        )
                    )
        return out

    def names_owed(self, process):  # R-UNK
        out = []
        for meeting in self.held(process):
            m, p = meeting["date"], self.policy
            if self.cancelled_by_closing(process, m) or self.about(meeting, "group_note"):
                continue
            if any(e["date"] >= m for e in self.of(process, "offer")):  # clock table, offer
                continue
            named = [e["unknown"] for e in self.about(meeting, "identified")]
            window = (m, self.bd(m, p["letter_target"]), self.bd(m, p["letter_latest"]))
            out += [
                self.task("R-UNK", window, process, item=u)
                for u in meeting.get("unknown") or []
                if u not in named
            ]
        return out

    def introducer_owed(self, process):  # R-INT
        person, meetings, p = process.get("introduced_by"), self.held(process), self.policy
        if not person or not meetings or self.do_not_contact(person):
            return []
        if person in self.attendees(meetings[0]):  # merged
            return []
        if self.letter_was_sent(process, "introducer_thanks", to=person):
            return []
        m1 = meetings[0]["date"]
        window = (
            m1,
            self.bd(m1, p["introducer_target"]),
            self.fwd(m1 + days(p["introducer_latest"])),
        )
        return [
            self.task(
                "R-INT",
                window,
                process,
                process["id"],
                meetings[0]["id"],
                person,
                name=f"R-INT|{process['id']}|{person}",
            )
        ]

    def call_owed(self, process):  # R-CALL
        window = self.call_window(process)
        if window is None or self.telling_owed(process):  # R-OFN replaces it
            return []
        rests, e, l = window
        meeting = self.held(process)[-1]["id"]
        t = l if self.policy["call_at_window_end"] else e  # 1.3 D1
        return [
            self.task(
                "R-CALL",
                (e, t, l),
                process,
                process["id"],
                meeting,
                self.callee(process),
                name=f"R-CALL|{process['id']}|{meeting}|{rests}",
            )
        ]

    def proposal_owed(self, process):  # R-PROP
        if not self.live_position(process) or self.open_offer(process) or not self.held(process):
            return []
        meeting = self.held(process)[-1]  # rule 5
        m, reflections = meeting["date"], self.about(meeting, "reflection")
        if not reflections or self.cancelled_by_closing(process, m):
            return []
        r = reflections[-1]
        strong = r.get("objections") == "strong" or r.get("skill_gap") is True
        if r.get("self_rating") != "bombed" and not (strong and r.get("can_do_job") is True):
            return []
        if any(e["date"] >= m for e in self.of(process, "proposal")):
            return []
        person, _ = self.allowed(  # rule 6
            [process.get("hiring_manager"), meeting.get("lead"), *self.attendees(meeting)]
        )
        l = self.bd(m, self.policy["proposal_latest"])
        decision = self.decision_day(process, meeting)
        if decision and decision <= l:
            l = max(self.back(decision - days(1)), self.bd(m, 1))
        window = (r["date"], min(self.bd(m, self.policy["proposal_target"]), l), l)
        return [self.task("R-PROP", window, process, process["id"], meeting["id"], person)]

    def promises_owed(self, process):  # R-COM
        kept = [e["commitment"] for e in self.events if e["type"] == "commitment_done"]
        out = []
        for m in self.held(process):
            for r in self.about(m, "reflection"):
                for c in r.get("commitments") or []:
                    if self.cancelled_by_closing(process, r["date"]):
                        continue
                    due = self.back(c.get("due") or r["date"] + days(7))
                    if c["id"] not in kept and not self.do_not_contact(c.get("to")):
                        out.append(
                            self.task(
                                "R-COM",
                                (r["date"], due, due),
                                process,
                                process["id"],
                                person=c.get("to"),
                                item=c["id"],
                            )
                        )
        return out

    def reply_owed(self, process):  # R-REJ, 1.8.2
        rejection = None
        for e, before, after in self.history(process):
            if after == "rejected" and (before != after or answer_in(e) == "rejected"):
                rejection = e
        if self.state(process) != "rejected":  # never rejected, or reopened
            return []
        x = rejection["date"]
        if not any(m["date"] <= x for m in self.held(process)):  # 1.7
            return []
        if self.letter_was_sent(process, "rejection_reply", since=x):
            return []
        sender = rejection.get("to" if rejection["type"] == "call" else "from")
        person, excluded = self.allowed([sender] if sender else self.callee_order(process))
        if excluded:  # do not contact: no letter
            return []
        return [
            self.task(
                "R-REJ", (x, self.bd(x, 1), self.bd(x, 2)), process, process["id"], person=person
            )
        ]

    def offer_owed(self, process):  # R-OFD, R-OFA
        offer = self.open_offer(process)
        if offer is None:
            return []
        x = offer["date"]
        limit = offer.get("deadline") or x + days(7)
        out = [
            self.task(
                "R-OFD", (x, self.back(limit - days(1)), self.back(limit)), process, process["id"]
            )
        ]
        person, excluded = self.allowed([offer.get("from"), *self.callee_order(process)])  # 1.8.3
        excluded = excluded and offer.get("from")
        if not excluded and not self.letter_was_sent(process, "offer_ack", since=x):
            out.append(
                self.task(
                    "R-OFA",
                    (x, self.bd(x, 1), self.bd(x, 1)),
                    process,
                    process["id"],
                    person=person,
                )
            )
        return out

    def telling_owed(self, process):  # R-OFN
        if not self.live_position(process) or not self.held(process):
            return []
        if self.open_offer(process) or self.hold(process) or self.dormant(process):  # rule 4
            return []
        if self.acceptance(process):
            return []
        told = [
            e["date"]
            for e in self.of(process)
            if answer_in(e)
            or e["type"] == "nudge"
            or (e["type"] == "call" and e.get("result") != "no_answer")
        ]
        offers = [self.open_offer(other) for other in self.search["processes"]]
        x = max([offer["date"] for offer in offers if offer], default=None)  # the newest
        if x is None or any(d >= x for d in told):  # 1.8.3: same day counts
            return []
        window = (x, self.bd(x, 1), self.bd(x, 2))
        return [self.task("R-OFN", window, process, process["id"], person=self.callee(process))]

    def withdrawal_owed(self, process):  # R-WDR, 1.8.15
        accepted, first = self.acceptance(process), self.first_meeting_or_invitation(process)
        if accepted is None or first is None or not self.live_position(process):
            return []
        then = type(self)(self.search, accepted["date"])
        if self.dormant(process) and then.dormant(process):  # was already, and still is
            return []
        x = max(accepted["date"], first)
        return [
            self.task(
                "R-WDR",
                (x, self.bd(x, 1), self.bd(x, 2)),
                process,
                process["id"],
                person=self.callee(process),
            )
        ]

    def landed_owed(self, withdrawals):  # R-LAND
        accepted, out = self.acceptance(), []
        if accepted is None:
            return []
        x, p = accepted["date"], self.policy
        for c in self.search["contacts"]:
            person = c["id"]
            introduced = any(
                process.get("introduced_by") == person and self.held(process)
                for process in self.search["processes"]
            )
            cadence = c.get("keep_in_touch", True) and self.cadence_started(person)
            told = any(w["person"] == person for w in withdrawals) or any(
                e["date"] >= x and e["type"] != "commitment_done" for e in self.sent_to(person)
            )
            if not (introduced or cadence) or told or self.do_not_contact(person):  # 1.8.4
                continue
            if self.org_of(person) != self.process(accepted["process"])["org"]:
                window = (x, self.bd(x, p["landed_target"]), self.bd(x, p["landed_latest"]))
                out.append(self.task("R-LAND", window, person=person))
        return out

    def held_back(self, org):  # R-KIT suppression
        return any(
            org
            and p.get("org") == org
            and self.live_position(p)
            and (self.open_offer(p) or self.meeting_ahead(p))
            for p in self.search["processes"]
        )

    def notes_owed(self, others):  # R-KIT
        out, p = [], self.policy
        for c in self.search["contacts"]:
            person = c["id"]
            if self.acceptance() or not c.get("keep_in_touch", True):
                continue
            if not self.cadence_started(person) or self.do_not_contact(person):
                continue
            if self.held_back(self.org_of(person)):
                continue
            if any(o["person"] == person and o["e"] <= self.as_of for o in others):
                continue  # one message serves both
            t = self.last_touch(person)
            window = (
                self.fwd(t + days(p["touch_earliest"])),
                self.fwd(t + days(p["touch_target"])),
                self.back(t + days(p["touch_latest"])),
            )
            out.append(self.task("R-KIT", window, person=person, name=f"R-KIT|{person}|{t}"))
        return out

    def decided(self, found):  # rule 11
        """Leaves out what is not needed; marks what is put off."""
        out = []
        for task in found:
            made = [
                d
                for d in self.search.get("decisions") or []
                if d["task"] == task["name"] and d["on"] <= self.as_of
            ]
            newest = sorted(made, key=lambda d: d["on"])[-1] if made else {"decision": None}
            if newest["decision"] == "snoozed":
                if self.as_of < newest["until"]:
                    task["hidden"] = True
                else:
                    task["l"] = max(task["l"], newest["until"])
                    task["t"] = max(task["e"], min(task["t"], newest["until"]))  # due again
            if newest["decision"] != "not_needed":
                out.append(task)
        return out

    def all_tasks(self):
        found, withdrawals = [], []
        for process in self.search["processes"]:
            for owed in (
                self.reflections_owed,
                self.letters_owed,
                self.names_owed,
                self.introducer_owed,
                self.call_owed,
                self.proposal_owed,
                self.promises_owed,
                self.reply_owed,
                self.offer_owed,
                self.telling_owed,
            ):
                for task in owed(process):
                    goes_on = task["rule"] in AFTER_ACCEPTANCE
                    if task["rule"] == "R-REF" and self.acceptance(process):
                        goes_on = False
                    if goes_on or not self.acceptance():
                        found.append(task)
            withdrawals += self.withdrawal_owed(process)
        found = self.decided(found + withdrawals + self.landed_owed(withdrawals))
        return found + self.decided(self.notes_owed(found))

    def status(self, task):
        if self.as_of < task["e"]:
            return "upcoming"
        if self.as_of > task["l"]:
            return "overdue"
        return "open" if self.as_of < task["t"] else "due"

    def place_in_list(self, task):  # rule 12
        weight, process = -1, task["of"]
        if process:
            stage = self.stage(process)
            if stage == "on_hold":  # 1.8.16; an offer that ended was held as well
                stage = "offer" if self.of(process, "offer") else self.furthest(process)
            weight = STEPS.index(stage) if stage in STEPS[1:] else -1
        name = self.contact(task["person"]).get("name", "")
        return self.group(task), -weight, task["l"], name

    def group(self, task):  # 1.8.17
        status = self.status(task)
        is_evening = (
            task["rule"] in ("R-REF", "R-LET", "R-UNK") and task["e"] <= self.as_of <= task["t"]
        )
        tonight = is_evening and status in ("open", "due")
        return {"overdue": 0, "due": 2, "open": 3, "upcoming": 4}[status] if not tonight else 1


def as_tuple(task):
    return tuple(task[k] for k in ("rule", "process", "meeting", "person", "item", "e", "t", "l"))


def tasks(search: dict, as_of: date) -> set:
    """Every task owed, listed or not."""
    return {as_tuple(task) for task in Reading(search, as_of).all_tasks()}


def agenda(search: dict, as_of: date) -> list:
    """What is listed, status first, in the order of reading rule 12."""
    reading = Reading(search, as_of)
    horizon = as_of + timedelta(reading.policy["horizon"])
    listed = [t for t in reading.all_tasks() if not t["hidden"] and t["e"] <= horizon]
    return [(reading.status(t), *as_tuple(t)) for t in sorted(listed, key=reading.place_in_list)]


def stages(search: dict, as_of: date) -> dict:
    """Stage key per process (section 5)."""
    reading = Reading(search, as_of)
    return {p["id"]: reading.stage(p) for p in reading.search["processes"]}
