"""Checks of the tonnes that projects avoid, and of the supply of a unit that they can make."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ledger.kernel.quantity import floor_tonnes
from registry.classroom.plan_checks.sound import Check, Mistake, Sound, Table
from registry.classroom.plan_checks.times import in_time

TONNES_MOST = 10**10
"""The most tonnes that all projects of a plan may avoid: about China's yearly emissions."""

PARTS = ("om", "bm", "w_om", "w_bm")
"""The keys of a combined margin that is written in parts."""


def tonnes(plan: Sound) -> Iterator[Mistake]:
    """Each period avoids at least a tonne, and all together at most `TONNES_MOST`."""
    total = Fraction(0)
    for i, project in enumerate(plan.tables("projects")):
        margin = _margin(project)
        if margin is None:
            continue
        generated = {
            j: found
            for j, period in enumerate(project.get("periods", []))
            if (found := generation_of(period)) is not None
        }
        if said := _too_small(margin, list(generated.values())):
            yield ("projects", i, _key_of(project)), said
            continue
        for j, generation in generated.items():
            place, avoided = ("projects", i, "periods", j, "generation_mwh"), generation * margin
            if avoided < 1:
                yield place, "it avoids less than one tonne, so nothing can be issued"
            if total <= TONNES_MOST < total + avoided:
                yield place, f"with this period all projects avoid more than {TONNES_MOST} t"
            total += avoided


def _too_small(margin: Fraction, generated: list[Fraction]) -> str:
    """Why it is the margin that lets nothing be issued, and no single generation; or ""."""
    if not margin:
        return "the margin is zero, so nothing can be issued: write one above zero"
    if len(generated) > 1 and min(generated) >= 1 > max(generated) * margin:
        least = "write one with which each period avoids a tonne"
        return f"the margin is so small that nothing can be issued: {least}"
    return ""


def supply(plan: Sound, host: str) -> int | None:
    """The whole tonnes that projects of a country can bring into the lesson at most, in time.

    None if wrong values leave it unknown. A project reported as supplying nothing counts as if it
    were corrected.
    """
    found = 0
    for project in plan.projects_of(host) or []:
        margin, periods = _margin(project), project.get("periods", [])
        if margin is None or not periods:
            return None
        for place in in_time(plan, project) or range(len(periods)):
            years = years_of(periods[place])
            whole = sum(floor_tonnes(mwh * margin) for mwh in years)
            if not whole:
                return None
            found += whole
    return found or None


def years_of(period: Table) -> list[Fraction]:
    """The generation of a period by calendar year; [] if it is not known."""
    if "generation_mwh" in period:
        return [Fraction(period["generation_mwh"])]
    years = period.get("generation_mwh_by_year", {}).values()
    return [Fraction(one) for one in years if one is not None]


def generation_of(period: Table) -> Fraction | None:
    """The generation of a whole period; None if it is not known."""
    years = years_of(period)
    return sum(years, Fraction(0)) if years else None


def weights_of(project: Table) -> Fraction | None:
    """What the weights of OM and BM add up to, or None where one of them is not known."""
    if "w_om" not in project or "w_bm" not in project:
        return None
    return Fraction(project["w_om"]) + Fraction(project["w_bm"])


def _margin(project: Table) -> Fraction | None:
    """The combined margin, or None where it is wrong, written twice or not whole."""
    whole, parts = "combined_margin" in project, [key for key in PARTS if key in project]
    if whole:
        return None if parts else Fraction(project["combined_margin"])
    if len(parts) < len(PARTS) or weights_of(project) != 1:
        return None
    om, bm, w_om, w_bm = (Fraction(project[key]) for key in PARTS)
    return om * w_om + bm * w_bm


def _key_of(project: Table) -> str:
    """The key that makes a margin too small: of two parts the first that has a weight."""
    if "combined_margin" in project:
        return "combined_margin"
    return "om" if Fraction(project["w_om"]) else "bm"


CHECKS: tuple[Check, ...] = (tonnes,)
