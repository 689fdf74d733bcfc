"""The forms a person fills in: dict in, rows out. Only here is ipywidgets imported."""
