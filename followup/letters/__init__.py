"""From the record of one conversation to a text for one person: points, draft, brief, checks, send.

Nothing here writes: a form saves what was sent.
"""

from followup.letters.draft import Draft, draft
from followup.letters.facts import Occasion, occasion
from followup.letters.kinds import BY_KEY, Kind, kinds_for

__all__ = ["BY_KEY", "Draft", "Kind", "Occasion", "draft", "kinds_for", "occasion"]
