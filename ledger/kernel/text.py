"""Checks of text from outside: whether it can be stored, and whether a person can read it."""

from __future__ import annotations

import unicodedata

_JOINERS = frozenset("\u200c\u200d")
"""Invisible characters that join or separate letters and emoji; several scripts need them."""

_TAGS = range(0xE0020, 0xE0080)
"""Invisible characters that spell the region after a black flag."""

_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Characters with a visible category that are displayed as blank."""


def is_text(text: str) -> bool:
    """Whether a text can be written as UTF-8 and stored: no lone surrogate, no NUL."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def is_readable(text: str) -> bool:
    """Whether a text is one line of printable characters with at least one visible one.

    Control and formatting characters (NUL, new line, zero-width space, direction marks) are not
    printable; joiners are, since several scripts and emoji need them.
    """
    if text.isascii():  # most codes and names; 20 times as fast
        return text.isprintable() and bool(text.strip())
    return all(_printable(sign) for sign in text) and any(_visible(sign) for sign in text)


def visible_length(text: str) -> int:
    """Number of characters as a person counts them, close to Unicode's grapheme clusters.

    Marks, joiners and skin tones count with the character before them, an emoji joined to another
    with that one, and the two letters of a flag as one. Syllables written in parts (Hangul jamo,
    some Indic conjuncts) count by their parts.
    """
    count, joined, flag = 0, False, False
    for sign in text:
        letter_of_flag = ord(sign) in _FLAG_LETTERS
        if sign in _JOINERS or ord(sign) in _TAGS or ord(sign) in _SKIN_TONES:
            joined = sign == "\u200d"
            continue
        if unicodedata.category(sign) in ("Mn", "Me", "Mc"):
            continue
        count += not (joined or (flag and letter_of_flag))
        flag = letter_of_flag and not flag
        joined = False
    return count


def folded(text: str) -> str:
    """A text for comparison with others: without case, width and invisible characters."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in wide if _visible(sign))


def _printable(sign: str) -> bool:
    if sign in _JOINERS or ord(sign) in _TAGS or sign == " ":
        return True
    category = unicodedata.category(sign)
    if category == "Cn":  # newer than Python's tables: rare characters of names, new emoji
        return ord(sign) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(sign) <= 0xFDEF
    return category[0] != "C" and category not in ("Zl", "Zp")


def _visible(sign: str) -> bool:
    category = unicodedata.category(sign)
    return (category[0] in "LNPS" or category == "Cn") and sign not in _BLANK
