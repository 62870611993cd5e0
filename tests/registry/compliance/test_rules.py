"""Goal: a rule pack is read completely, or all its mistakes are listed.

Method: the shipped pack, then files with planted mistakes.
"""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from registry.compliance.rules import RulePackErrors, read_rule_packs

SHIPPED = Path(__file__).parents[3] / "fixtures" / "rules"


def test_the_shipped_pack_carries_the_rule_of_the_national_market() -> None:
    pack = read_rule_packs(SHIPPED)["cets-offset"]

    assert ("national", "CN", 5, ["CCER"], True, False, "2021-02-01", "") == (
        pack["market"], pack["registry"], pack["cap_percent"], pack["admitted"],
        pack["exclude_covered_entities"], pack["recognise_belt_and_road"],
        pack["valid_from"], pack["valid_to"],
    )  # fmt: skip
    assert "art. 29" in pack["source"]
    assert pack == orjson.loads(orjson.dumps(pack))


def test_every_mistake_is_told_with_file_line_and_key(tmp_path: Path) -> None:
    text = (SHIPPED / "cets-offset.toml").read_text(encoding="utf-8")
    spoilt = (
        text.replace("cap_percent = 5", "cap_percent = 101")
        .replace('admitted = ["CCER"]', 'admitted = ["EUA"]')
        .replace("version = 1", "version = true")
        .replace('market = "national"', 'markt = "national"')
        .replace("valid_from = 2021-02-01", "valid_from = 2021-02-01\nvalid_to = 2020-01-01")
    )
    (tmp_path / "a.toml").write_text(spoilt, encoding="utf-8")
    (tmp_path / "b.toml").write_text("id = ", encoding="utf-8")
    with pytest.raises(RulePackErrors) as raised:
        read_rule_packs(tmp_path)
    told = "\n".join(raised.value.mistakes)

    assert 7 == len(raised.value.mistakes)
    for said in (
        "line 1: market is missing",
        "markt is no field",
        "version must be int",
        "cap_percent must lie between 0 and 100",
        "admitted must name one or more of CCER, BRC",
        "valid_to lies before valid_from",
        "b.toml: ",
    ):
        assert said in told


def test_one_id_belongs_to_one_file(tmp_path: Path) -> None:
    text = (SHIPPED / "cets-offset.toml").read_text(encoding="utf-8")
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(RulePackErrors, match="used by another file"):
        read_rule_packs(tmp_path)


def test_an_empty_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(RulePackErrors, match="no rule pack"):
        read_rule_packs(tmp_path)
