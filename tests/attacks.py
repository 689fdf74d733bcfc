"""A search whose every name and every text is an attack; the tests of what is shared use it.

Not here: a test.
"""

from __future__ import annotations

import re
from datetime import date

from followup.coach.share import Coach
from followup.tables import Row
from followup.workbook import Workbook

TODAY = date(2026, 3, 5)
HOSTILE = (
    "<script>window.PWN=1</script>", "<img src=x onerror=window.PWN=1>", "{{7*191}}",
    "</script><script>window.PWN=1</script>", "[cv](javascript:window.PWN=1)", "=1+41",
    "\" onmouseover=\"window.PWN=1\" autofocus onfocus=\"window.PWN=1\" x=\"", "\u202egnp.exe",
    "</textarea></template></details></main><svg onload=window.PWN=1>", "]]>--><!--", "\x00\x1b[2J",
)  # fmt: skip


def hostile(book: Workbook) -> Coach:
    """A search whose every name and text is an attack."""
    rows = [Row("settings", {"id": "today", "value": TODAY.isoformat()})]
    for n, text in enumerate(HOSTILE):
        name = re.sub(r"[\x00-\x1f]", "", text)
        rows += [
            Row("companies", {"id": f"c{n}", "name": f"{name} Ltd"}),
            Row("people", {"id": f"p{n}", "name": f"{name} Doe", "company_id": f"c{n}"}),
            Row("opportunities", {"id": f"o{n}", "company_id": f"c{n}", "role": text}),
            Row("meetings", {"id": f"m{n}", "opportunity_id": f"o{n}", "meeting_on": TODAY}),
            Row("attendees", {"id": f"a{n}", "meeting_id": f"m{n}", "person_id": f"p{n}"}),
            Row("questions", {"id": f"q{n}", "meeting_id": f"m{n}", "question": text, "better_answer": text, "rating": 1, "theme": text}),
            Row("promises", {"id": f"k{n}", "promise": text, "made_on": TODAY, "person_id": f"p{n}"}),
        ]  # fmt: skip
    book.save(rows, "Attacks")
    book.keep_draft("desk:R-LET|m0|p0", {"subject": HOSTILE[0], "text": "\n".join(HOSTILE)})
    return Coach(book)
