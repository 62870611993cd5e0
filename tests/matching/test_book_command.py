"""`tanlu book`: the same answers as the naive matcher, over standard input and output."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.matching.naive import Naive
from tests.matching.streams import PROFILES, Stream, same


@pytest.mark.parametrize("profile", PROFILES)
def test_the_command_answers_line_by_line_and_tells_the_book(profile: str) -> None:
    stream, naive_results = Stream(1, profile, 150), []
    rules = {**stream.rules, "stp": "decrement", "tie": "mid"}
    naive = Naive(**rules)
    for event in stream.events:
        result = naive.play(event)
        naive_results.append((result, naive.auctioned))

    ran = subprocess.run(
        [sys.executable, "-m", "registry", "book", "--rules", _text(rules)],
        input="".join(json.dumps(event) + "\n" for event in stream.events),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    *results, book = map(json.loads, ran.stdout.splitlines())

    assert {"book": naive.book()} == book
    assert len(naive_results) == len(results)
    for (expected, auctioned), actual in zip(naive_results, results, strict=True):
        actual.pop("error", None)
        assert same(expected, auctioned) == same(actual, auctioned)


def _text(rules: dict[str, object]) -> str:
    return ",".join(f"{key}={value}" for key, value in rules.items())
