"""Every table as a CSV file that any program opens, and back again, equal to the last byte.

Not here: the data dictionary that lies beside them (dictionary.py), or opening the workbook.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from followup.errors import FollowupError, InvalidValue
from followup.safekeeping.history import unguarded
from followup.tables import Flag, metadata

BLANK = " \u00a0\ufeff\u200b\u200c\u200d\u2060\t\r\n"
FORMULA = "=+-@＝＋－＠"


def write(connection: sa.Connection, folder: Path) -> int:
    """How many rows were written to `folder`: one CSV file per table, one line per row.

    A text that a spreadsheet would take for a formula begins with an apostrophe there; reading
    takes it off again. An empty cell is a missing value, or an empty text where none is missing.
    """
    n = 0
    for table in metadata.tables.values():
        rows = connection.exec_driver_sql(_select(table)).all()
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
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
    return n


def _read(connection: sa.Connection, table: sa.Table, path: Path) -> int:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FollowupError(
            f"{path.name} cannot be read ({error}). Nothing was changed."
        ) from error
    names = lines[0] if lines else []
    if "id" not in names or set(names) - set(table.columns.keys()):
        expected = f"must begin with a line of its columns ({', '.join(table.columns.keys())})"
        raise InvalidValue(path.name, expected, ", ".join(names))
    sql = sa.text(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(':' + n for n in names)})"
    )
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(names):
            raise InvalidValue(
                f"{path.name}, line {number}", f"must have {len(names)} cells", len(line)
            )
        values = {
            name: _back(table.columns[name], text) for name, text in zip(names, line, strict=True)
        }
        try:
            connection.execute(sql, values)
        except (sa.exc.DatabaseError, ValueError) as error:
            said = getattr(error, "orig", error)
            raise FollowupError(f"{path.name}, line {number}, cannot be: {said}.") from error
    return len(lines) - 1


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
    is_number = isinstance(column.type, Flag | sa.Integer) and text.lstrip("-").isdecimal()
    return int(text) if is_number else text


def _select(table: sa.Table) -> str:
    return f"SELECT {', '.join(table.columns.keys())} FROM {table.name} ORDER BY rowid"
