"""How people and companies are called, and where they are named in a text."""
