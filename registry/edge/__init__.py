"""Code that API and pages share: authentication, seats, rate limits, request checks, answers.

Importing it names the codes in refusals (`wording`).
"""

from registry import wording as wording
