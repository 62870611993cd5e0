"""The agreements of the lesson: terms, state, history, and what the visitor's government can do."""

from __future__ import annotations

from sqlmodel import Session

from registry.countries import shipped
from registry.programme.agreements import queries as agreements
from registry.programme.agreements.models import Rounding
from registry.programme.agreements.queries import AgreementView
from registry.programme.committee import motions
from registry.programme.committee import queries as committee
from registry.programme.participants.queries import registry
from registry.web.committee.agreement_contexts import (
    ActLine,
    AgreementPanel,
    AgreementsPage,
    AmendmentLine,
    CountryRecord,
    Fact,
)
from registry.web.committee.changes import AMENDMENT, changes_by
from registry.web.committee.docket import number_of
from registry.web.frame.acts import Told, act, actor_of, line, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import SplitTerms
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor

TONES = {
    "active": "done", "suspended": "refuse", "terminating": "refuse", "terminated": "neutral",
}  # fmt: skip
REASONED = ("suspend", "terminate")


def agreements_page(visitor: Visitor, session: Session) -> AgreementsPage:
    """Every agreement, by code."""
    names = Names(session, visitor.language)
    told = told_of(visitor, session, names, back=to("agreements"))
    return AgreementsPage(
        agreements=tuple(
            _panel(visitor, session, names, one, told) for one in agreements.agreements(session)
        ),
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _panel(
    visitor: Visitor, session: Session, names: Names, one: AgreementView, told: Told
) -> AgreementPanel:
    step, country = agreements.awaited(session, one.code)
    return AgreementPanel(
        code=one.code,
        title=names.both(zh=one.title_zh, en=one.title_en),
        partner=one.partner,
        partner_name=names.nation(one.partner),
        host=one.host,
        host_name=names.nation(one.host),
        approach=one.approach,
        status=one.status,
        state=one.state,
        tone=TONES.get(one.state, "wait"),
        terms=SplitTerms(
            rule="-".join(filter(None, (one.split_rule, one.odd_to))),
            partner=one.partner_share,
            host=one.host_share,
        ),
        min_share=one.min_share_percent,
        purposes=one.purposes,
        vintage_first=one.vintage_first,
        vintage_last=one.vintage_last,
        term_first_day=one.term_first_day,
        term_last_day=one.term_last_day,
        sop=one.sop_percent,
        omge=one.omge_percent,
        rounded_up=one.rounding is Rounding.CEIL,
        definition=one.oimp_definition,
        amended=frozenset(o.term for o in agreements.amendments(session, one.code)),
        issuance_mode=one.issuance_mode,
        tradable=one.tradable,
        virtual=one.virtual,
        notice_days=one.notice_days,
        ends_at=one.ends_at,
        waits_for=names.nation(country) if country else "",
        waits_step=step,
        docket_href=to("docket", agreement=one.code),
        amendments=_amendments(session, names, one),
        records=tuple(_record(session, names, country) for country in (one.partner, one.host)),
        history=_history(session, names, one),
        acts=_acts(visitor, session, names, one, told),
    )


def _amendments(session: Session, names: Names, one: AgreementView) -> tuple[AmendmentLine, ...]:
    """Every term that was changed, newest first, with the decision that changed it."""
    found = []
    for motion in motions.in_force(session, AMENDMENT, agreement=one.code):
        item = committee.item(session, motion.item)
        assert item is not None, f"no item {motion.item}"
        found += [
            AmendmentLine(
                term=line.term,
                before=line.now,
                after=line.then,
                since=motion.since or 0,
                number=number_of(session, item),
                href=to("item", item=motion.item),
            )
            for line in changes_by(session, names, motion)
        ]
    return tuple(reversed(found))


def _record(session: Session, names: Names, country: str) -> CountryRecord:
    """What is on record of a party: its registry in the lesson, and the country pack's facts."""
    pack = next((one for one in shipped().values() if one.alpha2 == country), None)
    kept = registry(session, country)
    return CountryRecord(
        country=country,
        name=names.nation(country),
        alpha3=kept.alpha3,
        registry=kept.number,
        currency=pack.currency if pack is not None else "",
        status=pack.codes_status if pack is not None else "",
        facts=tuple(
            Fact(
                text=names.both(zh=one.text_zh, en=one.text_en),
                source=one.source,
                status=one.status,
            )
            for one in (pack.record if pack is not None else ())
        ),
    )


def _history(session: Session, names: Names, one: AgreementView) -> tuple[ActLine, ...]:
    return tuple(
        ActLine(
            trigger=found.trigger,
            country=one.country(found.side) if found.side else "",
            name=names.seat(found.seat),
            reason=found.reason,
            at=found.at,
        )
        for found in reversed(agreements.acts(session, one.code))
    )


def _acts(
    visitor: Visitor, session: Session, names: Names, one: AgreementView, told: Told
) -> tuple[Act, ...]:
    by = actor_of(visitor)
    if by is None:
        return ()
    return tuple(
        act(
            names,
            f"agreement.{step}",
            told=told,
            about=one.code,
            tone="refusing" if step in REASONED else "primary",
            arguments={"agreement": one.code},
            fields=(line("reason"),) if step in REASONED else (),
        )
        for step in agreements.possible(session, one.code, by)
    )
