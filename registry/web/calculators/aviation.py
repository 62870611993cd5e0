"""The aviation page: growth paths as lines, and an operator's offsetting requirement in steps.

The engine computes; this module shows its figures with their formulas and sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators import corsia
from registry.programme.methodologies.calculators.corsia import Flown
from registry.programme.methodologies.calculators.tables import table
from registry.web.calculators.chart_contexts import Lines
from registry.web.calculators.charts import Course, lines
from registry.web.calculators.contexts import (
    AviationPage,
    EndRow,
    Exact,
    Fact,
    Field,
    FlownRow,
    PathRow,
    Sheet,
    Step,
)
from registry.web.calculators.exact import exact_figure, grouped, named, rounded_text
from registry.web.calculators.forms import Asked
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor

PATH_FIELDS = ("scope", "start_mt", "percent", "years")
OWN = ("start_mt", "percent", "years")
SCOPES = ("world", "belt_and_road")
COLUMNS = ("year", "emissions_t", "sector_growth", "individual_growth")
BEGIN = {
    "year_1": "2024", "emissions_t_1": "150000",
    "year_2": "2027", "emissions_t_2": "150000", "sector_growth_2": "0.2",
    "year_3": "2033", "emissions_t_3": "150000", "sector_growth_3": "0.3",
    "individual_growth_3": "0.1", "fuel_claims_t": "0",
}  # fmt: skip
"""An invented operator with a year of each kind: factor known, given, and with own growth."""

DUTY_FIELDS = (
    *(f"{column}_{row}" for row in range(1, corsia.MOST_YEARS + 1) for column in COLUMNS),
    "fuel_claims_t",
)


def page(visitor: Visitor) -> AviationPage:
    """The page for the fields in the address."""
    asked = Asked(visitor, action="aviation")
    asked.begin_with(dict.fromkeys(DUTY_FIELDS, "") | BEGIN)
    scope = asked.text("scope") if asked.text("scope") in SCOPES else "world"
    own, path_refusal = _own_path(asked)
    paths = _paths(scope, own)
    flown = _flown(asked)
    answer, duty_refusal = _duty(asked, flown)
    whole = table("corsia")
    return AviationPage(
        path_sheet=_path_sheet(asked),
        path_refusal=path_refusal,
        chart=drawn(paths),
        rows=_rows(paths),
        scope=scope,
        ends=_ends() if scope == "world" else (),
        paths_from=Fact(source=whole["paths"]["source"], status=whole["paths"]["status"]),
        duty_sheet=_duty_sheet(asked),
        duty_refusal=duty_refusal,
        years=tuple(_year(row) for row in answer["years"]) if answer else (),
        steps=_steps(answer) if answer else (),
        threshold=grouped(whole["threshold_t"]),
        threshold_from=Fact(source=whole["threshold_source"], status=whole["threshold_status"]),
        rounding_from=Fact(source="", status=whole["rounding_status"]),
    )


@dataclass(frozen=True)
class Path:
    """One path: its name and the engine's figures of every year."""

    name: str
    points: tuple[tuple[int, Exact], ...]


def printed_paths(scope: str) -> list[Path]:
    """Both paths of the source, with as many steps as years and with one step more.

    The world's figures are non-terminating decimals, so they are cut.
    """
    found = []
    plain, extra = corsia.growth(extra_steps=0), corsia.growth(extra_steps=1)
    for one, more in zip(plain, extra, strict=True):
        for name, told_path in ((one["id"], one), (f"{one['id']}_extra", more)):
            points = (
                (row["year"], exact_figure(row[f"{scope}_mt"], cut=scope == "world"))
                for row in told_path["years"]
            )
            found.append(Path(name, tuple(points)))
    return found


def _own_path(asked: Asked) -> tuple[Path | None, Any]:
    if not any(asked.text(name) for name in OWN):
        return None, None
    start, percent, years = (asked.text(name) for name in OWN)
    steps, refusal = asked.tried(
        lambda: corsia.grown(start_mt=start, percent=percent, years=years), names=OWN
    )
    if steps is None:
        return None, refusal
    first = table("corsia")["paths"]["first_year"]
    return Path("own", tuple((first + row["step"], exact_figure(row["mt"])) for row in steps)), None


def _paths(scope: str, own: Path | None) -> list[Path]:
    return [*printed_paths(scope), *([own] if own else [])]


def drawn(paths: Sequence[Path]) -> Lines:
    """The paths as lines from zero."""
    return lines(
        [
            Course(
                path.name,
                tuple((year, exact(value.value)) for year, value in path.points),
                _short(exact(path.points[-1][1].value)),
            )
            for path in paths
        ]
    )


def _short(value: Fraction) -> str:
    return rounded_text(value, 0)[:14]


