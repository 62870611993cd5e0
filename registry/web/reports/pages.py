"""Who submitted what, what one's own country has to submit, and two parties side by side."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from ledger.kernel.numerals import whole_number
from registry.programme.authorisation import use
from registry.programme.participants.queries import registries
from registry.programme.reports import queries, vocabulary
from registry.programme.reports.clock import deadline
from registry.programme.reports.findings import overlapping
from registry.programme.reports.models import STANDING
from registry.programme.reports.queries import ReportView
from registry.programme.reports.stored import written
from registry.programme.reports.tables import Row, Submission
from registry.roles import Actor
from registry.web.frame.acts import Told, act, actor_of, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor
from registry.web.reports.contexts import Compared, OwnYear, PairLine, ReportsPage
from registry.web.reports.shown import TONES, country_of, line_of, may_see, year_acts


def reports_page(visitor: Visitor, session: Session) -> ReportsPage:
    """The list, newest year first, with the comparison that the address asks for."""
    names, by = Names(session, visitor.language), actor_of(visitor)
    told = told_of(visitor, session, names, back=to("reports"))
    found = [one for one in queries.reports(session) if may_see(visitor, session, one)]
    stand = [one for one in found if one.state in STANDING]
    years = sorted({one.year for one in stand}, reverse=True)
    parties = sorted({one.alpha3: one.party for one in stand}.items())
    year, one, other = _chosen(visitor, years, [code for code, _ in parties])
    return ReportsPage(
        played=queries.played(session),
        own=_own(session, names, by, told),
        wanting=_wanting(session, names, by, told),
        rows=tuple(
            line_of(names, r) for r in sorted(found, key=lambda r: (-r.year, r.alpha3, r.report))
        ),
        years=tuple(Choice(value=str(y), label=str(y)) for y in years),
        parties=tuple(Choice(value=c, label=names.nation(p)) for c, p in parties),
        year=year,
        one=one,
        other=other,
        compared=_compared(session, names, stand, year, one, other) if year else None,
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _chosen(visitor: Visitor, years: list[int], parties: list[str]) -> tuple[int, str, str]:
    """Year and parties of the comparison: those of the address, or the first two."""
    if not years or len(parties) < 2:
        return 0, "", ""
    asked = whole_number(visitor.query.get("year", "")[:4]) or 0
    year = asked if asked in years else years[0]
    one = visitor.query.get("one", "")
    one = one if one in parties else parties[0]
    other = visitor.query.get("other", "")
    others = [code for code in parties if code != one]
    return year, one, other if other in others else others[0]


def _own(session: Session, names: Names, by: Actor | None, told: Told) -> tuple[OwnYear, ...]:
    country = country_of(session, by)
    if by is None or not country or not queries.played(session):
        return ()
    found = []
    for party, year in queries.frozen_years(session, party=country):
        versions = queries.reports(session, party=party, year=year)
        newest = versions[-1] if versions else None
        found.append(
            OwnYear(
                year=year,
                state=newest.state if newest else "",
                tone=TONES.get(newest.state, "neutral") if newest else "wait",
                version=newest.version if newest else "",
                due_at=deadline(session, year),
                href=to("report", report=newest.report) if newest else "",
                acts=year_acts(session, names, party, year, by, told),
            )
        )
    return tuple(reversed(found))


def _wanting(session: Session, names: Names, by: Actor | None, told: Told) -> tuple[Act, ...]:
    """Forms to authorise the use of what other countries have authorised."""
    country = country_of(session, by)
    if not country or not queries.played(session):
        return ()
    label = word("authorisation.authorise_use", "actions", names.language)
    return tuple(
        act(
            names, "authorisation.authorise_use", told=told, about=code, label=f"{label} {code}",
            arguments={"authorisation": code},
        )
        for code in use.wanting_use(session, country)
    )  # fmt: skip


def _compared(
    session: Session, names: Names, stand: list[ReportView], year: int, one: str, other: str
) -> Compared:
    """What both report about each other, row by row."""
    codes = {r.alpha3: r.code for r in registries(session)}
    reports = {r.alpha3: r for r in stand if r.year == year and r.alpha3 in (one, other)}
    tables = {code: queries.submission(session, r.report) for code, r in reports.items()}
    missing = tuple(code for code in (one, other) if code not in tables)
    found = {
        code: {
            row: tuple(f.code for f in queries.findings(session, r.report) if f.row == row)
            for row in {f.row for f in queries.findings(session, r.report)}
        }
        for code, r in reports.items()
    }
    rows = () if missing else tuple(_pairs(one, other, tables, found))
    return Compared(
        year=year, one=one, other=other, one_name=names.nation(codes[one]),
        other_name=names.nation(codes[other]), rows=rows, missing=missing,
    )  # fmt: skip


_ABOUT_BOTH = (vocabulary.FIRST_TRANSFER, vocabulary.TRANSFER, vocabulary.ACQUISITION)


def _pairs(
    one: str,
    other: str,
    tables: dict[str, Submission],
    found: dict[str, dict[int, tuple[str, ...]]],
) -> Iterator[PairLine]:
    ours, theirs = _about(tables[one], other), _about(tables[other], one)
    pairs = overlapping([row for _, row in ours], [row for _, row in theirs])
    matched = [(ours[at], theirs[place]) for at, place, _ in pairs]
    seen = {(1, a[0]) for a, _ in matched} | {(2, b[0]) for _, b in matched}
    lines = [(a, b) for a, b in matched]
    lines += [(a, None) for a in ours if (1, a[0]) not in seen]  # type: ignore[misc]
    lines += [(None, b) for b in theirs if (2, b[0]) not in seen]  # type: ignore[misc]
    for left, right in lines:
        codes = (*(found[one].get(left[0], ()) if left else ()),
                 *(found[other].get(right[0], ()) if right else ()))  # fmt: skip
        yield PairLine(
            row=left[0] if left else None,
            other_row=right[0] if right else None,
            **_side("", left[1] if left else None),
            **_side("other_", right[1] if right else None),
            codes=tuple(dict.fromkeys(codes)),
        )


def _about(submission: Submission, other: str) -> list[tuple[int, Row]]:
    """The numbered rows of table 3 about another party."""
    return [
        (number, row)
        for number, row in enumerate(submission.actions, start=1)
        if row.get("action_type") in _ABOUT_BOTH
        and other in (row.get("acquiring_party"), row.get("transferring_party"))
    ]


def _side(prefix: str, row: Row | None) -> dict[str, str]:
    texts = {"kind": "", "day": "", "units": "", "quantity": ""}
    if row is not None:
        texts = {
            "kind": str(row.get("action_type", "")),
            "day": written(row["action_date"])[:10] if "action_date" in row else "",
            "units": f"{row.get('first_id', '')}–{row.get('last_id', '')}",
            "quantity": written(row["quantity"]) if "quantity" in row else "",
        }
    return {f"{prefix}{name}": text for name, text in texts.items()}
