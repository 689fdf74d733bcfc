"""What is owed, one file per family of duty: a Search and the tasks before in, tasks out.

A new rule is a function in its family's file, a line here and its duty in duties.py. A rule sees
the tasks of the rules before it: a call gives way to news of an offer, keeping in touch to all.
"""

from followup.rules.calls import calls
from followup.rules.coach import agreed
from followup.rules.endings import landed, replies, withdrawals
from followup.rules.keep_in_touch import keep_in_touch
from followup.rules.meetings import introductions, letters, names, promises, reflections
from followup.rules.offers import answers, tell_others, thanks
from followup.rules.proposals import proposals

SEARCHING = (
    reflections, letters, names, introductions, proposals, promises, agreed, thanks, answers,
    tell_others, calls, replies, keep_in_touch,
)  # fmt: skip
LANDED = (reflections, promises, agreed, withdrawals, landed)  # once an offer is accepted
