"""Makes the page of supply and demand from the fitting report."""

from __future__ import annotations

from sqlmodel import Session

from registry.compliance.fitting import DemandLine, report
from registry.web.ndc.contexts import DemandRow, SupplyPage, SupplyRow
from registry.web.ndc.figures import told
from registry.web.ndc.maker import Reader


def supply_page(reader: Reader, session: Session) -> SupplyPage:
    """What there is, and whom it would serve."""
    found = report(session, at=reader.at)
    channels = [(one.channel, one.party) for one in found.demand]
    return SupplyPage(
        demand=tuple(_row(one) for one in found.demand),
        supply=tuple(
            SupplyRow(
                agreement=one.agreement,
                host=one.host,
                unit=one.unit,
                kind=one.kind,
                vintage=one.vintage,
                expected=told(one.expected_t),
                issued=told(one.issued_t),
                held=told(one.held_t),
                purposes=one.purposes,
                fits=tuple(channels[place] for place in one.fits),
            )
            for one in found.supply
        ),
    )


def _row(one: DemandLine) -> DemandRow:
    covered = None
    if one.needed_t is not None:
        covered = 100 if not one.needed_t else min(100, one.fitting_t * 100 // one.needed_t)
    return DemandRow(
        channel=one.channel,
        party=one.party,
        needed=told(one.needed_t),
        met=told(one.met_t),
        fitting=told(one.fitting_t),
        short=told(one.short_t),
        covered=covered,
    )
