"""The class: lesson plans, one open lesson, seats, clock, live play, replay.

Importing it names the codes in refusals (`wording`).
"""

from registry import wording as wording
