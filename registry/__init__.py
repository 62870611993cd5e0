"""The programme, the class, and every way in: API, pages, command line.

Knows everything below it; nothing below knows it. Every refusal speaks with the words of `wording`.
"""

from registry import wording as wording
