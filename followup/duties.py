"""The table of duties: the name, sources, window and reason of each (domain.md 1.5), written once.

Not here: when a duty arises (rules/); 05-care and the due list both read this table.
"""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from typing import NamedTuple

from followup.policy import Calendar, Policy
from followup.words import n_of, ordinal

# How a day is counted from another by a number of the policy, and how that is said.
WAYS: dict[str, tuple[Callable[[Calendar, date, int], date], str]] = {
    "that day": (lambda calendar, day, n: day, "that day"),
    "before": (lambda calendar, day, n: calendar.after(day, -1), "the last business day before"),
    "business": (lambda calendar, day, n: calendar.after(day, n), "{business} later"),
    "forward": (lambda calendar, day, n: calendar.forward(day + timedelta(days=n)), "{days}, or the next business day"),
    "back": (lambda calendar, day, n: calendar.back(day + timedelta(days=n)), "{days}, or the last business day before"),
}  # fmt: skip


class Span(NamedTuple):
    """How far a day lies from the one it is counted from: one of WAYS, a number of the policy."""

    way: str = "that day"
    number: str = ""

    def day(self, start: date, policy: Policy, calendar: Calendar) -> date:
        """The day that lies so far from `start`."""
        return WAYS[self.way][0](calendar, start, getattr(policy, self.number, 0))

    def words(self, policy: Policy) -> str:
        """The same as 05-care prints it: '2 business days later', 'that day'."""
        n = getattr(policy, self.number, 0)
        days = n_of(n, "day") + " later" if n else "that day"
        return WAYS[self.way][1].format(days=days, business=n_of(n, "business day"))


class Window(NamedTuple):
    """When a task may be done, is best done, and should have been done, counted from one day."""

    counted_from: str
    opens: Span
    target: Span
    latest: Span

    def days(self, start: date, policy: Policy, calendar: Calendar) -> tuple[date, date, date]:
        """The three days, counted from `start`."""
        first, aim, last = (span.day(start, policy, calendar) for span in self[1:])
        return first, aim, last


class Duty(NamedTuple):
    """One duty: its name, the sentences of the articles it rests on, its windows, its reasons.

    `about` names what tells one task of the duty from another. `windows` and `why` hold one
    entry for each case, the usual one under "". A reason names facts in braces; besides those
    of the task, `numbers` of the policy.
    """

    name: str
    sources: str
    about: tuple[str, ...]
    windows: dict[str, Window]
    why: dict[str, str]


THAT_DAY, BACK, BEFORE_IT = Span(), Span("back"), Span("before")


def _business(number: str) -> Span:
    return Span("business", number)


def _days(number: str, how: str = "forward") -> Span:
    return Span(how, number)


REPLY = (THAT_DAY, _business("reply_target"), _business("reply_latest"))
NAMED = (THAT_DAY, _business("letter_target"), _business("letter_latest"))

WRITE = "Write about the decision"  # in place of R-CALL's name for who asked not to be phoned

