"""Every table as a CSV file that any program opens, and back again, equal to the last byte.

Not here: the data dictionary that lies beside them (dictionary.py), or opening the workbook.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from followup.errors import FollowupError, InvalidValue
from followup.migrations import GONE
from followup.safekeeping.going_back import Progress
from followup.safekeeping.history import emptied, unguarded
from followup.tables import Day, Flag, Row, checked, is_folder, metadata

MANIFEST = "manifest.json"
BLANK = " \u00a0\ufeff\u200b\u200c\u200d\u2060\t\r\n"
FORMULA = "=+-@＝＋－＠"


def write(connection: sa.Connection, folder: Path, tell: Progress) -> None:
    """Writes to `folder` one CSV file per table, one line per row, and the list of what belongs
    there (MANIFEST): of each table the sum of every line.

    A text that a spreadsheet would take for a formula begins with an apostrophe there; reading
    takes it off again. An empty cell is a missing value, or an empty text where none is missing.
    """
    sums: dict[str, list[str]] = {}
    for n, table in enumerate(metadata.tables.values(), 1):
        names = ", ".join(table.columns.keys())
        rows = connection.exec_driver_sql(f"SELECT {names} FROM {table.name} ORDER BY rowid").all()
        lines = [list(table.columns.keys()), *([_out(value) for value in row] for row in rows)]
        path = folder / f"{table.name}.csv"
        path.touch(0o600)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(lines)
        sums[path.name] = [_sum(line) for line in lines]
        tell(n, len(metadata.tables))
    (folder / MANIFEST).touch(0o600)
    (folder / MANIFEST).write_text(json.dumps(sums, indent=0))


def read(connection: sa.Connection, folder: Path, tell: Progress) -> None:
    """Reads the CSV files of `folder` into an empty workbook.

    Raises FollowupError, naming the file and line, for anything that is not as `write` left it.
    Only of an older followup, which wrote no list of what belongs there, it is read without.
    """
    sums = _manifest(folder)
    with unguarded(connection):
        for n, table in enumerate(metadata.tables.values(), 1):
            emptied(connection, table)
            path = folder / f"{table.name}.csv"
            _read(connection, table, path, None if sums is None else sums.get(path.name, []))
            tell(n, len(metadata.tables))
    for name, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        gone = metadata.tables[parent].info["one"]
        raise FollowupError(f"{name}.csv, row {row}, refers to a {gone} that is not there.")


def _manifest(folder: Path) -> dict[str, list[str]] | None:
    """The sum of every line by the name of its file; None for tables of an older followup."""
    try:
        if not is_folder(folder):
            raise FollowupError(f"{folder} is no folder, or cannot be reached.")
        sums = json.loads((folder / MANIFEST).read_bytes())
        if isinstance(sums, dict) and all(isinstance(of_file, list) for of_file in sums.values()):
            return sums
    except FileNotFoundError:
        with suppress(OSError):
            heads = {name: (folder / f"{name}.csv").open("rb").readline() for name in GONE}
            if all(f'"{c}"'.encode() in heads[name] for name, gone in GONE.items() for c in gone):
                return None
        raise FollowupError(
            f"{MANIFEST} is missing, the list of what belongs there, so nobody can tell whether "
            "these tables are whole. Choose a folder as “Write all tables” left it."
        ) from None
    except (OSError, ValueError):
        pass
    raise FollowupError(f"{MANIFEST} cannot be read, so nothing was.")


def _read(connection: sa.Connection, table: sa.Table, path: Path, sums: list[str] | None) -> None:
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
        _must_be(sums, 0, names, path.name, 1)
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
            _must_be(sums, n, line, path.name, lines.line_num)
        if sums is not None and n + 1 < len(sums):
            raise FollowupError(f"{path.name} ends after line {lines.line_num}: {len(sums) - 1} rows should be there, and {n} are.")  # fmt: skip
    except (sa.exc.DatabaseError, csv.Error, ValueError, InvalidValue) as error:
        said = getattr(error, "orig", error)
        raise FollowupError(f"{path.name}, line {lines.line_num}, cannot be: {said}.") from error


def _must_be(sums: list[str] | None, n: int, line: list[str], name: str, number: int) -> None:
    """Raises FollowupError if a line is not the one that was written there."""
    if sums is not None and (n >= len(sums) or sums[n] != _sum(line)):
        raise FollowupError(
            f"{name}, line {number}, is not as it was written, so nothing was read."
        )


def _sum(line: list[str]) -> str:
    return hashlib.sha256(json.dumps(line).encode()).hexdigest()[:8]


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
    if isinstance(column.type, Day) and date.fromisoformat(text).isoformat() != text:
        raise ValueError(f"{text} should be a date such as 2026-03-05")
    is_number = isinstance(column.type, Flag | sa.Integer) and text.lstrip("-").isdecimal()
    return int(text) if is_number else text
