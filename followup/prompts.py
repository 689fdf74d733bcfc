"""The reflection prompts, written once: wording, kind, core or optional, which meetings, source.

Not here: a widget or a table; the form, completeness and the coach's pack all read this list.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "person", "rows", "choice", "decision", "room", "gap", "scale", "introducer"]

TABS = {
    "learned": "Learned",
    "did": "How I did",
    "stands": "In the way",
    "next": "Next",
    "more": "More",
}

FIRST = "first"  # asked with the meeting, in step one
WITH_DECISION = ("interview", "panel", "final")
SHORT = ("informational", "advice", "screen")
EVERY = SHORT + WITH_DECISION


@dataclass(frozen=True)
class Prompt:
    """One prompt: `key` names its answers, `tab` says where it stands, `meetings` for which kinds.

    `table` names where repeatable rows are kept. After a meeting that went badly, what matters
    `tonight` comes first. A prompt that is asked at no meeting is of an older followup: what was
    answered then is still shown.
    """

    key: str
    wording: str
    kind: Kind
    tab: str
    source: str
    core: bool = False
    meetings: tuple[str, ...] = EVERY
    table: str = ""
    hint: str = ""
    tonight: bool = False


PROMPTS = (
    Prompt("rating", "How did it go?", "choice", FIRST, "B0.1", core=True),
    Prompt("room", "Who was in the room?", "room", FIRST, "A2.2, A2.3", core=True,
           hint="One block for each. A name can be found later."),
    Prompt("introducer", "Who introduced you?", "introducer", FIRST, "B5.1"),
    Prompt("company", "What did you learn about the company?", "text", "learned", "A1.2", core=True,
           hint="One thing a line. What did you not know before?"),
    Prompt("person", "What did you learn about {name}?", "person", "learned", "A1.3", core=True),
    Prompt("connection", "Anything you can connect with {name} on, on any level?", "person",
           "learned", "A1.4", core=True),
    Prompt("challenges", "What are their key challenges that you want to address?", "rows",
           "learned", "A2.6", core=True, table="challenges"),
    Prompt("advice", "What did they advise, and whom did they offer to introduce?", "text",
           "learned", "B0.3", meetings=SHORT),
    Prompt("landed", "What did you say that landed?", "text", "did", "B0.5, B1.2", core=True,
           hint="What made them nod or write something down."),
    Prompt("questions", "Which questions did they ask, and how did your answers go?", "rows", "did",
           "A1.5", core=True, table="questions", tonight=True,
           hint="One line each. A tap on “Weak” opens room for the answer you wish you had given."),
    Prompt("accomplishments", "Which accomplishments could you have talked about, and did not?",
           "rows", "did", "A1.6", core=True, table="tellings", tonight=True),
    Prompt("lesson", "One thing to keep, and one thing to change next time", "text", "did",
           "practice", core=True),
    Prompt("objections", "What objections do you need to overcome?", "rows", "stands",
           "A2.5, B0.7", core=True, table="objections", tonight=True),
    Prompt("gap", "Do you lack something they see as key? Can you do the job all the same?", "gap",
           "stands", "A4.1, A4.2", core=True, meetings=WITH_DECISION),
    Prompt("competition", "Did they say anything about your competition that worries you?", "text",
           "stands", "A2.7", core=True, meetings=WITH_DECISION),
    Prompt("difference", "What do you bring that others may not? No names.", "text", "stands",
           "A2.7", meetings=WITH_DECISION),
    Prompt("value", "Is there anything else you can add value to?", "text", "stands", "A2.8",
           core=True),
    Prompt("decision", "When will they decide? What are the next steps, and who moves?",
           "decision", "next", "A1.7", core=True, tonight=True),
    Prompt("promises", "What did you promise, by when? What did they promise?", "rows", "next",
           "practice", core=True, table="promises", tonight=True),
    Prompt("interest", "Do you still want it, from 1 to 5?", "scale", "next", "practice",
           core=True),
    Prompt("research", "What have you found out since, and where?", "text", "more", "B2.4"),
    Prompt("all_questions", "Other questions you noted", "text", "did", "practice", meetings=()),
    Prompt("star", "One question told in full: situation, task, action, result, number", "text",
           "more", "practice", meetings=WITH_DECISION),
    Prompt("confidence_before", "How confident were you before, from 1 to 5?", "scale", "more",
           "practice"),
    Prompt("confidence_after", "And after?", "scale", "more", "practice"),
    Prompt("energy", "How much energy do you have now, from 1 to 5?", "scale", "more", "practice"),
    Prompt("signals", "Signs you noticed, good and less good", "text", "more", "practice",
           hint="They asked when you could start; they introduced the team; it ended early."),
    Prompt("red_flags", "Red flags, culture, the manager's style", "text", "more", "practice"),
    Prompt("pay", "Pay: what was asked, what you said, the range you heard", "text", "more",
           "practice", meetings=WITH_DECISION),
    Prompt("own_questions", "Questions you asked, and questions you still have", "text", "more",
           "practice"),
    Prompt("preparation", "How long did you prepare, and what was missing?", "text", "more",
           "practice"),
)  # fmt: skip

BY_KEY = {prompt.key: prompt for prompt in PROMPTS}


def prompts_for(kind: str) -> tuple[Prompt, ...]:
    """The prompts shown for a kind of meeting, in order.

    >>> len([p for p in prompts_for("panel") if p.core])
    17
    """
    return tuple(prompt for prompt in PROMPTS if kind in prompt.meetings)
