"""The Chinese of what is wrong with a lesson plan, or with a change of one.

The checks say it in English, for the command line; `fixtures/plan_sentences.toml` has the Chinese
of each sentence, as a catalogue has.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache

from registry.paths import fixtures

_LINE = re.compile(r"line (\d+)(?:, ((?:\"[^\"]*\"|[^:])+))?: (.+)", re.DOTALL)
_PLACE = re.compile(r"\{(\d?)\}")


def in_chinese(mistake: str) -> str:
    """The Chinese of a mistake with its line or key; what is not ours stays as it is."""
    if found := _LINE.fullmatch(mistake):
        line, place, said = found.groups()
        return f"第 {line} 行{f'，{place}' if place else ''}：{_sentence(said) or said}"
    for colon in re.finditer(": ", mistake):
        if said := _sentence(mistake[colon.end() :]):
            return f"{mistake[: colon.start()]}：{said}"
    return _sentence(mistake) or mistake


def _sentence(said: str) -> str:
    """The Chinese of one sentence; empty if the table does not have it."""
    for pattern, chinese in _sentences():
        if found := pattern.fullmatch(said):
            return _filled(chinese, [one.replace(" or ", " 或 ") for one in found.groups()])
    return ""


def _filled(chinese: str, given: list[str]) -> str:
    """A sentence with its figures: in their order, or where it numbers them from 0, by number."""
    numbers = iter(range(len(given)))
    return _PLACE.sub(lambda found: given[int(found[1] or next(numbers))], chinese)


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each English sentence as a pattern, and its Chinese."""
    table = tomllib.loads((fixtures() / "plan_sentences.toml").read_text(encoding="utf-8"))
    return tuple(
        (re.compile("(.*?)".join(map(re.escape, english.split("{}"))), re.DOTALL), chinese)
        for english, chinese in table.items()
    )
