"""Every table as a CSV file that any program opens, and back again, equal to the last byte.

Not here: the data dictionary that lies beside them (dictionary.py), or opening the workbook.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from followup.errors import FollowupError, InvalidValue
from followup.migrations import GONE
from followup.safekeeping.history import unguarded
from followup.tables import Day, Flag, Row, checked, metadata

BLANK = " \u00a0\ufeff\u200b\u200c\u200d\u2060\t\r\n"
FORMULA = "=+-@＝＋－＠"
READABLE = {"before": json.loads, "after": json.loads, "content": json.loads,
            "saved_at": datetime.fromisoformat, "kept_at": datetime.fromisoformat}  # fmt: skip


def write(connection: sa.Connection, folder: Path) -> int:
    """How many rows were written to `folder`: one CSV file per table, one line per row.

    A text that a spreadsheet would take for a formula begins with an apostrophe there; reading
    takes it off again. An empty cell is a missing value, or an empty text where none is missing.
    """
    n = 0
    for table in metadata.tables.values():
        rows = connection.exec_driver_sql(_select(table)).all()
        path = folder / f"{table.name}.csv"
        path.touch(0o600)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(table.columns.keys())
            writer.writerows([_out(value) for value in row] for row in rows)
        n += len(rows)
    return n


def read(connection: sa.Connection, folder: Path) -> int:
    """How many rows were read from the CSV files of `folder` into an empty workbook.

    Raises FollowupError, naming the file and line, for anything that was not written by `write`.
    """
    n = 0
    with unguarded(connection):
        for table in metadata.tables.values():
            connection.execute(table.delete().where(table.c.id != "erasing"))
            n += _read(connection, table, folder / f"{table.name}.csv")
    for name, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        gone = metadata.tables[parent].info["one"]
        raise FollowupError(f"{name}.csv, row {row}, refers to a {gone} that is not there.")
    return n


def _read(connection: sa.Connection, table: sa.Table, path: Path) -> int:
    csv.field_size_limit(2**31 - 1)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FollowupError(f"{path.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        number = error.object.count(b"\n", 0, error.start) + 1
        raise FollowupError(f"{path.name}, line {number}, is not text in UTF-8.") from error
    lines, n = csv.reader(io.StringIO(text, newline=""), strict=True), 0
    try:
        names = next(lines, [])
        gone = GONE.get(table.name, set())
        if "id" not in names or set(names) - set(table.columns.keys()) - gone:
            raise ValueError(f"it should name the columns {', '.join(table.columns.keys())}")
        known = [name for name in names if name not in gone]
        marks = ", ".join(f":{name}" for name in known)
        sql = sa.text(f"INSERT INTO {table.name} ({', '.join(known)}) VALUES ({marks})")
        for line in lines:
            if len(line) != len(names):
                raise ValueError(f"it has {len(line)} cells, and should have {len(names)}")
            cells = dict(zip(names, line, strict=True))
            values = {name: _back(table.columns[name], cells[name]) for name in known}
            checked(Row(table.name, values), new=False)
            connection.execute(sql, values)
            n += 1
    except (sa.exc.DatabaseError, csv.Error, ValueError, InvalidValue) as error:
        said = getattr(error, "orig", error)
        raise FollowupError(f"{path.name}, line {lines.line_num}, cannot be: {said}.") from error
    return n


def _out(value: Any) -> str:
    if not isinstance(value, str):
        return "" if value is None else str(value)
    bare = value.lstrip(BLANK)
    risky = value[:1] in ("'", "\t", "\r", "\n") or (bare and bare[0] in FORMULA)
    return f"'{value}" if risky else value


def _back(column: sa.Column[Any], text: str) -> str | int | None:
    text = text.removeprefix("'")
    if text == "" and column.nullable:
        return None
    if isinstance(column.type, Day):
        date.fromisoformat(text)
    if text and column.name in READABLE:
        READABLE[column.name](text)
    is_number = isinstance(column.type, Flag | sa.Integer) and text.lstrip("-").isdecimal()
    return int(text) if is_number else text


def _select(table: sa.Table) -> str:
    return f"SELECT {', '.join(table.columns.keys())} FROM {table.name} ORDER BY rowid"
