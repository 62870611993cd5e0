"""Goal: the rules of a project's cycle come from packs that say where each of them is written.

Method: the shipped packs by their facts; packs with one thing wrong; facts as a lesson keeps them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from registry import cycles
from registry.cycles import CyclesUnreadable, Publisher, Registrar
from registry.paths import fixtures

TEXT = (fixtures() / "cycles" / "ccer.toml").read_text(encoding="utf-8")


def test_the_two_shipped_cycles_differ_as_their_rules_do() -> None:
    packs = cycles.shipped()
    jcm, ccer = packs["jcm"].cycle, packs["ccer"].cycle

    assert {"jcm", "ccer"} == set(packs)
    assert (True, Publisher.SECRETARIAT, Registrar.COMMITTEE) == (
        jcm.starts_with_note, jcm.publisher, jcm.registration,
    )  # fmt: skip
    assert (False, Publisher.OWNER, Registrar.REGISTRY) == (
        ccer.starts_with_note, ccer.publisher, ccer.registration,
    )  # fmt: skip
    assert (False, True) == (jcm.verifier_differs, ccer.verifier_differs)
    assert (5, 2, "2012-11-08") == (ccer.lookback_years, ccer.publications, ccer.earliest_start)


def test_every_fact_has_its_source_in_both_languages() -> None:
    for pack in cycles.shipped().values():
        assert set(cycles.FACTS) == set(pack.sources)
        assert all(one.en and one.zh and one.status for one in pack.sources.values())
    assert "verified" == cycles.shipped()["ccer"].sources["verifier_differs"].status
    assert "recalled" == cycles.shipped()["jcm"].sources["verifier_differs"].status


def test_a_lesson_keeps_the_facts_and_reads_the_same_cycle_from_them() -> None:
    for pack in cycles.shipped().values():
        assert pack.cycle == cycles.from_facts(pack.cycle.as_facts())


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('code = "ccer"', 'code = "cer"', "is not the file's name"),
        ('value = "owner"', 'value = "trader"', "must be one of secretariat, owner"),
        ('value = "owner"', "value = 3", "must be a str"),
        ("value = 5\n", "value = -5\n", "is not below 0"),
        ('value = "2012-11-08"', 'value = "8 November 2012"', "must be a date"),
        ('value = "20"', 'value = "120"', "must be a percentage"),
        ('name = "renewals"', 'name = "renewal"', "fact renewals is missing"),
        ('status = "recalled"', 'status = "rumour"', "status must be one of"),
        ("version = 1", "", "version is missing"),
    ],
)
def test_a_wrong_pack_is_refused_with_its_mistake(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    assert before in TEXT
    (tmp_path / "ccer.toml").write_text(TEXT.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(CyclesUnreadable, match=told):
        cycles.read(tmp_path)
