"""The figures of a design document, the test of additionality, and what a validator finds on site.

A design document states figures, and the additionality of its project follows from them; nobody
types the result. The site's own figures come from the plan: who validates compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any

from sqlmodel import Session

from ledger.kernel.numerals import decimal_number
from ledger.kernel.quantity import exact
from registry.command import Arguments, Number, Text, Tonnes
from registry.cycles import Cycle
from registry.programme.documents import queries as documents
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.projects.errors import DocumentIncomplete
from registry.records import CheckFailed

NOTE, DESIGN, SITE = "note", "design", "site"
REPORT, ALLOCATION_PAPER, REVISED = "validation_report", "allocation", "revision"
"""Kinds of documents about a project."""

YES, NO = "yes", "no"


class DesignFigures(Arguments):
    """What a design document states: the methodology, the day the project began (ISO), the
    crediting period, tonnes avoided in a year, investment with yearly revenue without credits and
    yearly cost in whole yuan, the benchmark in percent, how many similar installations there are
    and how many of them came about without credits, and whether the law requires the project."""

    methodology: Text
    start_date: Text
    crediting_first_day: Text
    crediting_years: Number
    yearly_t: Tonnes
    investment_yuan: Number
    yearly_revenue_yuan: Number
    yearly_cost_yuan: Number
    benchmark_percent: Text
    similar_installations: Number
    similar_without_credits: Number
    legally_required: bool


@dataclass(frozen=True)
class Design:
    """The figures of a design document, or of the site, as text and whole numbers."""

    methodology: str
    start_date: str
    crediting_first_day: str
    crediting_years: int
    yearly_t: int
    investment_yuan: int
    yearly_revenue_yuan: int
    yearly_cost_yuan: int
    benchmark_percent: str
    similar_installations: int
    similar_without_credits: int
    legally_required: bool

    def as_fields(self) -> dict[str, str]:
        """The fields of a document."""
        return {name: _written(value) for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Additionality:
    """The test of additionality by stated figures; percentages are exact decimal text, cut to two
    places.

    `investment`: the return without credits is below the benchmark. `practice`: not more similar
    installations than the cycle allows came about without credits. `surplus`: no law requires it.
    """

    return_percent: str
    benchmark_percent: str
    share_percent: str
    most_percent: str
    investment: bool
    practice: bool
    surplus: bool

    @property
    def passed(self) -> bool:
        """Whether the project is additional."""
        return self.investment and self.practice and self.surplus


FIGURES = tuple(field.name for field in fields(Design))
COMPARED = tuple(name for name in FIGURES if not name.startswith("crediting_"))
"""The figures that the site has as well."""

_NUMBERS = frozenset(
    name
    for name in DesignFigures.model_fields
    if name.endswith(("_yuan", "_t", "_years", "_installations", "_credits"))
)


def design_from(written: Mapping[str, str]) -> Design:
    """The figures of a document's fields."""
    return Design(**{name: _read(name, written[name]) for name in FIGURES})


def design_of(session: Session, project: str, version: int | None = None) -> Design | None:
    """The figures of a version of a project's design document, of the newest if None."""
    found = documents.document(session, DESIGN, project, version)
    return None if found is None else design_from(found.fields)


def site_of(session: Session, project: str) -> Design | None:
    """What is found at a project's site; None where the plan does not say."""
    found = documents.document(session, SITE, project)
    return None if found is None else design_from(found.fields)


def differing(stated: Design, found: Design) -> list[str]:
    """The figures in which a design document differs from the site."""
    return [name for name in COMPARED if getattr(stated, name) != getattr(found, name)]


def additionality(design: Design, cycle: Cycle) -> Additionality:
    """The test of additionality by the figures of a design document."""
    profit = design.yearly_revenue_yuan - design.yearly_cost_yuan
    gain = Fraction(100 * profit, design.investment_yuan)
    share = Fraction(0)
    if design.similar_installations:
        share = Fraction(100 * design.similar_without_credits, design.similar_installations)
    return Additionality(
        return_percent=_percent(gain),
        benchmark_percent=design.benchmark_percent,
        share_percent=_percent(share),
        most_percent=cycle.common_practice_percent,
        investment=gain < exact(design.benchmark_percent),
        practice=share <= exact(cycle.common_practice_percent),
        surplus=not design.legally_required,
    )


def incomplete(project: str, design: Design) -> list[CheckFailed]:
    """The figures of a design document that cannot be read (check 5040)."""
    wrong = [
        name for name in ("start_date", "crediting_first_day") if not is_day(getattr(design, name))
    ]
    benchmark = decimal_number(design.benchmark_percent)
    if benchmark is None or not 0 < benchmark <= 100:
        wrong.append("benchmark_percent")
    wrong += [name for name in ("yearly_t", "investment_yuan") if getattr(design, name) < 1]
    if design.similar_without_credits > design.similar_installations:
        wrong.append("similar_without_credits")
    return [DocumentIncomplete(project=project, figure=name) for name in wrong]


def is_day(written: str) -> bool:
    """Whether a text is a date in ISO form."""
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _percent(exactly: Fraction) -> str:
    hundredths = exactly * 100
    return decimal_text(Fraction(hundredths.numerator // hundredths.denominator, 100))


def _written(value: object) -> str:
    return {True: YES, False: NO}[value] if isinstance(value, bool) else str(value)


def _read(name: str, written: str) -> Any:
    if name == "legally_required":
        return written == YES
    return int(written) if name in _NUMBERS else written
