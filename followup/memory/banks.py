"""The banks: every accomplishment with where it was told, every question with its best answer.

Not here: rehearsing them (forms/banks.py).
"""

from collections.abc import Iterable

import pandas as pd

from followup.frames import company_names, look_up
from followup.naming.spelling import folded
from followup.tables import Frames

SHORT = 4  # letters a word needs to say that two texts are about the same
EVERYWHERE = {
    "what",
    "your",
    "have",
    "with",
    "that",
    "woul",
    "when",
    "this",
    "does",
    "from",
    "tell",
    "abou",
    "were",
    "did",
}  # how questions begin


def accomplishments(frames: Frames) -> pd.DataFrame:
    """One row per accomplishment: id, accomplishment, problem, action, result, number, told
    (where it was told, in words) and fits (requirements of open jobs that share a word with it).
    """
    bank = frames["accomplishments"]
    meetings, companies = frames["meetings"].set_index("id"), company_names(frames)
    tellings = frames["tellings"][frames["tellings"]["is_told"]]
    there = look_up(look_up(tellings["meeting_id"], meetings["opportunity_id"]), companies)
    day = look_up(tellings["meeting_id"], meetings["meeting_on"])
    said = [f"{c}, {d.day} {d:%B}" for c, d in zip(there, day, strict=True)]
    told = pd.Series(said, index=tellings.index, dtype="str")
    told = told.groupby(tellings["accomplishment_id"]).agg("; ".join)
    asked = frames["requirements"]
    at = look_up(asked["opportunity_id"], companies).fillna("")
    wanted = [
        (text, where, _words(text)) for text, where in zip(asked["requirement"], at, strict=True)
    ]
    stories = (
        bank["accomplishment"] + " " + bank["problem"] + " " + bank["action"] + " " + bank["result"]
    )
    fits = ["; ".join(f"{t} ({c})" for t, c, w in wanted if w & _words(story)) for story in stories]
    columns = ["id", "accomplishment", "problem", "action", "result", "number"]
    return bank[columns].assign(told=look_up(bank["id"], told).fillna(""), fits=fits)


def questions(frames: Frames) -> pd.DataFrame:
    """Every question ever asked, alike ones as one: theme, question, n (times asked), rating
    (the latest), answer (the best so far: the longest better answer, else what was said), id
    (the latest), asked_on. Those asked most and rated lowest first.
    """
    asked = frames["questions"].copy()
    asked["asked_on"] = look_up(
        asked["meeting_id"], frames["meetings"].set_index("id")["meeting_on"]
    )
    asked["same"] = [" ".join(folded(text).split()).rstrip("?. ") for text in asked["question"]]
    asked["answer"] = asked["better_answer"].where(
        asked["better_answer"] != "", asked["answer_given"]
    )
    asked["weight"] = asked["answer"].str.len() + 10_000 * (asked["better_answer"] != "")
    best = asked.sort_values("weight").groupby("same")["answer"].last()
    by = asked.sort_values("asked_on").groupby("same")
    latest = by[["id", "question", "theme", "rating", "asked_on"]].last()
    out = latest.assign(n=by.size(), answer=best).reset_index(drop=True)
    return out.sort_values(
        ["theme", "n", "rating"], ascending=[True, False, True], ignore_index=True
    )


def alike(text: str, known: Iterable[str]) -> str:
    """Of some known texts the one most like what was typed so far, or "" where none is: it shares
    two telling words with it, and most of those that were typed.

    >>> alike("Why do you leave the press?", ["Why are you leaving your press?", "Why us?"])
    'Why are you leaving your press?'
    """
    typed, best = _stems(text), ("", 0)
    for one in known:
        n = len(typed & _stems(one))
        if n >= max(2, 0.6 * len(typed)) and n > best[1] and one != text:
            best = (one, n)
    return best[0]


def _stems(text: str) -> set[str]:
    words = "".join(c if c.isalnum() else " " for c in folded(text)).split()
    return {word[:SHORT] for word in words if len(word) >= SHORT} - EVERYWHERE


def _words(text: str) -> set[str]:
    words = "".join(c if c.isalnum() else " " for c in folded(text)).split()
    return {word[:6] for word in words if len(word) > SHORT}
