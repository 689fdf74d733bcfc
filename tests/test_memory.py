"""The shelf, the coverage table and the next-round sheet, on the sample search."""

from followup import records
from followup.letters.clippings import suggestions
from followup.letters.coverage import coverage
from followup.letters.next_round import next_round
from followup.tables import Row


def test_clipping_fits_by_its_tags_and_says_why(sample_book):
    found = suggestions(sample_book.frames(), "C8", sample_book.today)
    assert "Brightline Audio" in found.iloc[0]["why"]


def test_clipping_is_never_offered_twice_to_one_person(sample_book):
    frames = sample_book.frames()
    first = suggestions(frames, "C8", sample_book.today).iloc[0]["id"]
    sent = records.sent(frames, "note", "C8", sample_book.today, clipping_id=first)
    sample_book.save(sent, "Sent")
    again = suggestions(sample_book.frames(), "C8", sample_book.today)
    assert first not in set(again["id"])


def test_objection_is_open_until_it_goes_out_or_is_left(sample_book):
    row = coverage(sample_book.frames())
    row = row[row["kind"] == "Objection"].iloc[0]
    assert row["answered"] == ""
    objection = sample_book.frame("objections")["id"].iloc[0]
    sample_book.save([Row("objections", {"id": objection, "is_left": True})], "Left")
    left = coverage(sample_book.frames())
    assert "left on purpose" in set(left["answered"])


def test_point_that_went_out_says_with_what_and_to_whom(sample_book):
    frames = sample_book.frames()
    source = "objections:" + frames["objections"]["id"].iloc[0]
    rows = records.sent(frames, "proposal", "C5", sample_book.today)
    used = {"source": source, "person_id": "C5", "touchpoint_id": rows[0].values["id"]}
    sample_book.save([*rows, Row("sentences", used)], "Sent")
    assert "proposal to Samuel Ojo" in set(coverage(sample_book.frames())["answered"])


def test_next_round_sheet_holds_what_is_known_and_nothing_of_elsewhere(sample_book):
    frames, today = sample_book.frames(), sample_book.today
    sample_book.save(records.arranged(frames, "P4", today, today), "Arranged")
    frames = sample_book.frames()
    meeting = frames["meetings"].query("state == 'scheduled'")["id"].iloc[0]
    sheet = dict(next_round(frames, meeting, today))
    assert any("Victor Stein" in line for line in sheet["Who will be there"])
    assert "Samuel Ojo" not in str(sheet)
