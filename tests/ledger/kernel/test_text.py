"""Text from outside: whether it is valid and readable, and its visible length. A table each."""

from __future__ import annotations

import pytest

from ledger.kernel.text import folded, is_readable, is_text, visible_length

FAMILY = "👨‍👩‍👧"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize("given", ["", "a", "碳", FAMILY, "\n", "\u200b", "\ufffd"])
def test_what_utf_8_can_write_is_text(given: str) -> None:
    assert is_text(given)


@pytest.mark.parametrize("given", ["\ud800", "a\udfff", "\0", "a\0b"])
def test_halves_of_pairs_and_nul_are_no_text(given: str) -> None:
    assert not is_text(given)


READABLE = [
    "a", "碳路", "O'Neil-Smith, Jr.", "Łukasz 3", FAMILY, SCOTLAND, "می‌خواهم", "नमस्ते", "👍🏽",
    "\U00031350",
]  # fmt: skip
UNREADABLE = {
    "nothing": "", "a blank": " ", "zero width": "\u200b\u200b", "joiners alone": "\u200d\u200c",
    "NUL": "a\0", "a new line": "a\nb", "a tab": "a\tb", "a line separator": "a\u2028b",
    "a mark of direction": "a\u202eb", "an isolate": "\u2066a\u2069", "an Arabic mark": "a\u061c",
    "a zero-width space in a word": "a\u200bb", "a byte order mark": "\ufeffa",
    "a soft hyphen": "a\u00adb", "a filler of Hangul": "\u3164", "a blank of Braille": "\u2800",
    "an accent alone": "\u0301", "half a pair": "\ud800a", "private use": "\ue000",
    "no character": "a\uffff",
}  # fmt: skip


@pytest.mark.parametrize("given", READABLE)
def test_one_line_with_something_to_see_is_readable(given: str) -> None:
    assert is_readable(given)


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_nobody_can_read_is_not(case: str) -> None:
    assert not is_readable(UNREADABLE[case])


LENGTHS = [
    ("", 0), ("abc", 3), ("碳路", 2), ("é", 1), ("e\u0301", 1), (FAMILY, 1), (FAMILY * 3, 3),
    ("👍🏽", 1), ("🇨🇳", 1), ("🇨🇳🇹🇭", 2), (SCOTLAND, 1), ("a" + "\u0301" * 50, 1),
    ("❤️", 1), ("1️⃣", 1),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), LENGTHS)
def test_length_is_what_a_person_counts(given: str, expected: int) -> None:
    assert expected == visible_length(given)


SAME = [("Alice", "aLICE"), ("Ａｌｉｃｅ", "alice"), ("Ali\u200dce", "Alice"), ("A lice", "alice")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_that_look_alike_are_the_same_when_compared(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert folded(one) != folded("Alina")
