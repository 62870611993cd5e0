"""Goal: a mistake of a plan is reported on the line of its key, however it was written.

Method: random documents written in every style of TOML, with the line of each key noted by the
writer; the standard library reads them back, so that the writer is known to write TOML. Broken
texts raise nothing.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from registry.classroom import toml_lines
from registry.classroom.toml_lines import Lines, Place

KEYS = st.sampled_from(
    ["a", "b-1", "C_2", "3", "projects", "a b", "x.y", "[z]", "键", "", 'q"', "#"]
)
WORDS = st.sampled_from(
    ["", "plain", "[[projects]]\na = 1", 'q"uote', "it's", "# no comment", "x = [", "back\\slash",
     "two\n\n\nlines", '"""', "'''", "tab\tend\n", "\u2028\x85"]
)  # fmt: skip
SCALARS = st.one_of(WORDS, st.integers(-9, 10**18), st.booleans())
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=6)


class Scribe:
    """Writes a document in drawn styles; `at` is the line of each key path."""

    def __init__(self, draw: Any) -> None:
        self.draw, self.text = draw, ""
        self.at: dict[Place, int] = {}

    def one_of(self, *ways: str) -> str:
        return str(self.draw(st.sampled_from(ways)))

    def note(self, place: Place) -> None:
        self.at.setdefault(place, self.text.count("\n") + 1)

    def table(self, content: dict[str, Any], place: Place, header: tuple[str, ...]) -> None:
        """The pairs of a table, then the tables inside of it under headers of their own."""
        later = {}
        for name, value in content.items():
            if self._can_stand_below(value) and self.draw(st.booleans()):
                later[name] = value
                continue
            self.text += self.one_of("", "", "\n", "# [[projects]]\n", "  ", "\t")
            self.pair(name, value, place)
            self.text += self.one_of("\n", " # = [\n", "\r\n", "\n\n")
        for name, value in later.items():
            inner = (*header, name)
            for index, table in enumerate(value if isinstance(value, list) else [value]):
                below: Place = (*place, name)
                self.note(below)
                below = (*below, index) if isinstance(value, list) else below
                self.note(below)
                dotted = self.one_of(".", " . ").join(self.key(one) for one in inner)
                self.text += f"[[{dotted}]]\n" if isinstance(value, list) else f"[ {dotted} ]\n"
                self.table(table, below, inner)

    def _can_stand_below(self, value: Any) -> bool:
        tables = value if isinstance(value, list) else [value]
        return bool(tables) and all(isinstance(one, dict) for one in tables)

    def pair(self, name: str, value: Any, place: Place) -> None:
        self.note((*place, name))
        self.text += self.key(name)
        # A table of one key can be written with a dot.
        while isinstance(value, dict) and len(value) == 1 and self.draw(st.booleans()):
            place, (name, value) = (*place, name), next(iter(value.items()))
            self.note((*place, name))
            self.text += self.one_of(".", " . ") + self.key(name)
        self.text += self.one_of("=", " = ")
        self.value(value, (*place, name))

    def key(self, name: str) -> str:
        ways = [json.dumps(name, ensure_ascii=False)]
        if name and name.isascii() and name.replace("-", "").replace("_", "").isalnum():
            ways.append(name)
        if "'" not in name:
            ways.append(f"'{name}'")
        return self.one_of(*ways)

    def value(self, value: Any, place: Place) -> None:
        if isinstance(value, dict):
            self.text += self.one_of("{", "{ ")
            for number, (name, inner) in enumerate(value.items()):
                self.text += ", " if number else ""
                self.pair(name, inner, place)
            self.text += self.one_of("}", " }")
        elif isinstance(value, list):
            self.text += "["
            for number, inner in enumerate(value):
                self.text += "," if number else ""
                self.text += self.one_of("", " ", "\n", " # ]\n", "\n\n  ")
                self.note((*place, number))
                self.value(inner, (*place, number))
            self.text += self.one_of("", "\n", ",\n" if value else "") + "]"
        elif isinstance(value, str):
            self.text += self.string(value)
        else:
            self.text += json.dumps(value)

    def string(self, text: str) -> str:
        ways = [json.dumps(text, ensure_ascii=False)]
        escaped = text.replace("\\", "\\\\").replace('"""', '""\\"')
        ways.append(f'"""\n{escaped}{"" if not escaped.endswith(chr(34)) else chr(92)}"""')
        if escaped.endswith('"'):
            ways.pop()
            ways.append(f'"""{escaped}"""')
        if "'''" not in text and not text.endswith("'"):
            ways.append(f"'''\n{text}'''")
        if "'" not in text and "\n" not in text:
            ways.append(f"'{text}'")
        return self.one_of(*ways)


@st.composite
def written(draw: Any) -> tuple[dict[str, Any], Scribe]:
    document = draw(DOCUMENTS)
    scribe = Scribe(draw)
    scribe.table(document, (), ())
    return document, scribe


def paths(value: Any, place: Place = ()) -> list[Place]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for step, one in inner:
        found.append((*place, step))
        if isinstance(one, (dict, list)):
            found += paths(one, (*place, step))
    return found


def agrees(case: tuple[dict[str, Any], Scribe]) -> None:
    document, scribe = case
    assert document == tomllib.loads(scribe.text), "the writer writes TOML"
    lines = Lines(scribe.text)

    assert {place: scribe.at[place] for place in paths(document)} == {
        place: lines.of(place) for place in paths(document)
    }, scribe.text


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(written())
def test_every_key_is_found_on_the_line_where_it_was_written(case: Any) -> None:
    agrees(case)


@pytest.mark.planted
@pytest.mark.parametrize(
    ("pattern", "reading"),
    [
        ("_STRING", r"""\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'"""),
        ("_BLANK", r"[ \t\r\n]*"),
        ("_BARE", r"\w+"),
    ],
    ids=["long strings", "comments", "dashes in names"],
)
def test_a_reader_that_misses_a_part_of_the_grammar_is_found(
    monkeypatch: pytest.MonkeyPatch, pattern: str, reading: str
) -> None:
    monkeypatch.setattr(toml_lines, pattern, re.compile(reading))

    @settings(
        max_examples=100, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
    )
    @given(written())
    def every_key_is_found(case: Any) -> None:
        agrees(case)

    with pytest.raises(AssertionError):
        every_key_is_found()


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=2_000, deadline=None, database=None)
@given(written())
def test_every_key_of_many_documents_is_found_on_its_line(case: Any) -> None:
    agrees(case)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="ab=.[]{}\"'\\#,\n\r 1-", max_size=60))
def test_what_is_no_toml_is_read_as_far_as_it_goes(text: str) -> None:
    lines = Lines(text)

    assert 1 <= lines.of(("a",)) <= text.count("\n") + 1


@pytest.mark.parametrize("text", ["x = " + "[" * 20_000, "x = " + "{a=" * 20_000, "a." * 20_000])
def test_no_depth_is_too_deep(text: str) -> None:
    assert 1 == Lines(text).of(("x",))
