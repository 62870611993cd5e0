"""Goal: country packs are sound, name their sources, and are refused where they are not.

Method: the shipped packs are read; packs with one mistake each are read from a folder.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.countries import PacksUnreadable, read_packs, shipped, take_over

THAILAND = """
alpha2 = "TH"
alpha3 = "THA"
registry = "THA01"
name_en = "Thailand"
name_zh = "泰国"
currency = "THB"
codes_status = "recalled"

[[record]]
text_en = "300 t"
text_zh = "300 吨"
source = "W54"
status = "verified"
"""


def test_every_pack_has_a_record_with_its_source_and_status() -> None:
    packs = shipped()

    assert {
        "bangladesh", "cambodia", "china", "ghana", "indonesia", "japan", "kazakhstan", "korea",
        "maldives", "mongolia", "myanmar", "switzerland", "thailand",
    } == set(packs)  # fmt: skip
    assert all(one.record and all(fact.source for fact in one.record) for one in packs.values())
    assert {"recalled"} == {one.codes_status for one in packs.values()}
    assert ("TH", "THA", "THA01", "泰国", "THB") == (
        packs["thailand"].alpha2, packs["thailand"].alpha3, packs["thailand"].registry,
        packs["thailand"].name_zh, packs["thailand"].currency,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("THA01", "KHM01", "thailand.toml, registry: KHM01 is not of THA"),
        ('source = "W54"\n', "", "thailand.toml, record.0.source: Field required"),
        ('status = "verified"', 'status = "sure"', "thailand.toml, record.0.status: Input should"),
        ("alpha2", "alpha_2", "thailand.toml, alpha2: Field required"),
        ("alpha2 = ", "alpha2 ", "thailand.toml: Expected '='"),
    ],
)
def test_a_mistake_in_a_pack_is_told_with_its_file(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    (tmp_path / "thailand.toml").write_text(THAILAND.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PacksUnreadable) as told:
        read_packs(tmp_path)

    assert any(one.startswith(said) for one in told.value.mistakes), told.value.mistakes


def test_a_country_has_one_pack(tmp_path: Path) -> None:
    for name in ("siam", "thailand"):
        (tmp_path / f"{name}.toml").write_text(THAILAND, encoding="utf-8")
    with pytest.raises(PacksUnreadable) as told:
        read_packs(tmp_path)

    assert ["thailand.toml, alpha2: TH is that of siam"] == told.value.mistakes


def test_what_is_no_table_of_registries_is_left_to_the_plans_own_checks() -> None:
    for raw in ({}, {"registries": 3}, {"registries": ["x"]}, {"registries": [{"code": "TH"}]}):
        before = repr(raw)

        assert [] == take_over(raw)
        assert before == repr(raw)
    ((place, said),) = take_over({"registries": [{"pack": 3}]})

    assert ("registries", 0, "pack") == place
    assert said.startswith("there is no such pack; of bangladesh")
