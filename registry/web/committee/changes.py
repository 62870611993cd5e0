"""What a motion changes, in words: the present value of each term beside the proposed one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from sqlmodel import Session

from ledger.kernel.quantity import exact
from registry.programme.agreements import queries as agreements
from registry.programme.agreements.queries import AgreementView
from registry.programme.committee.motions import MotionView, terms_of
from registry.programme.issuance.correction import CORRECTION_KIND
from registry.programme.permanence.queries import RELEASE, REVERSAL
from registry.programme.projects import queries as projects
from registry.programme.projects.queries import ALLOCATION, DEREGISTRATION, TYPE
from registry.roles import SplitRule
from registry.web.committee.motion_contexts import TermLine
from registry.web.frame import figures
from registry.web.frame.naming import Names
from registry.web.frame.render import word

AMENDMENT = "amendment"
SHARES = ("partner_share", "host_share")
PERCENTAGES = ("min_share_percent", "sop_percent", "omge_percent")
AMENDABLE = (*SHARES, *PERCENTAGES, "purposes")
"""The terms of an agreement that an amendment can change, in the order of the form."""


def changes_by(session: Session, names: Names, motion: MotionView) -> tuple[TermLine, ...]:
    """What a motion changes, or has changed if it is in force."""
    before = None if motion.since is None else motion.since - 1
    return changes(
        session, names, kind=motion.kind, agreement=motion.agreement, about=motion.about,
        terms=terms_of(motion.terms), before=before,
    )  # fmt: skip


def changes(
    session: Session,
    names: Names,
    *,
    kind: str,
    agreement: str,
    about: str,
    terms: Mapping[str, str],
    before: int | None = None,
) -> tuple[TermLine, ...]:
    """The terms that a motion of a kind changes.

    `before`: beside the values of that lesson time; None: beside the newest.
    """
    language = names.language
    if kind == AMENDMENT:
        agreed = agreements.known(session, agreement, at=before)
        return tuple(
            _line(term, term_text(names, agreed, term), _value(names, agreed, term, terms[term]))
            for term in AMENDABLE
            if term in terms
        )
    if kind == DEREGISTRATION:
        now, then = (word(one, "motion_values", language) for one in ("registered", "deregistered"))
        return (_line("registration", now, then),)
    if kind == TYPE:
        answered = projects.answer_on(session, agreement=agreement, type=about, at=before)
        return (
            _line(
                "type", word(answered or "open", "motion_values", language),
                word(terms["answer"], "motion_values", language), name=about,
            ),
        )  # fmt: skip
    if kind == ALLOCATION:
        return _allocated(session, names, about, terms, before=before)
    if kind == CORRECTION_KIND:
        whose = f"{terms['seat']} {names.seat(terms['seat'])}"
        return (
            _line("corrected", figures.tonnes(0), figures.tonnes(int(terms["tonnes"])), name=whose),
        )
    if kind in (REVERSAL, RELEASE):
        whose = f"{terms['owner']} {names.seat(terms['owner'])}"
        line = "lost" if kind == REVERSAL else "released"
        return (_line(line, figures.tonnes(0), figures.tonnes(int(terms["tonnes"])), name=whose),)
    return ()


def term_text(names: Names, agreed: AgreementView, term: str) -> str:
    """The value of a term of an agreement, in words."""
    value = "+".join(agreed.purposes) if term == "purposes" else str(getattr(agreed, term))
    return _value(names, agreed, term, value)


def present_shares(session: Session, project: str, *, at: int | None = None) -> dict[str, str]:
    """Seat -> percentage of what a project's issuances share out, as text; of its allocation, or
    by the shares of its agreement.
    """
    allocated = projects.allocation(session, project, at=at)
    if allocated:
        return {one.seat: one.percent for one in allocated}
    of = projects.project(session, project)
    assert of is not None, f"no project {project}"
    agreed = agreements.known(session, of.agreement, at=at)
    both = exact(agreed.partner_share) + exact(agreed.host_share)
    found: dict[str, Fraction] = {}
    for seat, share in ((of.partner, agreed.partner_share), (of.owner, agreed.host_share)):
        found[seat] = found.get(seat, Fraction(0)) + 100 * exact(share) / both
    return {seat: decimal(percent) for seat, percent in found.items()}


def decimal(value: Fraction) -> str:
    """A figure with at most two decimals, rounded half up: `177.5`, `33.33`."""
    hundredths = int(value * 100 + Fraction(1, 2))
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}.{rest:02d}".rstrip("0").rstrip(".")


def _line(term: str, now: str, then: str, *, name: str = "") -> TermLine:
    return TermLine(term=term, name=name, now=now, then=then)


def _value(names: Names, agreed: AgreementView, term: str, value: str) -> str:
    if term == "purposes":
        words = (word(one, "purposes", names.language) for one in value.split("+") if one)
        return ", ".join(words)
    if term in SHARES and agreed.split_rule is SplitRule.WEIGHTS:
        return value
    return f"{value} %"


def _allocated(
    session: Session, names: Names, project: str, terms: Mapping[str, str], *, before: int | None
) -> tuple[TermLine, ...]:
    now = present_shares(session, project, at=before)
    return tuple(
        _line(
            "recipient", _percent(now.get(seat)), _percent(terms.get(seat)),
            name=f"{seat} {names.seat(seat)}",
        )
        for seat in _each(now, terms)
    )  # fmt: skip


def _each(*seats: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for some in seats for one in some))


def _percent(text: str | None) -> str:
    return figures.UNKNOWN if text is None else f"{text} %"
