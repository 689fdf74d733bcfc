"""The charts, read from their Axes: what stands where, in which words, and what stands there empty."""

from __future__ import annotations

import re
import warnings
from datetime import date, timedelta
from itertools import combinations, cycle, pairwise

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from followup import cadence, records
from followup.charts.activity import gaps_chart
from followup.charts.cadence import cadence_chart
from followup.charts.look import ROWS, SHADES, WIDTH, brief, empty, figure, fitted, in_full, picture
from followup.charts.pictures import PAGES, cadence_charts, named, now, page
from followup.charts.pipeline import pipeline_chart
from followup.charts.rates import rates_chart
from followup.charts.waiting import timeline_chart, waiting_chart
from followup.measures import kaplan_meier, rate
from followup.narrow import narrowed
from followup.search import Search, search_on
from followup.tables import Row
from followup.workbook import Workbook

TODAY = date(2026, 3, 5)
HOSTILE = ['<img src=x onerror="alert(1)">', "$\\frac{", "a_b^c $x$ $", "{0} %s {name}", "Ann & Söhne",
           "\\textbf{x}", "x" * 400, "a\nb", "</figure><script>"]  # fmt: skip


def known(book: Workbook) -> Search:
    """The search of a workbook, as it is today."""
    return search_on(book.frames(), book.today)


def pipeline_of(book: Workbook) -> Axes:
    """The pipeline of a workbook."""
    return pipeline_chart(named(known(book)), book.today)


def cadence_of(book: Workbook, **more: int) -> Axes:
    """The cadence of a workbook."""
    s = known(book)
    people = cadence.contacts(s)
    return cadence_chart(people, cadence.touches(s), s.today, **more)


def rows(ax: Axes) -> list[str]:
    """The labels of the rows."""
    return [label.get_text() for label in ax.get_yticklabels()]


def texts(ax: Axes) -> list[str]:
    """The words written on a chart."""
    return [text.get_text() for text in ax.texts]


def lines_at(ax: Axes) -> list[float]:
    """Where upright lines stand."""
    return [line.get_xdata()[0] for line in ax.lines if len(set(line.get_xdata())) == 1]


@pytest.fixture(params=[pipeline_of, cadence_of], ids=["pipeline", "cadence"])
def chart(request: pytest.FixtureRequest):
    """Each of the two charts."""
    return request.param


# --- both ---------------------------------------------------------------------------------


def test_empty_chart_says_what_will_appear_there(book: Workbook, chart) -> None:
    ax = chart(book)
    assert not ax.axison
    assert texts(ax)[0].replace("\n", " ") in ax.get_label()
    assert re.search("appears here|begins their row", ax.get_label())


def test_chart_says_what_it_shows_in_a_sentence(sample_book: Workbook, chart) -> None:
    ax = chart(sample_book)
    assert len(ax.get_title(loc="left")) > 10
    assert re.fullmatch(r"\d+ .*\.", ax.get_label())


def test_chart_can_be_drawn_on_given_axes(sample_book: Workbook) -> None:
    given = Figure().add_subplot()
    assert pipeline_chart(named(known(sample_book)), TODAY, ax=given) is given


def test_chart_leaves_no_figure_and_no_setting_behind(sample_book: Workbook, chart) -> None:
    before = dict(plt.rcParams)
    chart(sample_book)
    assert plt.get_fignums() == []
    assert dict(plt.rcParams) == before


def test_chart_does_not_change_its_frames(sample_book: Workbook) -> None:
    s = known(sample_book)
    people = cadence.contacts(s)
    standings = named(s)
    before = (standings.copy(), people.copy())
    pipeline_chart(standings, TODAY), cadence_chart(people, cadence.touches(s), TODAY)
    pd.testing.assert_frame_equal(standings, before[0])
    pd.testing.assert_frame_equal(people, before[1])


