"""Makes the published pages of one lesson from a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session

from ledger.kernel.numerals import whole_number
from registry.classroom.live import Live
from registry.edge.published import until
from registry.programme import published as registry
from registry.programme.adjustments.ranges import spelled
from registry.programme.published import PublishedBatch
from registry.programme.retirement.models import Claim, Ending
from registry.programme.risks.queries import public_notes
from registry.programme.risks.taxonomy import risks
from registry.web.frame.addresses import to
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor
from registry.web.reading.contexts import (
    BatchesPage,
    BatchLine,
    BatchPage,
    BlockLine,
    EndingLine,
    EndingsPage,
    IssuanceLine,
    IssuancesPage,
    NoteLine,
    NotesPage,
    PeriodLine,
    ProjectLine,
    ProjectsPage,
    Published,
)

ROWS = 40
NUMBER_DIGITS_MOST = 15
TONES = {"issued": "done", "dropped": "refuse"}


class PublishedMaker:
    """One rendering of a published page of a lesson."""

    def __init__(self, visitor: Visitor, live: Live, code: str, session: Session) -> None:
        self.visitor, self.live, self.code, self.session = visitor, live, code, session
        self.names = Names(session, visitor.language)
        text = visitor.query.get("before", "")
        self.before = (whole_number(text) if len(text) <= NUMBER_DIGITS_MOST else None) or 0

    @property
    def of(self) -> Published:
        """The lesson that is read."""
        plan = self.live.current.plan
        return Published(
            code=self.code,
            title=self.visitor.both(zh=plan.title_zh, en=plan.title_en),
            registries=tuple((c, self.names.registry(c)) for c in self.names.registry_numbers),
        )

    def notes(self) -> NotesPage:
        """Public notes of incidents."""
        return NotesPage(
            of=self.of,
            rows=tuple(
                NoteLine(
                    incident=one.incident,
                    agreement=one.agreement,
                    risk=self.visitor.both(zh=risks()[one.risk].zh, en=risks()[one.risk].en),
                    text=one.text,
                    at=one.at,
                )
                for one in public_notes(self.session)
            ),
        )

    def projects(self) -> ProjectsPage:
        """Every project."""
        rows = []
        for one in registry.published_projects(self.session):
            of = one.project
            rows.append(
                ProjectLine(
                    code=of.code,
                    name=self.names.both(zh=of.name_zh, en=of.name_en),
                    host=of.host,
                    unit=of.unit,
                    agreement=of.agreement,
                    owner=self.names.seat(of.owner),
                    partner=self.names.seat(of.partner),
                    methodology=of.methodology,
                    periods=tuple(
                        PeriodLine(
                            number=p.number, first_day=p.first_day, last_day=p.last_day,
                            exact=p.exact_t, whole=p.whole_t,
                        )
                        for p in one.periods
                    ),
                )
            )  # fmt: skip
        return ProjectsPage(of=self.of, rows=tuple(rows))

    def issuances(self) -> IssuancesPage:
        """Requests for issuance."""
        found = registry.published_issuances(self.session, before=self.before, limit=ROWS + 1)
        older, newest = self._pages("public_issuances", found, lambda one: one.request)
        rows = tuple(
            IssuanceLine(
                request=one.request,
                project=one.project,
                name=self.names.project(one.project),
                vintage=one.vintage,
                quantity=one.quantity,
                item=one.item,
                state=one.state,
                tone=TONES.get(one.state, "wait"),
                asset=one.asset,
                range=self.names.span(one.asset, one.first, one.last, registry="", long=True)
                if one.asset is not None and one.first is not None and one.last is not None
                else None,
                partner_t=one.partner_t,
                host_t=one.host_t,
                requested_at=one.requested_at,
                issued_at=one.issued_at,
            )
            for one in found[:ROWS]
        )
        return IssuancesPage(of=self.of, rows=rows, older_href=older, newest_href=newest)

    def batches(self) -> BatchesPage:
        """Batches."""
        found = registry.published_batches(self.session, before=self.before, limit=ROWS + 1)
        older, newest = self._pages("public_batches", found, lambda one: one.asset)
        rows = tuple(self._batch(one) for one in found[:ROWS])
        return BatchesPage(of=self.of, rows=rows, older_href=older, newest_href=newest)

    def batch(self, asset: int) -> BatchPage | None:
        """One batch with its blocks; None if there is none of this number."""
        one = registry.published_batch(self.session, asset)
        if one is None:
            return None
        moment = until(self.live)
        found = registry.published_blocks(
            self.session, asset, until=moment, before=self.before, limit=ROWS + 1
        )
        older, newest = self._pages("public_batch", found, lambda row: row.block, asset=asset)
        rows = []
        for block in found[:ROWS]:
            rows.append(
                BlockLine(
                    block=block.block,
                    range=self.names.span(
                        asset, block.first, block.last, registry=block.registry, long=True
                    ),
                    owner=block.owner,
                    kind=block.kind,
                    parent=block.parent,
                    children=block.children,
                    closed=block.closed,
                    type=block.type,
                    at=block.at,
                )
            )
        return BatchPage(
            of=self.of, batch=self._batch(one), until=moment, rows=tuple(rows),
            older_href=older, newest_href=newest,
        )  # fmt: skip

    def endings(self) -> EndingsPage:
        """Retirements and cancellations."""
        found = registry.published_endings(self.session, before=self.before, limit=ROWS + 1)
        older, newest = self._pages("public_retirements", found, lambda one: one.retirement)
        rows = tuple(
            EndingLine(
                retirement=one.retirement,
                retired=one.ending == Ending.RETIRED,
                owner=self.names.seat(one.owner),
                registry=one.registry,
                label=self.names.batch(one.asset),
                name=self.names.project(one.project),
                quantity=one.quantity,
                purpose=one.purpose,
                beneficiary=one.beneficiary,
                claim="" if one.claim == Claim.NONE else one.claim,
                ranges=self.names.spans(
                    one.asset, spelled(one.ranges), registry=one.registry, long=True
                ),
                at=one.at,
                reversed_at=one.reversed_at,
            )
            for one in found[:ROWS]
        )
        return EndingsPage(of=self.of, rows=rows, older_href=older, newest_href=newest)

    def _batch(self, one: PublishedBatch) -> BatchLine:
        return BatchLine(
            asset=one.asset,
            label=self.names.batch(one.asset),
            name=self.names.project(one.project),
            host=one.host,
            vintage=one.vintage,
            period=f"{one.period_first} – {one.period_last}",
            range=self.names.span(one.asset, one.first, one.last, registry="", long=True),
        )

    def _pages(
        self, name: str, found: Sequence[Any], key: Callable[[Any], int], **kept: object
    ) -> tuple[str, str]:
        here: dict[str, object] = {"lesson": self.code, **kept}
        older = to(name, **here, before=key(found[ROWS - 1])) if len(found) > ROWS else ""
        return older, to(name, **here) if self.before else ""
