"""The book agrees with the naive matcher on random streams: every result and every book.

Four profiles of streams, five modes of self-trade prevention, three tie rules. A difference is
reported with its seed, both results and a short stream that shows it. A long run takes 1,000 seeds
of each; the test also counts what the streams must contain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.matching.naive import Naive
from tests.matching.ours import Ours
from tests.matching.streams import PROFILES, Stream, difference

pytestmark = pytest.mark.slow

MODES = ("none", "newest", "oldest", "both", "decrement")
TIES = ("clamp", "ref", "mid")
QUICK, LONG = range(20), range(20, 1020)


def _differences(seeds: range, count: int, *, profile: str, stp: str, tie: str) -> Iterator[str]:
    for seed in seeds:
        stream = Stream(f"{seed} {stp} {tie}", profile, count)
        found = difference(Ours, Naive, stream, stp=stp, tie=tie)
        if found is not None:
            yield found


@pytest.mark.parametrize("tie", TIES)
@pytest.mark.parametrize("stp", MODES)
@pytest.mark.parametrize("profile", PROFILES)
def test_the_book_agrees_with_the_naive_matcher(profile: str, stp: str, tie: str) -> None:
    found = next(_differences(QUICK, 80, profile=profile, stp=stp, tie=tie), None)

    assert found is None, found


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("tie", TIES)
@pytest.mark.parametrize("stp", MODES)
@pytest.mark.parametrize("profile", PROFILES)
def test_they_agree_for_a_thousand_seeds(profile: str, stp: str, tie: str) -> None:
    found = next(_differences(LONG, 200, profile=profile, stp=stp, tie=tie), None)

    assert found is None, found


@pytest.mark.parametrize("profile", PROFILES)
def test_the_streams_contain_every_outcome(profile: str) -> None:
    found = Counter[str]()
    for seed in QUICK:
        for stp in MODES:
            found += _outcomes(Stream(f"{seed} {stp} clamp", profile, 80), stp)

    wanted = {"new filled", "new resting", "new cancelled", "cancel ok", "cancel rejected"}
    if profile != "limit":
        wanted |= {"new rejected", "replace resting", "replace filled", "replace rejected"}
    if profile == "day":
        wanted |= {"pending at the close", "at the open left", "closing call"}
    if profile in ("all", "day"):
        wanted |= {"new pending", "pick filled", "pick rejected", "eod ok", "limits ok"}
        wanted |= {"auction", "stop entered", "several stops", "crossed"}
    if profile == "all":
        wanted.add("auction and stops")
    few = {name: found[name] for name in wanted if found[name] < 3}
    assert {} == few


def _outcomes(stream: Stream, stp: str) -> Counter[str]:
    """How often what happens, on the naive matcher."""
    found, naive = Counter[str](), Naive(**stream.rules, stp=stp)
    for event in stream.events:
        waiting = len(naive.stops)
        result = naive.play(event)
        traded = sum(trade[3] for trade in result["trades"])
        entered = waiting - len(naive.stops) if event["op"] not in ("cancel", "eod") else 0
        book = naive.book()
        best = [side[0][0] for side in book.values() if side]
        found[f"{event['op']} {result['status']}"] += 1
        term = event.get("tif")
        found["pending at the close"] += (term, result["status"]) == ("AT_CLOSE", "pending")
        found["at the open left"] += event["op"] == "uncross" and bool(result["cancels"])
        found["closing call"] += event["op"] == "uncross" and naive.phase == "halt" and traded > 0
        found["auction"] += naive.auctioned > 0
        found["auction and stops"] += 0 < naive.auctioned < traded
        found["stop entered"] += entered > 0
        found["several stops"] += entered > 1
        found["crossed"] += naive.phase == "cont" and len(best) == 2 and best[0] >= best[1]
    return found