def _rows(paths: Sequence[Path]) -> tuple[PathRow, ...]:
    by_year = [dict(path.points) for path in paths]
    years = sorted({year for one in by_year for year in one})
    return tuple(
        PathRow(year=year, values=tuple(one.get(year) for one in by_year)) for year in years
    )


def _ends() -> tuple[EndRow, ...]:
    plain, extra = corsia.growth(extra_steps=0), corsia.growth(extra_steps=1)
    return tuple(
        EndRow(
            name=one["id"],
            printed=one["printed_2035"],
            plain=exact_figure(one["years"][-1]["world_mt"], cut=True),
            extra=exact_figure(more["years"][-1]["world_mt"], cut=True),
            plain_steps=one["steps"],
            extra_steps=more["steps"],
        )
        for one, more in zip(plain, extra, strict=True)
    )


def _path_sheet(asked: Asked) -> Sheet:
    listed = [(name, word(name, "calculator_scopes", asked.language)) for name in SCOPES]
    row = (
        asked.field("scope", choices=listed),
        asked.field("start_mt", unit="Mt"),
        asked.field("percent", unit="%"),
        asked.field("years"),
    )
    return asked.sheet("path", (row,), others=DUTY_FIELDS)


def _flown(asked: Asked) -> dict[int, Flown]:
    """Row number -> the operator's year; empty rows are left out."""
    found = {}
    for row in range(1, corsia.MOST_YEARS + 1):
        year, emissions, sector, own = (asked.text(f"{column}_{row}") for column in COLUMNS)
        if year or emissions or sector or own:
            found[row] = Flown(
                year=year,
                emissions_t=emissions,
                sector_growth=sector or None,
                individual_growth=own or None,
            )
    return found


def _duty(asked: Asked, flown: dict[int, Flown]) -> tuple[Any, Any]:
    said_as = {
        f"{one.year[:9]}.{column}": f"{column}_{row}"
        for row, one in reversed(flown.items())
        for column in COLUMNS
    }
    return asked.tried(
        lambda: corsia.requirement(
            list(flown.values()), fuel_claims_t=asked.text("fuel_claims_t") or "0"
        ),
        names=(*said_as, "fuel_claims_t", "years"),
        said_as=said_as | {"years": "year_1"},
    )


def _duty_sheet(asked: Asked) -> Sheet:
    """The filled rows, and an empty one."""
    filled = [
        row
        for row in range(1, corsia.MOST_YEARS + 1)
        if any(asked.text(f"{column}_{row}") for column in COLUMNS)
    ]
    count = min(max([3, *(row + 1 for row in filled)]), corsia.MOST_YEARS)
    rows: list[tuple[Field, ...]] = [
        tuple(
            asked.field(f"{column}_{row}", label=column, unit="t" if column == COLUMNS[1] else "")
            for column in COLUMNS
        )
        for row in range(1, count + 1)
    ]
    rows.append((asked.field("fuel_claims_t", unit="t"),))
    return asked.sheet("duty", rows, others=PATH_FIELDS)


def _year(row: dict[str, Any]) -> FlownRow:
    shares = next(s for s in table("corsia")["shares"] if s["first"] <= row["year"] <= s["last"])
    sector = named(row, "sector_growth")
    known = row["sector_growth_status"] != "given"
    source = _sector_source(row["year"]) if known else ""
    emissions = named(row, "emissions_t")
    factor = named(row, "factor")
    return FlownRow(
        year=row["year"],
        emissions=emissions,
        sector=sector,
        sector_from=Fact(source=source, status=row["sector_growth_status"]),
        shares=f"{shares['sector_percent']} / {shares['individual_percent']}",
        shares_from=Fact(source="CORSIA: sector and own growth", status=shares["status"]),
        factor=factor,
        filled=f"{emissions.shown} × {factor.shown}" if row["above_threshold"] else "",
        bound=row["above_threshold"],
        offset=named(row, "offset_t"),
    )


def _sector_source(year: int) -> str:
    known = table("corsia")["sector_growth"]
    return str(next(one["source"] for one in known if one["first"] <= year <= one["last"]))


def _steps(answer: dict[str, Any]) -> tuple[Step, ...]:
    total, fuel = named(answer, "total_t"), named(answer, "fuel_claims_t")
    required = exact_figure(str(answer["required_t"]))
    each = " + ".join(named(row, "offset_t").shown for row in answer["years"])
    filled = {
        "total_t": each,
        "fuel_claims_t": "",
        "required_t": f"⌈ {total.shown} − {fuel.shown} ⌉",
    }
    results = {"total_t": total, "fuel_claims_t": fuel, "required_t": required}
    return tuple(
        Step(
            name=name,
            formula="given" if name == "fuel_claims_t" else name,
            filled=filled[name],
            result=result,
            unit="t",
            strong=name == "required_t",
        )
        for name, result in results.items()
    )
