"""The tables as typed frames and as plain records, and what one row says of another.

Not here: the model (tables.py), opening the file (workbook.py), anything about what is owed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import sqlalchemy as sa

from followup.tables import Day, Flag, Frames, metadata

Kind = TypeVar("Kind")
Cells = Sequence[tuple[Any, ...]]  # the rows of a table, as they lie in the file


class Tables(Mapping[str, pd.DataFrame]):
    """All tables as they were in the file at one moment; a typed frame is made when it is asked for.

    `derived` keeps what others worked out from them, for as long as the tables are kept. A date
    that is none raises ValueError at once.
    """

    def __init__(self, cells: Mapping[str, Cells], before: Tables | None = None) -> None:
        self._cells = dict(cells)
        self._frames: dict[str, pd.DataFrame] = {}
        self.derived: dict[Any, Any] = {}
        for name, rows in cells.items():
            if before is not None and before._cells.get(name) == rows:  # nothing changed there
                self._cells[name] = before._cells[name]
                if name in before._frames:
                    self._frames[name] = before._frames[name]
                continue
            for place, column in enumerate(metadata.tables[name].columns):
                if isinstance(column.type, Day):
                    for text in {row[place] for row in rows}:
                        _day(text)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            columns = list(metadata.tables[name].columns.keys())
            self._frames[name] = typed(name, pd.DataFrame(self._cells[name], columns=columns))
        return self._frames[name].copy(deep=False)  # the reader's own, to add columns to

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def values_of(self, table: str, names: Sequence[str]) -> Iterator[list[Any]]:
        """The named columns of a table, each as a list of plain values."""
        columns = metadata.tables[table].columns
        for name in names:
            place, kind = list(columns.keys()).index(name), columns[name].type
            cells = [row[place] for row in self._cells[table]]
            if isinstance(kind, Day):
                cells = [_day(cell) for cell in cells]
            elif isinstance(kind, Flag):
                cells = [None if cell is None else bool(cell) for cell in cells]
            yield cells


def kept(frames: Frames, name: object, make: Callable[[], Kind]) -> Kind:
    """What `make` works out from the tables of a workbook: once under each name, and kept as long
    as they are. From other frames it is made anew.
    """
    if not isinstance(frames, Tables):
        return make()
    if name not in frames.derived:
        frames.derived[name] = make()
    found: Kind = frames.derived[name]
    return found


@cache
def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def records(frames: Frames, table: str, kind: type[Kind]) -> Iterator[Kind]:
    """The rows of a table as plain records: one of `kind` for each row, in order.

    The fields of `kind` (a NamedTuple, or a dataclass) that have no default are columns of the
    table: days come as dates, text and choices as str, flags as bool, what is missing as None.
    """
    needed = [
        name for name, one in inspect.signature(kind).parameters.items() if one.default is one.empty
    ]
    return map(kind, *columns_of(frames, table, *needed))


def columns_of(frames: Frames, table: str, *names: str) -> Iterator[list[Any]]:
    """The named columns of a table, each as a list of plain values (as `records` gives them)."""
    if isinstance(frames, Tables):
        return frames.values_of(table, names)
    return (_plain(frames[table][name]) for name in names)


def _plain(column: pd.Series) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(column):
        days: list[Any] = column.to_numpy().astype("datetime64[D]").tolist()
        return days
    values: list[Any] = column.astype("object").where(column.notna(), None).tolist()
    return values


def framed(rows: Iterable[Sequence[Any]], columns: str) -> pd.DataFrame:
    """Plain rows as a frame; each column by its name and, but for text, its type.

    >>> framed([("p-1", date(2026, 3, 5), 2)], "person_id on:day days:count").dtypes.map(str).tolist()
    ['str', 'datetime64[us]', 'int64']
    """
    cells, names = list(zip(*rows, strict=True)), columns.split()
    data = {}
    for place, column in enumerate(names):
        name, _, kind = column.partition(":")
        data[name] = MAKE[kind](list(cells[place]) if cells else [])
    return pd.DataFrame(data)


MAKE: dict[str, Callable[[list[Any]], Any]] = {
    "": lambda values: pd.array(values, dtype="str"),
    "day": lambda values: np.array(values, dtype="datetime64[D]").astype("datetime64[us]"),
    "flag": lambda values: np.array(values, dtype=bool),
    "count": lambda values: np.array(values, dtype="int64"),
}


def typed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with the types its columns promise, also when it is empty: days as datetime64,
    choices as Categorical, flags as boolean, scales as Int64, text as str.
    """
    columns = metadata.tables[table].columns
    types = {name: _dtype(columns[name]) for name in frame.columns}
    try:
        return frame.astype(types)
    except TypeError:  # another program wrote a flag that is neither 0 nor 1
        flags = [name for name, kind in types.items() if kind == "boolean"]
        whole = {name: frame[name].map(lambda flag: flag and 1) for name in flags}
        return frame.assign(**whole).astype(types)


def empty(table: str) -> pd.DataFrame:
    """An empty typed frame of `table`: every column, no row."""
    return typed(table, pd.DataFrame(columns=list(metadata.tables[table].columns.keys())))


def _dtype(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, Day):
        return "datetime64[us]"
    if isinstance(column.type, Flag):
        return "boolean"
    if isinstance(column.type, sa.Integer):
        return "Int64"
    choices = column.info.get("choices")
    return pd.CategoricalDtype(["", *choices]) if choices else "str"


# --- what one row says of another ---------------------------------------------------------


def look_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """The value of each key, missing where the key is: the type of `values`, the index of `keys`.

    Unlike Series.map it keeps days as days when `values` is empty.
    """
    return values.reindex(keys).set_axis(keys.index)


def names_of(frames: Frames, table: str) -> pd.Series:
    """The names in a table (people or companies), by id."""
    return frames[table].set_index("id")["name"]


def company_names(frames: Frames) -> pd.Series:
    """The name of its company, by opportunity."""
    company_id = frames["opportunities"].set_index("id")["company_id"]
    return look_up(company_id, names_of(frames, "companies"))


def name_of(frame: pd.DataFrame, row_id: object) -> str:
    """The name of one person or company, empty if there is none."""
    found = frame.loc[frame["id"] == row_id, "name"]
    return str(found.iloc[0]) if len(found) else ""
