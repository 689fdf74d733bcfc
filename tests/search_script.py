"""Plays a search written in the example format through the public save functions.

    python tests/search_script.py FILE --as-of DATE [--stages | --metrics]

Prints the agenda as CSV, or the stages as CSV, or the metrics as YAML.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from followup import agenda, cadence, measures, pipeline, records
from followup.search import Search, search_on
from followup.tables import Row
from followup.workbook import Workbook, open_workbook

# The words of the format, where the workbook has another one (domain.md 1.5, Words).
PURPOSES = {"offer_ack": "offer_thanks", "bombed": "badly"}
RATINGS = {"bombed": "badly"}
ENDINGS = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def play(search: dict[str, Any], as_of: date, path: Path) -> Workbook:
    """A workbook at `path` holding the search up to the end of `as_of`."""
    book = open_workbook(path)
    play_into(book, search, as_of)
    return book


def play_into(book: Any, search: dict[str, Any], as_of: date) -> None:
    """Saves the search up to the end of `as_of` into anything with `save` and `frames`."""
    book.save(_cast(search), "The people and opportunities")
    for event in search["events"]:
        if event["date"] <= as_of:
            book.save(_rows(book, event), f"{event['type']} on {event['date']}")


def _cast(search: dict[str, Any]) -> list[Row]:
    calendar = search["calendar"]
    rows = [Row("settings", {"id": "calendar.weekend", "value": " ".join(calendar["weekend"])})]
    for holiday in calendar.get("holidays") or []:
        rows.append(Row("holidays", {"on_date": holiday["date"], "name": holiday.get("name", "")}))
    for one in search["organizations"]:
        rows.append(Row("companies", {"id": one["id"], "name": one["name"]}))
    for one in search["contacts"]:
        person = {"id": one["id"], "name": one["name"], "company_id": one.get("org")}
        person |= {"role": one.get("role") or "", "keep_in_touch": one.get("keep_in_touch", True)}
        rows.append(Row("people", person))
    for one in search["processes"]:
        people = {f"{k}_id": one.get(k) for k in ("introduced_by", "hiring_manager", "coordinator")}
        values = {"id": one["id"], "company_id": one["org"], "role": one["title"]}
        values |= {"kind": one["kind"], "source": one.get("source") or "", **people}
        rows.append(Row("opportunities", values))
    return rows


def _rows(book: Workbook, event: dict[str, Any]) -> list[Row]:
    frames, on, kind = book.frames(), event["date"], event["type"]
    process = event.get("process")
    if kind == "meeting":
        return _meeting(book, event)
    if kind == "reflection":
        return _reflection(frames, event)
    if kind == "scheduled":
        return records.arranged(frames, process, event["meeting_date"], on)
    if kind == "called_off":
        return records.called_off(frames, process, on)
    if kind == "identified":
        return records.identified(frames, event["unknown"], event["contact"], on)
    if kind in ("letter", "group_note", "proposal", "call", "nudge", "touch"):
        return _sent(frames, event)
    if kind == "response":
        return records.received(
            frames, event["kind"], on, opportunity_id=process, person_id=event.get("from"),
            decision_on=event.get("decision_date"),
        )  # fmt: skip
    if kind == "commitment_done":
        return records.promise_kept(frames, event["commitment"], on)
    if kind == "offer":
        more = {"deadline_on": event.get("deadline"), "person_id": event.get("from")}
        return records.offer(frames, process, on, is_written=event.get("written", False), **more)
    if kind in ENDINGS:
        told = {"person_id": event.get("to"), "channel": event.get("channel") or ""}
        return records.ended(frames, ENDINGS[kind], on, opportunity_id=process, **told)
    if kind == "contact_moved":
        moved = {"person_id": event["contact"], "company_id": event["org"]}
        return records.event(frames, "moved", on, **moved)
    if kind == "do_not_contact":
        return records.event(frames, kind, on, person_id=event["contact"])
    return records.event(
        frames, kind, on, opportunity_id=process, person_id=event.get("from") or event.get("to")
    )


def _meeting(book: Workbook, event: dict[str, Any]) -> list[Row]:
    frames, on = book.frames(), event["date"]
    room = [{"person_id": p} for p in event.get("attendees") or []]
    for one in room:
        one["part"] = "lead" if one["person_id"] == event.get("lead") else "interviewer"
    room += [{"id": u, "description": "someone without a name"} for u in event.get("unknown") or []]
    rows = []
    pending = search_on(frames, on).opportunities[event["process"]].arranged
    pending = [one for one in pending if one.meeting_on <= on]
    arranged_on = None
    if pending:  # the id of the file takes the place of the arranged meeting's own
        rows = [Row("meetings", {"id": pending[0].id}, gone=True)]
        arranged_on = pending[0].arranged_on
    more = {"stage": event.get("stage"), "arranged_on": arranged_on}
    return rows + records.meeting(
        frames, event["process"], on, today=on, meeting_id=event["id"], kind=event["kind"],
        attendees=room, **more,
    )[1]  # fmt: skip


def _reflection(frames: Any, event: dict[str, Any]) -> list[Row]:
    meeting = frames["meetings"].set_index("id").loc[event["meeting"]]
    promises = [
        {"id": p["id"], "promise": p.get("what") or "something", "person_id": p.get("to"),
         "due_on": p.get("due"), "made_on": event["date"],
         "opportunity_id": meeting["opportunity_id"]}
        for p in event.get("commitments") or []
    ]  # fmt: skip
    strength = event.get("objections") or "none"
    objections = [{"objection": "an objection", "strength": strength}] if strength != "none" else []
    rating = event["self_rating"]
    return records.reflection(
        frames, event["meeting"], meeting["meeting_on"].date(), event["date"],
        rating=RATINGS.get(rating, rating), decision_on=event.get("decision_date"),
        has_skill_gap=_yes(event.get("skill_gap")), can_do_job=_yes(event.get("can_do_job")),
        rows={"promises": promises, "objections": objections},
    )  # fmt: skip


def _yes(value: Any) -> bool | None:
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def _sent(frames: Any, event: dict[str, Any]) -> list[Row]:
    kind = "note" if event["type"] == "touch" else event["type"]
    purpose = PURPOSES.get(event.get("purpose") or "", event.get("purpose") or "")
    if kind == "note":
        purpose = "landed" if event.get("content") == "landed" else "keep_in_touch"
    more = {"meeting_id": event.get("meeting"), "channel": event.get("channel") or ""}
    more |= {"purpose": purpose, "result": event.get("result") or ""}
    meetings = frames["meetings"].set_index("id")["opportunity_id"]
    process = event.get("process") or meetings.get(event.get("meeting"))
    answer = {"answer": event.get("outcome") or "", "decision_on": event.get("decision_date")}
    return records.sent(
        frames, kind, event.get("to"), event["date"], opportunity_id=process, **more, **answer
    )


def print_agenda(search: Search) -> None:
    """The due list as CSV."""
    out = agenda.agenda(search).drop(columns="person").rename(columns=COLUMNS)
    for column in ("earliest", "target", "latest"):
        out[column] = out[column].dt.strftime("%Y-%m-%d")
    names = "status rule opportunity meeting person unknown promise earliest target latest why"
    out[names.split()].to_csv(sys.stdout, index=False)


COLUMNS = {
    "opportunity_id": "opportunity", "meeting_id": "meeting", "person_id": "person",
    "attendee_id": "unknown", "promise_id": "promise",
}  # fmt: skip


def print_stages(search: Search) -> None:
    """The stage of every opportunity as CSV."""
    writer = csv.writer(sys.stdout)
    writer.writerow(["opportunity", "stage"])
    writer.writerows((o.id, o.stage) for o in search.opportunities.values())


def metrics(search: Search) -> dict[str, Any]:
    """The numbers with the keys of the format's expected_metrics."""
    standings = pipeline.standings(search)
    positions = standings[standings["kind"] == "position"]
    funnel = pipeline.funnel(standings).set_index("stage")["k"]
    letters = measures.letter_timeliness(search)["outcome"].value_counts()
    waits = measures.waits(search)
    km = measures.kaplan_meier(waits["days"], waits["observed"])
    median = measures.median_wait(km)
    gaps = cadence.gaps(search)["kind"].value_counts()
    return {
        "as_of": search.today,
        "funnel_reached_at_least": {stage: int(k) for stage, k in funnel.items()},
        "furthest_stage": positions["furthest"].to_dict(),
        "letters": {key: int(letters.get(key, 0)) for key in ("on_time", "late", "never")},
        "waiting_days": [
            {"meeting": w.meeting_id, "process": w.opportunity_id, "stage": str(w.stage),
             "days": int(w.days), "observed": bool(w.observed)}
            for w in waits.itertuples()
        ],
        "km_steps": [
            {"day": int(r.day), "at_risk": int(r.at_risk), "events": int(r.events),
             "survival": round(float(r.survival), 3)}
            for r in km.itertuples()
        ],
        "km_median_days": None if median != median else int(median),
        "cadence_gaps": {
            "early_lt28": int(gaps["early"]), "inside_28_42": int(gaps["inside"]),
            "late_gt42": int(gaps["late"]),
        },
    }  # fmt: skip


def main() -> None:
    """Reads the command line and prints what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--stages", action="store_true")
    parser.add_argument("--metrics", action="store_true")
    wanted = parser.parse_args()
    search = yaml.safe_load(wanted.file.read_text())
    with tempfile.TemporaryDirectory() as folder:
        book = play(search, wanted.as_of, Path(folder) / "search.sqlite")
        known = search_on(book.frames(), wanted.as_of)
    if wanted.stages:
        print_stages(known)
    elif wanted.metrics:
        yaml.safe_dump(metrics(known), sys.stdout, sort_keys=False)
    else:
        print_agenda(known)


if __name__ == "__main__":
    main()
