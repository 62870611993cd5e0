"""What stands behind the arrow of a line, read into expectations. Pure."""

from __future__ import annotations

import re

from registry.scenario.model import Expectation, Value
from registry.scenario.values import Malformed, split, value

OPERATORS = ("=", "!=", ">=", "<=", ">", "<")
_TRADE = re.compile(r"\d[\d_]*@\d[\d_]*", re.ASCII)
_NAME = re.compile(r"\$[a-z][a-z0-9_]*", re.ASCII)
_PATH = re.compile(r"[a-z_][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)*", re.ASCII)
_CODE = re.compile(r"[a-z]+\.[a-z_]+", re.ASCII)


def read(text: str) -> list[Expectation]:
    """The expectations of a text, cut at commas; raises Malformed for the first mistake."""
    found: list[Expectation] = []
    for part in split(text, ","):
        if part:
            found += _one(part)
        elif text.strip():
            raise Malformed("nothing stands between two commas")
    return found


def _one(text: str) -> list[Expectation]:
    words = split(text)
    name = ""
    if len(words) >= 2 and words[-2] == "as":
        name = words.pop()
        words.pop()
        if not _NAME.fullmatch(name):
            raise Malformed(f"{name} is no name; write as $order, in small letters")
        name = name[1:]
    if words[:1] == ["refused"]:
        return [_refused(text, words, named=bool(name))]
    trades = [word for word in words if _TRADE.fullmatch(word)]
    if trades:
        rest = words[: len(words) - len(trades)]
        if name or len(rest) > 1 or words[len(rest) :] != trades:
            raise Malformed(f"{text}: trades stand last, as in filled 10@8500 5@8510")
        made = [[int(side.replace("_", "")) for side in trade.split("@")] for trade in trades]
        expected = [Expectation(text, "", "trades", made)]
        return [*([Expectation(rest[0], "", "word", rest[0])] if rest else []), *expected]
    return [_field(text, words, name)]


def _refused(text: str, words: list[str], *, named: bool) -> Expectation:
    if named or len(words) != 2 or not _CODE.fullmatch(words[1]):
        raise Malformed(f"{text}: a refusal is expected by its code, as refused risk.cash_short")
    return Expectation(text, "", "refused", words[1])


def _field(text: str, words: list[str], name: str) -> Expectation:
    if not words:
        raise Malformed(f"{text}: names nothing; write order as $order")
    path = words[0]
    if path == "none" and len(words) == 1 and not name:
        return Expectation(text, "", "lines", 0)
    if path == "lines" and not name:
        return Expectation(text, "", *_compared(text, words[1:], "lines"))
    if not _PATH.fullmatch(path):
        raise Malformed(f"{path} is no field of an answer")
    if len(words) == 1:
        if name:
            return Expectation(text, path, "", None, name)
        if path in ("holds", "accepted"):
            return Expectation(text, "", path)
        return Expectation(text, "", "word", path)
    operator, expected = _compared(text, words[1:], "=")
    return Expectation(text, path, operator, expected, name)


def _compared(text: str, words: list[str], usual: str) -> tuple[str, Value]:
    operator = usual
    if words and words[0] in OPERATORS:
        if usual == "lines" and words[0] != "=":
            raise Malformed(f"{text}: lines are counted exactly")
        operator = words[0] if usual != "lines" else usual
        words = words[1:]
    if len(words) != 1:
        raise Malformed(
            f"{text}: one value is expected behind {split(text)[0]}; text with spaces in quotes"
        )
    expected = value(words[0])
    if usual == "lines" and not isinstance(expected, int):
        raise Malformed(f"{text}: {words[0]} is no number of lines")
    return operator, expected
