"""Sharing with a coach: what is covered, the pack, its comments, a copy to open."""