def search(
    book: Workbook, n: int, name: str = "Company {n}", person: str = "Person {n}"
) -> Workbook:
    """A search with n companies, each with one person met three weeks ago and written to."""
    told: list[Row] = [Row("settings", {"id": "today", "value": "2026-03-05"})]
    frames = book.frames()
    for k in range(n):
        told += [
            Row("companies", {"id": f"c{k}", "name": name.replace("{n}", str(k))}),
            Row(
                "people",
                {"id": f"p{k}", "name": person.replace("{n}", str(k)), "company_id": f"c{k}"},
            ),
            Row(
                "opportunities",
                {"id": f"o{k}", "company_id": f"c{k}", "role": name.replace("\n", " ")},
            ),
        ]
        day = date(2026, 2, 12)
        room = [{"person_id": f"p{k}"}]
        told += records.meeting(
            frames, f"o{k}", day, today=TODAY, meeting_id=f"m{k}", stage="screen", attendees=room
        )[1]
        told += records.sent(frames, "letter", f"p{k}", date(2026, 2, 13), opportunity_id=f"o{k}",
                             meeting_id=f"m{k}", purpose="thank_you")  # fmt: skip
    book.save(told, "Many")
    return book


@pytest.mark.parametrize("name", HOSTILE)
def test_name_with_markup_or_a_formula_is_drawn_as_it_is(book: Workbook, chart, name: str) -> None:
    plain = " ".join(name.split())
    ax = chart(search(book, 1, plain, plain))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(picture(ax)) > 5000
    assert any(fitted(plain, 1.7)[:20] in text for text in [*rows(ax), *texts(ax)])
    shown = str(figure(ax))
    assert "<script" not in shown and "<img src=x" not in shown
    assert shown.count("<") == shown.count(">") == 5


