"""The first page: who the seeker is, where the search stands, days off; or the sample instead.

Not here: the numbers of the policy (settings.py).
"""

from collections.abc import Callable
from datetime import date

from followup.errors import InvalidValue, beside
from followup.forms import fields as f
from followup.forms.form import Book, Form
from followup.forms.look import heading, html, said
from followup.policy import (
    WEEKDAYS,
    WEEKEND_KEY,
    countries,
    country_here,
    official_holidays,
    regions,
)
from followup.tables import Row, checked

ABOUT = {
    "seeker.name": "Your name",
    "seeker.phone": "Telephone",
    "seeker.email": "Email",
    "seeker.sign_off": "Closing line of a letter, such as Kind regards",
}
REGIONS = {"": "The whole country"}
SPELLINGS = {"American": "American", "British": "British"}


class SeekerForm(Form):
    """Name, telephone, email, sign-off and spelling, as letters use them; weekend and holidays.

    `save` writes the settings and, when a country is given, its public holidays of this year
    and the next; each stays editable.
    """

    def __init__(self, book: Book, after_saving: Callable[[], object] | None = None) -> None:
        super().__init__(book, "seeker", "Save", after_saving)
        known = book.settings()
        self.watch({key: f.text(label, known.get(key, "")) for key, label in ABOUT.items()})
        weekend = known.get(WEEKEND_KEY, "Sat Sun").split()
        self._off = {day: f.tick(day, day in weekend) for day in WEEKDAYS}
        self.watch(
            {
                "seeker.address": f.area("Your postal address, for printed letters", known.get("seeker.address", ""), rows=2),
                "seeker.spelling": f.choice("Spelling", SPELLINGS, known.get("seeker.spelling", "American")),
                "seeker.search": f.area("Where your search stands, in a line or two", known.get("seeker.search", ""), rows=2),
                "country": f.choice("Country for public holidays", {"": "Please choose"} | countries()),
                "region": f.choice("Region, if it has its own", REGIONS),
                "days_off": f.area("Other days off, one a line", self._days_off(), rows=3, placeholder="2026-04-03 Good Friday"),
                **self._off,
            }
        )  # fmt: skip
        self.fields["country"].on_change(self._on_country)
        with self.quietly():
            for key in ("country", "region"):
                self.fields[key].value = known.get(f"seeker.{key}", "")
            if "seeker.country" not in known:  # the first time
                self.fields["country"].value = country_here()
        self.bring_back()
        shown = [self.fields[key] for key in (*ABOUT, "seeker.spelling")]
        self.show(
            heading("About you"), f.stack(f.line(*shown[:3]), f.line(*shown[3:]), self.fields["seeker.search"], self.fields["seeker.address"]),
            heading("Your calendar", 3),
            html(said("Days of the week you do not work:")), f.line(*self._off.values()),
            f.line(self.fields["country"], self.fields["region"]), self.fields["days_off"],
            self.foot(),
        )  # fmt: skip

    def _on_country(self) -> None:
        country = self.fields["country"].value
        self.fields["region"].options(REGIONS | (regions(country) if country else {}))

    def _days_off(self) -> str:
        days = self.book.frames()["holidays"].sort_values("on_date")
        return "\n".join(f"{day.on_date:%Y-%m-%d} {day.name}" for day in days.itertuples())

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The settings and, for a country, its public holidays."""
        value = self.values
        weekend = [day for day in WEEKDAYS if value[day]]
        if len(weekend) == len(WEEKDAYS):
            raise InvalidValue("Days of the week you do not work", "must leave one working day")
        own = (*ABOUT, "seeker.address", "seeker.spelling", "seeker.search")
        kept = {key: value[key] for key in own}
        kept[WEEKEND_KEY] = " ".join(weekend)
        kept |= {f"seeker.{key}": value[key] for key in ("country", "region")}
        rows = [Row("settings", {"id": key, "value": text}) for key, text in kept.items()]
        return rows + self._holidays(value), "Settings"

    def _holidays(self, value: dict[str, str]) -> list[Row]:
        wanted = {day: name for day, name in map(_day_off, value["days_off"].splitlines()) if day}
        before = self.book.settings()
        country, region = value["country"], value["region"]
        place = (before.get("seeker.country", ""), before.get("seeker.region", ""))
        if (country, region) != place:
            years = (self.book.today.year, self.book.today.year + 1)
            before_days = official_holidays(*place, years) if place[0] else {}
            wanted = {d: name for d, name in wanted.items() if before_days.get(d) != name}
            wanted = (official_holidays(country, region, years) if country else {}) | wanted
        known = self.book.frames()["holidays"]
        ids = dict(zip(known["on_date"].dt.date, known["id"], strict=True))
        gone = [Row("holidays", {"id": i}, gone=True) for d, i in ids.items() if d not in wanted]
        return gone + [
            Row("holidays", {"id": ids.get(d), "on_date": d, "name": name})
            for d, name in wanted.items()
        ]

    def after_saving(self) -> None:
        with self.quietly():
            self.fields["days_off"].value = self._days_off()
        super().after_saving()


def _day_off(text: str) -> tuple[date | None, str]:
    day, _, name = text.strip().partition(" ")
    if not day:
        return None, ""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        expected = "must begin with a date such as 2026-04-03 on each line"
        raise InvalidValue("Other days off", expected, text, key="days_off") from None
    with beside("days_off"):
        checked(Row("holidays", {"on_date": found}), new=False)
    return found, name.strip()
