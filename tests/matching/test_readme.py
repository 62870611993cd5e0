"""The tables in the READMEs are those of the code; the message holds the block to paste."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

import matching
import registry.market
from ledger.kernel.errors import Refusal
from matching.audit import INVARIANTS
from matching.errors import PRECEDENCE
from registry.market.errors import PRECEDENCE as MARKET_PRECEDENCE


def _refusals(listed: Iterable[type[Refusal]]) -> str:
    rows = ["| code | meaning | 中文 |", "|---|---|---|"]
    for one in listed:
        meaning = " ".join((one.__doc__ or "").split())
        zh = re.sub(r"\{(\w+)\}", r"‹\1›", one.zh)
        rows.append(f"| `{one.code}` | {meaning} | {zh} |")
    return "\n".join(rows)


def _invariants() -> str:
    rows = ["| invariant | sentence |", "|---|---|"]
    for name, check in INVARIANTS.items():
        rows.append(f"| `{name}` | {' '.join((check.__doc__ or '').split())} |")
    rows.append(
        "| `the_working_state_equals_the_tables` | Books, lots, tapes, phases and counters are"
        " what the tables tell. |"
    )
    return "\n".join(rows)


BLOCKS = [
    (matching, "refusals", _refusals(PRECEDENCE)),
    (matching, "invariants", _invariants()),
    (registry.market, "refusals", _refusals(MARKET_PRECEDENCE)),
]


@pytest.mark.parametrize(("package", "name", "block"), BLOCKS)
def test_the_printed_block_is_current(package: object, name: str, block: str) -> None:
    folder = Path(str(package.__file__)).parent  # type: ignore[attr-defined]
    text = (folder / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- printed: {name} -->\n(.*?)\n?<!-- end -->", text, re.DOTALL)
    assert found is not None

    assert block == found.group(1), f"{folder.name}/README.md, block {name}:\n{block}"


def test_every_code_of_the_market_has_its_place() -> None:
    declared = {
        one
        for one in _all(Refusal)
        if one.__module__ in ("matching.errors", "registry.market.errors")
    }

    assert declared == {*PRECEDENCE, *MARKET_PRECEDENCE}
    assert len(PRECEDENCE) == len(set(PRECEDENCE))


def _all(base: type[Refusal]) -> set[type[Refusal]]:
    below = set(base.__subclasses__())
    return below.union(*(_all(one) for one in below)) if below else below