@pytest.mark.parametrize("name", ["株式会社ほげ", "בית לארקספור", "دار النشر", "ไทย"])
def test_name_in_any_script_is_drawn_without_a_warning(book: Workbook, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture(pipeline_of(search(book, 1, name, name)))


def test_picture_says_nothing_about_the_machine(sample_book: Workbook, chart) -> None:
    made = picture(chart(sample_book))
    assert made.startswith(b"\x89PNG")
    assert b"Software" not in made and b"atplotlib" not in made


def test_figure_has_alternative_text_with_title_and_sentence(sample_book: Workbook, chart) -> None:
    ax = chart(sample_book)
    alt = re.search(r'alt="([^"]*)"', str(figure(ax)))[1]
    assert ax.get_title(loc="left") in alt and ax.get_label() in alt
    assert f"<figcaption>{ax.get_label()}</figcaption>" in str(figure(ax))


# --- pipeline -----------------------------------------------------------------------------


def test_pipeline_has_one_row_for_each_open_opportunity_furthest_first(
    sample_book: Workbook,
) -> None:
    ax, standings = pipeline_of(sample_book), named(known(sample_book))
    assert len(rows(ax)) == (~standings["is_closed"]).sum() == 4
    places = dict(zip(ax.get_yticks(), rows(ax), strict=True))
    assert places[max(places)].startswith("Larkspur House\nSenior Marketing Manager")
    assert "1 closed" in ax.get_label()


def test_pipeline_says_how_long_each_has_stood_there(sample_book: Workbook) -> None:
    ax, standings = pipeline_of(sample_book), named(known(sample_book)).set_index("company")
    since = standings.loc["Larkspur House", "since"]
    n = (pd.Timestamp(TODAY) - since).days
    assert any(text.startswith(f"{n} day") for text in texts(ax))
    assert all(re.search(r"\d+ days?", text) for text in texts(ax))


def test_pipeline_marks_stand_at_their_stage(sample_book: Workbook) -> None:
    ax = pipeline_of(sample_book)
    ticks = [t.get_text().replace("-\n", "").replace("\n", " ") for t in ax.get_xticklabels()]
    marks = [tuple(p) for group in ax.collections for p in group.get_offsets()]
    top = max(ax.get_yticks())
    assert len({y for _, y in marks} & set(ax.get_yticks())) == len(ax.get_yticks())
    at = next(x for x, y in marks if y == top and x > 0)
    assert ticks[int(at)] == "Second interview"


def test_dormant_opportunity_is_hollow_and_says_so(book: Workbook) -> None:
    told = [Row("settings", {"id": "today", "value": "2026-03-05"}),
            Row("companies", {"id": "c", "name": "Larkspur House"}),
            Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"})]  # fmt: skip
    book.save(told, "The cast")
    book.save(records.event(book.frames(), "applied", date(2025, 12, 1), opportunity_id="o"), "x")
    ax = pipeline_of(book)
    assert any(text.startswith("dormant, ") for text in texts(ax))
    assert [g for g in ax.collections if len(g.get_offsets()) and len(g.get_facecolor()) == 0]


def test_one_day_is_said_as_one_day(book: Workbook) -> None:
    told = [Row("settings", {"id": "today", "value": "2026-03-05"}),
            Row("companies", {"id": "c", "name": "Larkspur House"}),
            Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"})]  # fmt: skip
    book.save(told, "The cast")
    book.save(records.event(book.frames(), "applied", date(2026, 3, 4), opportunity_id="o"), "x")
    assert texts(pipeline_of(book)) == ["1 day"]


# --- cadence ------------------------------------------------------------------------------


def test_cadence_has_a_row_for_each_person_under_their_company(sample_book: Workbook) -> None:
    ax = cadence_of(sample_book)
    s = known(sample_book)
    people = cadence.contacts(s)
    assert rows(ax) == people["person"].tolist()
    assert {"Larkspur House", "Brightline Audio", "Private network"} <= set(texts(ax))


def test_band_is_the_fourteen_days_from_the_28th_to_the_42nd(sample_book: Workbook) -> None:
    ax, s = cadence_of(sample_book), known(sample_book)
    lines = [group for group in ax.collections if isinstance(group, LineCollection)]
    bands = [segment for group in lines for segment in group.get_segments()]
    assert bands
    assert {round(end - start, 6) for (start, _), (end, _) in bands} == {14.0}
    people = cadence.contacts(s).set_index("person")
    grace = people.loc["Grace Abara"]
    row = dict(zip(rows(ax), ax.get_yticks(), strict=True))["Grace Abara"]
    own = [start for (start, y), _ in bands if abs(y - row) < 0.1]
    assert own == [date2num(grace["earliest"])]


def test_today_is_a_line_with_its_name(sample_book: Workbook) -> None:
    ax = cadence_of(sample_book)
    assert lines_at(ax) and all(pd.Timestamp(x) == pd.Timestamp(TODAY) for x in lines_at(ax))
    assert "today" in texts(ax)


def test_dots_and_squares_stand_on_the_days_they_happened(sample_book: Workbook) -> None:
    ax, s = cadence_of(sample_book), known(sample_book)
    touches = cadence.touches(s)
    people = cadence.contacts(s)
    own = touches[touches["person_id"].isin(people["person_id"])]
    drawn = sorted(x for group in ax.collections for x, _ in group.get_offsets())
    assert sorted(date2num(own["on"])) == [x for x in drawn if x in set(date2num(own["on"]))]
    assert len(drawn) >= len(own)


def test_overdue_is_told_by_a_word_and_a_mark_and_not_by_colour_alone(book: Workbook) -> None:
    search(book, 2)
    book.save([Row("settings", {"id": "today", "value": "2026-05-20"})], "Much later")
    ax = cadence_of(book)
    assert len([text for text in texts(ax) if text.startswith("overdue since")]) == 2
    assert "2 overdue" in ax.get_label()


@pytest.mark.parametrize("n", [1, 2, 40, 41, 150])
def test_many_people_stand_on_pages_that_can_be_read(book: Workbook, n: int) -> None:
    search(book, n)
    s = known(book)
    axes = cadence_charts(s)
    assert [len(rows(ax)) for ax in axes] == [min(ROWS, n - k * ROWS) for k in range(len(axes))]
    assert sum(len(rows(ax)) for ax in axes) == n
    for ax in axes:
        width, height = ax.figure.get_size_inches()
        assert width == WIDTH
        assert height / (len(rows(ax)) * 2 + 2) > 0.2
    assert n <= ROWS or "Page 1 of" in axes[0].get_label()


def test_forty_people_are_drawn_until_more_are_asked_for(book: Workbook) -> None:
    s = known(search(book, 90))
    drawn = [str(page("Now", s, people)).count("<img") for people in (40, 80, 120)]
    assert [n - drawn[0] for n in drawn] == [0, 1, 2]


def test_people_of_one_company_stand_together(sample_book: Workbook) -> None:
    ax = cadence_of(sample_book)
    heads = [text.get_text() for text in ax.texts if text.get_weight() == "bold"]
    assert len(heads) == len(set(heads)) == 5


# --- the pages ----------------------------------------------------------------------------


@pytest.mark.parametrize("title", PAGES)
def test_page_shows_its_charts_on_an_empty_search(book: Workbook, title: str) -> None:
    shown = str(page(title, known(book)))
    assert shown.count("<figure") == shown.count("<figcaption>") >= 1
    assert "<img" not in shown  # where there is nothing to show, words do
    assert "nan" not in re.sub(r'src="[^"]*"', "", shown).casefold().split()


@pytest.mark.parametrize("title", PAGES)
def test_page_shows_its_charts_on_the_sample(sample_book: Workbook, title: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shown = str(page(title, known(sample_book)))
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", shown)
    assert captions and all(caption.endswith((".", "?")) for caption in captions), captions
    assert not [c for c in captions if re.search(r"\bnan\b|\bNaT\b|\bNone\b|<NA>", c)]


def test_empty_chart_wraps_its_sentence() -> None:
    ax = empty(None, "Title", "word " * 60)
    assert max(len(line) for line in texts(ax)[0].split("\n")) <= 88


# --- legibility ---------------------------------------------------------------------------

PLAIN = ("Company {n}", "Person {n}")
LONG = (
    "Gesellschaft für angewandte Überraschungsforschung & $Öffentlichkeit_$ {n}",
    "山田太郎左衛門之助山田太郎左衛門之助山田太郎 WWWWWWWWWMMMMMMMMMM 😀 {n}",
)


def lively(book: Workbook, n: int, names: tuple[str, str], days: list[date]) -> list[Axes]:
    """Every chart of a search with n of everything, happening on these days in turn."""
    told = [Row("settings", {"id": "today", "value": TODAY.isoformat()})]
    turn, last = cycle(days), {"kind": cycle(["rejected", "on_hold", "advance", "withdrawn"])}
    for k in range(n):
        company, person = (name.replace("{n}", str(k)) for name in names)
        role = {"role": company, "source": ["referral", "event"][k % 2], "noted_on": next(turn)}
        told += [
            Row("companies", {"id": f"c{k}", "name": company}),
            Row("people", {"id": f"p{k}", "name": person, "company_id": f"c{k // 2}"}),
            Row("opportunities", {"id": f"o{k}", "company_id": f"c{k}", **role}),
            Row(
                "events", {"opportunity_id": f"o{k}", "kind": "applied", "happened_on": next(turn)}
            ),
        ]
        for j in range(3):
            kind = ["letter", "nudge", "note", "call", "proposal", "group_note", "message"][
                (k + j) % 7
            ]
            theme = {"meeting_id": f"m{k}{j}", "theme": company}
            told += [
                Row("meetings", {"id": f"m{k}{j}", "opportunity_id": f"o{k}", "meeting_on": next(turn)}),
                Row("attendees", {"meeting_id": f"m{k}{j}", "person_id": f"p{k}"}),
                Row("reflections", {"meeting_id": f"m{k}{j}", "rating": "well", "reflected_on": TODAY}),
                Row("questions", {**theme, "question": "Why?", "rating": 1}),
                Row("objections", {**theme, "objection": "Far away"}),
                Row("touchpoints", {"person_id": f"p{k}", "opportunity_id": f"o{k}", "kind": kind,
                                    "happened_on": next(turn)}),
            ]  # fmt: skip
        told += [
            Row(
                "events",
                {"opportunity_id": f"o{k}", "kind": next(last["kind"]), "happened_on": next(turn)},
            )
        ]
    book.save(told, "A search")
    s = known(book)
    return [ax for draw in PAGES.values() for ax in draw(s)]


def written(ax: Axes) -> list[tuple[str, Bbox]]:
    """Each text a reader sees on a chart, with the place it takes."""
    renderer = FigureCanvasAgg(ax.figure).get_renderer()
    ax.figure.draw(renderer)
    seen = [*ax.texts, ax.xaxis.label, *ax.findobj(Legend)]
    seen += [text for text in ax.findobj(Text) if text.get_text() == ax.get_title(loc="left")]
    for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        low, high = sorted(limits)
        ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
        seen += [label for place, label in ticks if low <= place <= high and ax.axison]
    boxes = [(getattr(one, "get_text", str)(), one.get_window_extent(renderer)) for one in seen]
    return [(text, box) for text, box in boxes if text.strip()]


def spread(days: int) -> list[date]:
    """Days reaching back from today."""
    return [TODAY - timedelta(days=k * days // 23) for k in (23, 7, 15, 3, 20, 11, 1, 17)]


@pytest.mark.parametrize(
    ("n", "names", "days"),
    [
        (0, PLAIN, spread(0)),
        (1, PLAIN, spread(0)),
        (1, LONG, spread(300)),
        (5, LONG, spread(20)),
        (5, PLAIN, spread(3000)),
        (50, LONG, spread(300)),
        (50, PLAIN, spread(3000)),
        (500, PLAIN, spread(90)),
    ],
)
def test_no_words_are_cut_and_none_lie_on_others(book: Workbook, n, names, days) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        for ax in lively(book, n, names, days)[-20:]:
            paper, words = ax.figure.bbox, written(ax)
            cut = [
                text for text, box in words if paper.padded(0.5).count_contains(box.corners()) < 4
            ]
            assert not cut, ax.get_title(loc="left")
            on = [
                (a, b)
                for (a, box), (b, other) in combinations(words, 2)
                if box.padded(-1).overlaps(other.padded(-1))
            ]
            assert not on, ax.get_title(loc="left")


@pytest.mark.parametrize("n", [0, 1, 5])
def test_no_sentence_has_a_wrong_plural(book: Workbook, n: int) -> None:
    said = " ".join(str(ax.get_label()) for ax in lively(book, n, PLAIN, spread(20)))
    assert not re.search(
        r"(?<![.\d])1 (people|days|weeks|positions|gaps|meetings|letters|things)\b", said
    )


@pytest.mark.parametrize("n", [1, 2, 4, 5])
def test_no_percentage_stands_on_fewer_than_five_cases(n: int) -> None:
    few = rate(pd.Series([1]), pd.Series([n])).assign(label="Referral")
    ax = rates_chart(few, "By source", "Nothing.", "Went on")
    shown = " ".join([*texts(ax), ax.get_label(), *(t.get_text() for t in ax.get_xticklabels())])
    assert ("%" in shown) == (n >= 5)
    assert f"1 of {n}" in texts(ax)[0] and f"Referral: 1 of {n}" in shown


@pytest.mark.parametrize(("n", "said"), [(9, False), (10, True)])
def test_none_of_ten_says_what_may_still_be_true(n: int, said: bool) -> None:
    none = rate(pd.Series([0]), pd.Series([n])).assign(label="Post")
    sentence = rates_chart(none, "By channel", "Nothing.", "Answered").get_label()
    assert ("room for a rate of up to 30%" in sentence) is said


def test_shades_of_a_column_differ_in_grey() -> None:
    light = [0.2126 * r**2.2 + 0.7152 * g**2.2 + 0.0722 * b**2.2 for r, g, b in map(to_rgb, SHADES)]
    ratios = [(b + 0.05) / (a + 0.05) for a, b in pairwise(light)]
    assert min(ratios) > 1.35


@pytest.mark.parametrize(("days", "inside"), [(27, 0), (28, 1), (42, 1), (43, 0)])
def test_column_of_a_gap_stands_in_the_band_only_if_the_gap_does(days: int, inside: int) -> None:
    kind = "inside" if inside else "early" if days < 28 else "late"
    gaps = pd.DataFrame(
        {"days": [days], "kind": pd.Categorical([kind], ["early", "inside", "late"])}
    )
    ax = gaps_chart(gaps, (28, 42))
    band, columns = ax.patches[0].get_extents(), [p for p in ax.patches[1:] if p.get_height()]
    centre = ax.transData.transform((columns[0].get_x() + columns[0].get_width() / 2, 0))[0]
    assert (band.x0 < centre < band.x1) == bool(inside)


def test_gaps_of_years_leave_the_band_legible() -> None:
    gaps = pd.DataFrame(
        {
            "days": [30, 2000],
            "kind": pd.Categorical(["inside", "late"], ["early", "inside", "late"]),
        }
    )
    ax = gaps_chart(gaps, (28, 42))
    assert ax.get_xlim()[1] < 100
    assert "0 gaps under 28 days, 1 of 28 to 42, 1 longer" in ax.get_label()


def test_more_rows_than_a_picture_holds_are_said(book: Workbook) -> None:
    ax = pipeline_of(search(book, ROWS + 1))
    assert len(rows(ax)) == ROWS
    assert f"The first {ROWS} of {ROWS + 1} are shown" in ax.get_label()


def test_day_of_another_year_is_said_with_its_year() -> None:
    assert in_full(pd.Timestamp(2019, 3, 1), TODAY) == "1 March 2019"
    assert brief(pd.Timestamp(2019, 3, 1), TODAY) == "Mar 2019"
    assert (in_full(pd.Timestamp(2026, 2, 1), TODAY), brief(pd.Timestamp(2025, 12, 1), TODAY)) == (
        "1 February", "1 Dec",
    )  # fmt: skip


def test_meetings_of_long_ago_are_not_said_to_be_none(book: Workbook) -> None:
    (ax,) = [
        ax
        for ax in lively(book, 1, PLAIN, [date(2024, 1, 8)])
        if ax.get_title(loc="left").startswith("Meetings")
    ]
    assert ax.get_label().startswith("No meeting in the last half year")


def test_curve_says_that_all_wait_while_nobody_has_answered() -> None:
    waits = pd.DataFrame({"days": [3, 9], "observed": [False, False]})
    ax = waiting_chart(waits, kaplan_meier(waits["days"], waits["observed"]), float("nan"))
    assert set(ax.lines[0].get_ydata()) == {1.0}
    assert "not enough data yet" in ax.get_label().casefold()


def test_opportunity_that_only_ended_has_its_row(book: Workbook) -> None:
    visits = pd.DataFrame({"opportunity_id": ["o"], "stage": ["rejected"],
                           "entered_on": [pd.Timestamp(TODAY)], "left_on": [pd.NaT]})  # fmt: skip
    ax = timeline_chart(visits, pd.DataFrame({"company": ["Larkspur House"]}, index=["o"]), TODAY)
    assert rows(ax) == ["Larkspur House"] and "not selected" in texts(ax)
    assert picture(ax)


# --- a part of the search ----------------------------------------------------------------


def test_period_leaves_stages_and_last_touches_as_they_are(sample_book: Workbook) -> None:
    """Whoever looks at the last three months would see an interview turned into a lead."""
    frames, today = sample_book.frames(), date(2026, 6, 1)
    whole = search_on(frames, today)
    part = search_on(narrowed(frames, since=date(2026, 3, 3)), today)
    assert 0 < len(part.opportunities) < len(whole.opportunities)
    for o in part.opportunities.values():
        assert o.stage == whole.opportunities[o.id].stage
    assert 0 < len(part.people) < len(whole.people)
    last, last_part = (cadence.touches(s).groupby("person_id")["on"].max() for s in (whole, part))
    assert all(
        last_part[person] == last[person] for person in last_part.index if person in part.people
    )


def test_call_about_a_job_elsewhere_draws_no_stage_here(sample_book: Workbook) -> None:
    """A recruiter at one company, reached about a job at another, would stop the page."""
    call = {"kind": "call", "direction": "out", "result": "reached", "person_id": "C2"}
    sample_book.save(
        [
            Row(
                "touchpoints",
                call | {"opportunity_id": "P4", "happened_on": "2026-03-04", "channel": "phone"},
            )
        ],
        "x",
    )
    frames = sample_book.frames()
    company = frames["people"].set_index("id").loc["C2", "company_id"]
    assert now(search_on(narrowed(frames, company_id=company), sample_book.today))
