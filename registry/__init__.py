"""The programme, the class, and every entry point: API, pages, command line.

Importing it registers the names with which refusals are worded (`wording`).
"""

from registry import wording as wording
