"""The data dictionary is the data model in words."""

from pathlib import Path

from followup.dictionary import data_dictionary
from followup.tables import metadata


def test_stored_dictionary_is_the_one_the_data_model_gives():
    stored = Path(__file__).resolve().parents[1] / "data" / "README.md"
    assert stored.read_text(encoding="utf-8") == data_dictionary(), (
        "run: python -m followup.dictionary > data/README.md"
    )


def test_every_table_and_column_says_what_it_is_for():
    for table in metadata.tables.values():
        assert table.comment
        assert all(column.doc for column in table.columns), table.name
