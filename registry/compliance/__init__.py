"""Emitters' surrender obligations, and the offset rules for credits instead of allowances.

Importing it names the codes in refusals (`wording`).
"""

from registry import wording as wording