DUTIES = {
    "R-REF": Duty(
        "Reflect on the meeting", "A1.1–A1.7, B0.3", ("meeting_id",),
        {"": Window("the day of the meeting", THAT_DAY, THAT_DAY, _business("reflection_latest"))},
        {"": "You met on {on}; notes are best on the same day.",
         "arranged": "A meeting was arranged for {on}. Did it take place?"},
    ),
    "R-LET": Duty(
        "Write a letter", "A2.1–A2.8, B0.3–B0.7, B1.1–B2.3", ("meeting_id", "person_id"),
        {"": Window("the day of the meeting, or the day the name was found", *NAMED),
         "they decide by the next business day": Window("the day of the meeting", *[THAT_DAY] * 3)},
        {"": "You met {person} on {on}; no letter to them yet.",
         "named later": "You met {person} on {on} and found their name later; no letter to them yet.",
         "at once": "You met {person} on {on}; they decide on {decision}, so it goes out the same day."},
    ),
    "R-UNK": Duty(
        "Find the name", "A2.3", ("attendee_id",),
        {"": Window("the day of the meeting", *NAMED)},
        {"": "You met {who} on {on}: find the name.",
         "coordinator": "You met {who} on {on}: find the name, or write one note to {helper} to pass on."},
    ),
    "R-INT": Duty(
        "Thank for the introduction", "B5.1, B5.2", ("opportunity_id", "person_id"),
        {"": Window("the first meeting there", THAT_DAY, _business("introducer_target"), _days("introducer_latest"))},
        {"": "The first meeting that {person} made possible was on {on}; thank them and say how it went."},
    ),
    "R-CALL": Duty(
        "Call about the decision", "A3.1–A3.4, B3.1–B3.4, A1.7", ("opportunity_id", "meeting_id", "rests_on"),
        {"": Window("your letter, or the day they named", _business("call_after"), _business("call_after"), _days("call_within")),
         "after an answer without a day, or an attempt": Window(
             "that answer or attempt", _days("repeat_call_after"), _days("repeat_call_after"), _days("repeat_call_within"))},
        {"": "No word since {on} ({anchor}): from the {call_after} business day you may {call}"
             "{first_article}, within {call_within} you should{second_article}.",
         "to come": "{anchor}; if you hear nothing, you may {call} from {opens}.",
         "undated": "Their answer of {on} named no day: it is given {repeat_call_after}, and {repeat_call_within} at the most; then you may {call}.",
         "unrecorded": "A meeting was arranged for {on} and nothing is noted of it: it is given {repeat_call_after}; then you may {call}.",
         "again": "{attempts} had no answer, the last on {tried}: {left}, {repeat_call_after} later, is enough."},
    ),
    "R-PROP": Duty(
        "Send a proposal", "A4.1–A4.4, B2.4", ("meeting_id",),
        {"": Window("the day of the meeting; open once you reflected", THAT_DAY, _business("proposal_target"), _business("proposal_latest"))},
        {"": "{reason}: a proposal can show how you would solve their problem.",
         "they decide": "{reason}: a proposal can show how you would solve their problem. They decide on {decision}."},
    ),
    "R-COM": Duty(
        "Keep the promise", "practice", ("promise_id",),
        {"": Window("the day you promised it for", THAT_DAY, BACK, BACK)},
        {"": "You promised{to}: {promise}, by {on}.",
         "undated": "You promised{to}: {promise}, by {on}. (No day was named; {undated} are taken.)"},
    ),
    "R-COA": Duty(
        "Do what you agreed", "practice", ("comment_id",),
        {"": Window("the day agreed with your coach", THAT_DAY, BACK, BACK)},
        {"": "Agreed with your coach{about}: {comment}, by {on}."},
    ),
    "R-KIT": Duty(
        "Keep in touch", "A5.1–A5.4, B4.1–B4.3", ("person_id", "rests_on"),
        {"": Window("the last touch", _days("touch_earliest"), _days("touch_target"), _days("touch_latest", "back"))},
        {"": "The last touch with {person} was on {on}; every {touches} keeps the door open."},
    ),
    "R-REJ": Duty(
        "Reply to the rejection", "B1.4, practice", ("opportunity_id", "rests_on"),
        {"": Window("the day they said no", *REPLY)},
        {"": "They said no on {on}: a gracious reply keeps the door open."},
    ),
    "R-OFA": Duty(
        "Thank for the offer", "practice", ("offer_id",),
        {"": Window("the day of the offer", THAT_DAY, *[_business("offer_thanks")] * 2)},
        {"": "The offer came on {on}: thank them, and ask for it in writing.",
         "written": "The offer came on {on}: thank them."},
    ),
    "R-OFD": Duty(
        "Decide about the offer", "practice", ("offer_id",),
        {"": Window("the day they want an answer; open from the offer on", THAT_DAY, BEFORE_IT, BACK)},
        {"": "They want an answer by {on}; a day earlier leaves room.",
         "undated": "No deadline was named: ask for one. Until then {undated} are taken."},
    ),
    "R-OFN": Duty(
        "Tell them about the offer", "practice", ("opportunity_id", "rests_on"),
        {"": Window("the day of the offer", *REPLY)},
        {"": "You have an offer since {on}, to be answered by {deadline}: say so, and ask what is realistic for them.",
         "undated": "You have an offer since {on}: say so, and ask what is realistic for them."},
    ),
    "R-WDR": Duty(
        "Withdraw", "practice", ("opportunity_id",),
        {"": Window("the day you accepted, or heard of a meeting there", *REPLY)},
        {"": "You accepted another offer on {on}: withdraw kindly and soon."},
    ),
    "R-LAND": Duty(
        "Tell the good news", "B5, practice", ("person_id",),
        {"": Window("the day you accepted", THAT_DAY, _business("landed_target"), _business("landed_latest"))},
        {"": "You accepted an offer on {on}: tell them, and thank them."},
    ),
}  # fmt: skip


def numbers_in_words(policy: Policy) -> dict[str, str]:
    """The numbers in force as the reasons say them; an article is named only for its own number."""
    usual = {one.name: one.default for one in fields(Policy)}
    first, last = policy.touch_earliest, policy.touch_latest
    weeks = f"{first // 7} to {last // 7} weeks" if first % 7 == last % 7 == 0 else ""
    spans = ("call_within", "repeat_call_after", "repeat_call_within", "undated")
    return {
        "call_after": ordinal(policy.call_after),
        "first_article": " (first article)" if policy.call_after == usual["call_after"] else "",
        "second_article": " (second article)" if policy.call_within == usual["call_within"] else "",
        "touches": weeks or f"{first} to {last} days",
    } | {name: n_of(getattr(policy, name), "day") for name in spans}  # fmt: skip


def windows(policy: Policy) -> list[tuple[str, ...]]:
    """Every window in words, as 05-care prints it: one row per duty and case.

    Each is the duty, what it is counted from, when it may be done, is best done and should be
    done, and what it rests on.
    """
    return [
        (
            f"{duty.name}{', ' + case if case else ''}", window.counted_from,
            *(span.words(policy) for span in window[1:]), duty.sources,
        )
        for duty in DUTIES.values()
        for case, window in duty.windows.items()
    ]  # fmt: skip
