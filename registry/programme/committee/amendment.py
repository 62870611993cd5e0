"""The terms of an agreement that its committee may change: shares, levies, minimum, purposes.

An amendment holds from the publication of its decision. What was put before the committee earlier
keeps the terms with which its papers were filed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.numerals import decimal_number
from ledger.kernel.quantity import exact
from registry.command import Arguments, Command, Text, on_books
from registry.programme.agreements import commands as agreements
from registry.programme.agreements import queries as terms
from registry.programme.agreements.models import AgreementAmendment
from registry.programme.agreements.queries import AgreementView
from registry.programme.committee import motions
from registry.programme.committee.errors import TermsUnchanged, TermWrong
from registry.programme.committee.kinds import Bilingual
from registry.programme.committee.models import CommitteeMotion
from registry.records import CheckFailed, next_key
from registry.roles import SIDE_OF, Actor, SplitRule

PURPOSES = ("NDC", "OIMP")
_PERCENTAGES = ("min_share_percent", "sop_percent", "omge_percent")
_SHARES = ("partner_share", "host_share")


class Amend(Arguments):
    """New terms of an agreement, null for those that stay.

    Shares are whole weights or percentages, as the agreement's rule has them; levies and the least
    share are percentages. All are exact decimal text.
    """

    agreement: Text
    partner_share: Text | None = None
    host_share: Text | None = None
    min_share_percent: Text | None = None
    sop_percent: Text | None = None
    omge_percent: Text | None = None
    purposes: Annotated[list[Text], Field(max_length=2)] | None = None
    reason: Text


def ask_amendment(
    books: Books,
    *,
    agreement: str,
    reason: str,
    partner_share: str | None = None,
    host_share: str | None = None,
    min_share_percent: str | None = None,
    sop_percent: str | None = None,
    omge_percent: str | None = None,
    purposes: Sequence[str] | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Ask the committee to change terms of its agreement, as a government of one of the sides."""
    session = books.session
    failed = agreements.not_in_force(session, agreement, at=at)
    agreements.side_of(session, agreements.find(session, agreement), by, step="ask_amendment")
    given = {
        "partner_share": partner_share, "host_share": host_share,
        "min_share_percent": min_share_percent, "sop_percent": sop_percent,
        "omge_percent": omge_percent,
        "purposes": None if purposes is None else "+".join(sorted(set(purposes))),
    }  # fmt: skip
    now = terms.known(session, agreement)
    asked = {
        term: value
        for term, value in given.items()
        if value is not None and not _as_it_is(now, term, value)
    }
    if not asked:
        failed.append(TermsUnchanged(agreement=agreement))
    failed += _wrong_terms(now, asked)
    return motions.ask(
        books, AMENDMENT, agreement=agreement, about=agreement, terms=asked, reason=reason,
        failed=failed, by=by, at=at,
    )  # fmt: skip


def amendable(session: Session, by: Actor) -> list[AgreementView]:
    """The active agreements whose terms a seat's government may ask to change."""
    return [
        one for one in terms.agreements(session) if one.active and terms.side_for(session, one, by)
    ]


def _as_it_is(now: AgreementView, term: str, value: str) -> bool:
    """Whether a term has this value already, however the number is written."""
    stored = _as_stored(now, term)
    return value == stored or (term != "purposes" and decimal_number(value) == exact(stored))


def _as_stored(now: AgreementView, term: str) -> str:
    return "+".join(sorted(now.purposes)) if term == "purposes" else str(getattr(now, term))


def _wrong_terms(now: AgreementView, asked: dict[str, str]) -> list[CheckFailed]:
    """The terms that cannot be: no numbers, shares that share nothing, levies above the whole."""
    failed: list[CheckFailed] = []
    then: dict[str, Fraction] = {}
    for term in (*_SHARES, *_PERCENTAGES):
        value = asked.get(term, _as_stored(now, term))
        number = decimal_number(value) if term in asked else exact(value)
        then[term] = Fraction(-1) if number is None else number
        most = 100 if term in _PERCENTAGES else 1_000_000
        whole = now.split_rule is SplitRule.WEIGHTS and term in _SHARES
        if not 0 <= then[term] <= most or (whole and then[term].denominator != 1):
            failed.append(TermWrong(term=term, value=value))
    purposes = asked.get("purposes")
    if purposes is not None and (not purposes or not set(purposes.split("+")) <= set(PURPOSES)):
        failed.append(TermWrong(term="purposes", value=purposes or "-"))
    if failed:
        return failed
    both = then["partner_share"] + then["host_share"]
    if both != 100 if now.split_rule is SplitRule.PERCENTAGES else both == 0:
        failed.append(TermWrong(term="partner_share", value=str(both)))
    levied = then["sop_percent"] + then["omge_percent"]
    if levied > 100:
        failed.append(TermWrong(term="sop_percent", value=str(levied)))
    return failed


def _amend(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """Write the new terms, which hold from now on."""
    session = books.session
    changed = motions.terms_of(motion.terms)
    for term, value in changed.items():
        session.add(
            AgreementAmendment(
                id=next_key(session, AgreementAmendment.id),
                agreement=motion.agreement,
                motion=motion.id,
                term=term,
                value=value,
                since=at,
            )
        )
        session.flush()
    return {"amended": changed}


def _name(session: Session, motion: CommitteeMotion) -> Bilingual:
    agreed = terms.known(session, motion.agreement)
    return Bilingual(agreed.title_en, agreed.title_zh)


AMENDMENT = motions.motion_kind(
    "amendment",
    title=Bilingual("amendment", "条款修订"),
    matter=Bilingual("amend the terms", "修订条款"),
    headline=Bilingual("amend the terms of {name}", "修订 {name} 的条款"),
    consent=Bilingual("Consent to the amendment", "同意修订"),
    name=_name,
    circulated_by="agreement.ask_amendment",
    effect=_amend,
)

COMMANDS = (
    Command(
        name="agreement.ask_amendment", en="Ask for an amendment", zh="提请修订条款",
        done=("Amendment asked for", "已提请修订条款"),
        not_done=("Amendment not asked for", "未提请修订条款"),
        arguments=Amend, roles=frozenset(SIDE_OF), run=on_books(ask_amendment),
    ),
)  # fmt: skip
