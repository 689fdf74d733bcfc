"""A prompt of any kind is one entry in prompts.py: the form asks it, keeps it, and opens it again."""

from __future__ import annotations

import subprocess
import sys

import pytest
from test_migrations import changed_copy

ENTRIES = {
    "person": 'Prompt("style", "How does {name} like to work?", "person", "learned", "practice"),',
    "text": 'Prompt("smell", "How did it smell there?", "text", "more", "practice"),',
    "scale": 'Prompt("noise", "How loud was it, from 1 to 5?", "scale", "more", "practice"),',
    "rows": 'Prompt("thoughts", "What do they say against you?", "rows", "more", "practice", table="challenges"),',
}
TRY = """
import sys
from followup.forms.reflection import ReflectionForm
from followup.prompts import BY_KEY
from followup.workbook import open_workbook
KEY = sys.argv[1]
book, prompt = open_workbook("w.sqlite"), BY_KEY[KEY]
form = ReflectionForm(book)
for name, value in {"company_name": "Larkspur House", "role": "Editor", "rating": "well",
                    "room": [{"name": "Ana Reyes"}]}.items():
    form.fields[name].value = value
if prompt.kind == "person":
    form.room.rows[0][0][KEY].value = "In the morning"
elif prompt.kind == "rows":
    form.fields[KEY].value = [{"challenge": "In the morning"}]
else:
    form.fields[KEY].value = "4" if prompt.kind == "scale" else "In the morning"
form.save()
assert "Saved" in form.status.value, form.status.value
again = ReflectionForm(book)
again.which.value = book.frame("meetings")["id"].iloc[0]
kept = again.room.value[0][KEY] if prompt.kind == "person" else again.fields[KEY].value
assert kept in ("In the morning", "4") or kept[0]["challenge"] == "In the morning", kept
"""


@pytest.mark.parametrize("kind", ENTRIES)
def test_prompt_is_one_entry(kind, tmp_path):
    entry = ENTRIES[kind]
    key = entry.split('"')[1]
    copy = changed_copy(tmp_path, ("prompts.py", "PROMPTS = (\n", f"PROMPTS = (\n    {entry}\n"))
    done = subprocess.run(
        [sys.executable, "-c", TRY, key], cwd=copy, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2500:]
