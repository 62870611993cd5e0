"""Mistakes of the source documents: the printed figure, and the recomputed one if there is one."""

from __future__ import annotations

from dataclasses import dataclass

from registry.programme.methodologies.calculators.examples import examples
from registry.programme.methodologies.calculators.grids import uplifts
from registry.programme.methodologies.calculators.sourced import sourced_figure
from registry.programme.methodologies.calculators.tables import table

KINDS = {
    "misprint": ("misprint", "误印"),
    "conflict": ("the sources contradict each other", "来源矛盾"),
    "wording": ("wording", "用词"),
    "rule_version": ("two versions of a rule", "规则版本"),
    "different_dates": ("other dates or definitions", "日期或口径不同"),
    "implausible": ("implausible", "不可信"),
    "layout": ("layout", "排版"),
    "rounding": ("rounding", "取整"),
    "not_reproducible": ("does not reproduce", "无法复算"),
    "loose": ("loose", "粗略"),
    "gap": ("gap", "缺失"),
    "unit": ("unit", "单位"),
    "ambiguous": ("ambiguous", "含义不明"),
}
"""Kinds of mistakes in both languages."""

PRICE, TARIFF = "20.35", "0.3078"
"""Credit price and tariff of the worked examples (S4)."""


@dataclass(frozen=True)
class Recomputed:
    """A calculation behind a mistake, line by line: what it is, its formula, and the result."""

    formula: str
    unit: str
    results: dict[str, str]
    reproduces: bool | None


@dataclass(frozen=True)
class Mistake:
    """What is printed and what is right; `recomputed` is None where nothing is computed."""

    id: str
    document: str
    where_en: str
    where_zh: str
    kind: str
    kind_en: str
    kind_zh: str
    printed: str
    correct_en: str
    correct_zh: str
    recomputed: Recomputed | None


def mistakes(*, kind: str = "") -> list[Mistake]:
    """The known mistakes and loose statements of the sources; `kind` "": of every kind."""
    rows = table("source_issues")["issues"]
    return [_mistake(row) for row in rows if kind in ("", row["kind"])]


def mistake(identifier: str) -> Mistake | None:
    """One mistake by its id, or None."""
    return next((mistake for mistake in mistakes() if mistake.id == identifier), None)


def _mistake(row: dict[str, str]) -> Mistake:
    kind_en, kind_zh = KINDS[row["kind"]]
    return Mistake(
        id=row["id"],
        document=row["document"],
        where_en=row["where_en"],
        where_zh=row["where_zh"],
        kind=row["kind"],
        kind_en=kind_en,
        kind_zh=kind_zh,
        printed=row["printed"],
        correct_en=row["correct_en"],
        correct_zh=row["correct_zh"],
        recomputed=_recomputed(row.get("recomputed_by", "")),
    )


def _recomputed(by: str) -> Recomputed | None:
    """The calculation of a row: a figure, a worked example, or the uplift by region."""
    way, _, name = by.partition(":")
    if way == "figure":
        figure = sourced_figure(name)
        assert figure is not None, f"there is no figure {name}"
        return Recomputed(
            figure.formula, figure.unit, {figure.id: figure.result}, figure.reproduces
        )
    if way == "example":
        example = next(one for one in examples() if one.id == name)
        wrong = next(one for one in example.printed if one.misprint)
        formula = "capacity_mw * hours * (om * w_om + bm * w_bm)"
        return Recomputed(formula, "t", {wrong.field: wrong.recomputed}, wrong.reproduces)
    if way == "uplift":
        results = {one.grid: one.uplift_percent for one in uplifts(price=PRICE, tariff=TARIFF)}
        return Recomputed("combined_margin * price / (1000 * tariff) * 100", "%", results, None)
    assert by == "", f"{by} is no calculation"
    return None
