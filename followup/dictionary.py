"""The data dictionary: every table and column in words, generated from the data model.

    python -m followup.dictionary > data/README.md

Not here: any fact of its own; tables.py says what each column is for.
"""

from __future__ import annotations

import sys
from typing import Any

import sqlalchemy as sa

from followup.tables import Day, Flag, metadata

HEAD = """# The data of a search

Everything is kept in one SQLite file, `data/workbook.sqlite`, or where `FOLLOWUP_WORKBOOK`
points. Any SQLite program can read it. `data/sample/` holds a made-up search as text; it is built
into `data/sample.sqlite`, beside your own workbook and never inside it. Backups lie in
`data/backups/`. None of these files is ever put under version control.

Days are text such as 2026-03-05, yes and no are 1 and 0, and an empty cell (NULL) means: not
known. "Shared" says whether the pack for a coach may show the column; all others stay home.

This page is generated from the data model (`python -m followup.dictionary`).
"""


def data_dictionary() -> str:
    """The dictionary as Markdown: one section per table, one row per column."""
    return HEAD + "".join(_section(table) for table in metadata.tables.values())


def _section(table: sa.Table) -> str:
    rows = "".join(f"| `{c.name}` | {_kind(c)} | {_shared(c)} | {c.doc} |\n" for c in table.columns)
    head = "| column | holds | shared | what it is for |\n|---|---|---|---|\n"
    return f"\n## {table.name}\n\n{table.comment}\n\n{head}{rows}"


def _shared(column: sa.Column[Any]) -> str:
    return "yes" if column.info.get("shared") else "no"


def _kind(column: sa.Column[Any]) -> str:
    if column.info.get("refers_to"):
        return f"id in {column.info['refers_to']}"
    if column.info.get("choices"):
        return "one of " + ", ".join(column.info["choices"])
    if isinstance(column.type, Day):
        return "day"
    if isinstance(column.type, Flag):
        return "yes or no"
    if column.info.get("range"):
        return "1 to 5"
    return "whole number" if isinstance(column.type, sa.Integer) else "text"


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
