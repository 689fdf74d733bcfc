"""The charts: each a function of frames that gives Axes, with its sentence as their label.

Only here is matplotlib imported.
"""
