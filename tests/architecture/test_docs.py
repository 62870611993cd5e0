"""Goal: the documentation says what the tables say, and every refusal keeps its code.

Method: print every marked block again and compare; compare all codes with the golden list.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.kernel.errors import REFUSALS, STAGES
from registry import docs
from tests.architecture import tree


@pytest.mark.parametrize("path", list(docs.documents()), ids=tree.label)
def test_printed_blocks_are_current(path: Path) -> None:
    kept = path.read_text(encoding="utf-8")

    assert kept == docs.printed(kept), "stale: tanlu docs writes it anew"


def test_a_stale_block_is_seen() -> None:
    fresh = docs.printed("<!-- table: kinds -->\n<!-- end -->")

    assert fresh == docs.printed(fresh.replace("holding", "having"))
    assert fresh != docs.printed(fresh.replace("kinds", "types", 1))


@pytest.mark.parametrize(
    "name", ["nothing", "machine nothing", "refusals nothing", "sql x", "kinds x"]
)
def test_an_unknown_block_is_a_mistake(name: str) -> None:
    with pytest.raises(docs.BlockUnknown):
        docs.table(name)


def test_every_marker_is_closed() -> None:
    for path in docs.documents():
        text = path.read_text(encoding="utf-8")

        assert text.count("<!-- table: ") == text.count("<!-- end -->"), tree.label(path)


def test_every_refusal_keeps_its_code(golden: Callable[[str, str], None]) -> None:
    golden("codes.txt", "".join(f"{code}\n" for code in docs.every_refusal()))


def test_every_refusal_is_told_in_both_languages() -> None:
    docs.every_refusal()
    for code, one in REFUSALS.items():
        assert code.partition(".")[0] in STAGES
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one.zh), code
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one.pass_zh), code


def test_every_machine_is_drawn_somewhere() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in docs.documents())
    missing = [name for name in docs.machines() if f"<!-- table: machine {name} -->" not in text]

    assert [] == missing


def test_every_procedure_lists_its_refusals() -> None:
    for path in (tree.ROOT / "registry").rglob("errors.py"):
        readme = path.with_name("README.md")
        if readme.is_file() and "PRECEDENCE" in path.read_text(encoding="utf-8"):
            marker = f"<!-- table: refusals {path.parent.name} -->"

            assert marker in readme.read_text(encoding="utf-8"), path.parent.name
