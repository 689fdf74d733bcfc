"""Finding anything: every text of the workbook, folded once, searched as one types.

Not here: showing what was found.
"""

import re

import pandas as pd
import sqlalchemy as sa

from followup.naming.spelling import fold, folded
from followup.tables import Frames, label, metadata

NOT_SEARCHED = ("settings", "drafts", "packs", "decisions", "sentences", "holidays")
_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")
COLUMNS = ["table", "id", "where", "before", "hit", "after"]


class Index:
    """All texts of the frames, ready to be searched; made anew when something was saved."""

    def __init__(self, frames: Frames) -> None:
        parts = []
        for name, table in metadata.tables.items():
            if name not in frames or name in NOT_SEARCHED:
                continue
            for column in table.columns:
                if (
                    type(column.type) is sa.Text
                    and not column.info.get("choices")
                    and not column.foreign_keys
                    and column.name not in ("id", "prompt", "pack", "item")
                ):
                    texts = frames[name].loc[frames[name][column.name] != "", ["id", column.name]]
                    one, field = table.info["one"].capitalize(), label(column).lower()
                    where = one if field in (one.lower(), "text") else f"{one}, {field}"
                    parts.append(
                        texts.set_axis(["id", "text"], axis=1).assign(table=name, where=where)
                    )
        every = pd.concat(parts, ignore_index=True)
        folded_texts = pd.Series([folded(text) for text in every["text"]], dtype="str")
        self.texts = every.assign(folded=folded_texts)

    def find(self, query: str, n: int = 12) -> pd.DataFrame:
        """The texts that hold every word of the query: one row per text, names first.

        Columns: table, id, where (in words), and the sentence of the hit as before, hit, after.
        """
        words = folded(query).split()
        found = self.texts if words else self.texts.iloc[:0]
        for word in words:
            found = found[found["folded"].str.contains(word, regex=False)]
        first = found["where"].str.endswith(("name", "title"))
        found = found.assign(first=~first).sort_values("first", kind="stable").head(n)
        rows = [
            (row.table, row.id, row.where, *_in_sentence(row.text, words))
            for row in found.itertuples()
        ]
        return pd.DataFrame(rows, columns=COLUMNS)


def _in_sentence(text: str, words: list[str]) -> tuple[str, str, str]:
    """The sentence that holds the first word: before it, the word as written, and after it."""
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        if words[0] in folded(sentence):
            flat, origin = fold(sentence)
            at = flat.rindex(words[0])
            start, end = origin[at], origin[at + len(words[0]) - 1] + 1
            return (
                sentence[max(0, start - 90) : start],
                sentence[start:end],
                sentence[end : end + 90],
            )
    return "", text[:180], ""
