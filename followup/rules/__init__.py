"""What is owed, one file per family of duty: a Search and the tasks before in, tasks out.

A new rule is a function in its family's file, a line here and its duty in duties.py. A rule sees
the tasks of the rules before it: a call gives way to news of an offer, keeping in touch to all.
"""

from followup.rules.endings import answers, landed, replies, tell_others, thanks, withdrawals
from followup.rules.keep_in_touch import agreed, keep_in_touch, promises
from followup.rules.meetings import introductions, letters, names, reflections
from followup.rules.waiting import calls, proposals

SEARCHING = (
    reflections, letters, names, introductions, proposals, promises, agreed, thanks, answers,
    tell_others, calls, replies, keep_in_touch,
)  # fmt: skip
LANDED = (reflections, promises, agreed, withdrawals, landed)  # once an offer is accepted
