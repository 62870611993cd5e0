"""Apply for, grant, reject and amend an authorisation, and register the ranges that it covers."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from ledger.serials import CreditBatch
from registry.command import Arguments, Command, Text, on_books
from registry.programme.adjustments.queries import (
    assets_kept_under,
    kept_under,
    tonnes_under,
)
from registry.programme.agreements import commands as agreements
from registry.programme.authorisation import acts, marking, overselling, queries, records
from registry.programme.authorisation.errors import (
    ApplicationOfOther,
    BelowTransferred,
    DefinitionOfTransferred,
    NothingAmended,
    PartiesOfKept,
    PurposesOfTransferred,
    VintagesOfKept,
)
from registry.programme.authorisation.machine import APPLICANTS, AUTHORISATION, MINISTRY
from registry.programme.authorisation.models import (
    Authorisation,
    AuthorisationState,
    AuthorisedRange,
)
from registry.programme.authorisation.queries import Terms
from registry.programme.authorisation.records import find, write_act, write_version
from registry.programme.authorisation.terms import (
    Stated,
    amended,
    failed_terms,
    in_full,
    require_choices,
)
from registry.programme.ndc import reports
from registry.programme.ndc.errors import AboveOwnTarget
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import NotYours
from registry.programme.projects import commands as projects
from registry.records import CheckFailed, next_key, refuse, require_role
from registry.roles import Actor


class Apply(Stated):
    """An application to the host's government: a project, and the terms that are asked for."""

    project: Text


class Grant(Stated):
    """An authorisation: project, purposes, parties, at most so many tonnes, and its terms.

    `parties` are registry codes; null: the partner of the agreement. `application`: the code of the
    application that it answers; its terms are those stated here. `confirmed` false: a maximum above
    what the periods that are over have reduced is refused; true or null: it passes.
    """

    project: Text
    application: Text | None = None
    confirmed: bool | None = None


class Rejected(Arguments):
    """An application by its code, and why it is rejected."""

    authorisation: Text
    reason: Text


class Amend(Stated):
    """New terms of an authorisation, and why; what is null stays as it is."""

    authorisation: Text
    reason: Text


def apply(books: Books, *, project: str, by: Actor, at: int, **stated: Any) -> dict[str, Any]:
    """Apply to the host's government for an authorisation of one's project."""
    session = books.session
    require_role(by, procedure="authorisation", step="apply", roles=APPLICANTS)
    of = projects.find(session, project)
    if by.holds(MINISTRY):
        participants.require_country(session, by=by, country=of.host, step="apply")
    elif by.seat not in (of.owner, of.partner):
        raise NotYours(subject=project, owner=of.owner, seat=by.seat)
    agreed = projects.find_agreement(session, of)
    require_choices(session, of.host, stated)
    terms, unstated = in_full(agreed, stated)
    failed = agreements.not_in_force(session, agreed.code, at=at)
    failed += failed_terms(
        session, project=project, host=of.host, agreed=agreed, terms=terms, asks=False, at=at
    )
    refuse([*failed, *unstated])

    found = _open(session, of.host, project, agreed.code, by=by)
    write_version(session, found, terms, by=by.seat, at=at)
    write_act(session, found, "apply", seat=by.seat, at=at)
    return {"authorisation": found.code, "state": str(found.state)}


def grant(
    books: Books,
    *,
    project: str,
    application: str | None = None,
    confirmed: bool | None = None,
    by: Actor,
    at: int,
    **stated: Any,
) -> dict[str, Any]:
    """Authorise existing and future credits of a project for parties, up to a maximum in tonnes.

    What the definition for OIMP marks at the authorisation is first transferred at once.
    """
    session = books.session
    require_role(by, procedure="authorisation", step="grant", roles=MINISTRY)
    require_choices(session, "", {"purposes": stated.get("purposes")})
    of = projects.find(session, project)
    participants.require_country(session, by=by, country=of.host, step="grant")
    agreed = projects.find_agreement(session, of)
    require_choices(session, of.host, stated)
    found = find(session, application) if application else None
    if found is not None:
        AUTHORISATION.after(found.state, "authorise", offices=by.offices)
    terms, unstated = in_full(agreed, stated)
    failed = agreements.not_in_force(session, agreed.code, at=at)
    if found is not None and found.project != project:
        failed.append(ApplicationOfOther(authorisation=found.code, project=found.project))
    checked = failed_terms(
        session, project=project, host=of.host, agreed=agreed, terms=terms,
        asks=confirmed is False, at=at,
    )  # fmt: skip
    failed += reports.not_reported(session, of.host, at=at)
    if confirmed is False:
        checked = _oversold(session, of.host, terms, at=at) + checked
    refuse([*failed, *checked, *unstated])

    if found is None:
        found = _open(session, of.host, project, agreed.code)
    found.state = AUTHORISATION.after(found.state, "authorise", offices=by.offices)
    found.version, found.granted_by, found.granted_at = 1, by.seat, at
    write_version(session, found, terms, by=by.seat, at=at)
    write_act(session, found, "authorise", seat=by.seat, at=at)
    _register(books, found, terms, at=at)
    because = records.because(found.code, found.version)
    marked = marking.mark_existing(books, found.code, because=because, at=at)
    return {
        "authorisation": found.code,
        "version": 1,
        "purposes": "+".join(terms.purposes),
        "parties": "+".join(terms.parties),
        "definition": terms.definition,
        "first_transferred": marked,
    }


def _oversold(session: Session, host: str, terms: Terms, *, at: int) -> list[CheckFailed]:
    """The warning that a maximum is above what the host's own target leaves room for."""
    spared = overselling.spared(session, host, at=at)
    quantity = terms.max_quantity
    if spared is None or quantity is None or quantity <= spared.left_t:
        return []
    return [AboveOwnTarget(quantity=quantity, host=host, left=max(0, spared.left_t))]


def reject(books: Books, *, authorisation: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Reject an application, with a reason."""
    session = books.session
    found = find(session, authorisation)
    after = AUTHORISATION.after(found.state, "reject", offices=by.offices)
    participants.require_country(session, by=by, country=found.host, step="reject")
    refuse(records.unread(authorisation, "reject", reason))
    write_act(session, found, "reject", seat=by.seat, reason=reason, at=at)
    found.state = after
    session.flush()
    return {"authorisation": authorisation, "state": str(after)}


def amend(
    books: Books, *, authorisation: str, reason: str, by: Actor, at: int, **stated: Any
) -> dict[str, Any]:
    """Make a new version of an authorisation in force, with other terms.

    What was first transferred stays as it is: its purposes and the definition do not change any
    more, and the maximum does not fall below it (4/CMA.6). Neither do those of what is kept for
    transfers, decided shares and uses, nor its years, nor the parties of what is pledged.
    """
    session = books.session
    found = find(session, authorisation)
    after = AUTHORISATION.after(found.state, "amend", offices=by.offices)
    participants.require_country(session, by=by, country=found.host, step="amend")
    of = projects.find(session, found.project)
    agreed = projects.find_agreement(session, of)
    require_choices(session, of.host, stated)
    before = queries.known(session, authorisation)
    terms = amended(before, stated, oimp_definition=agreed.oimp_definition)
    changed = records.differing(before, terms)
    failed = agreements.not_in_force(session, agreed.code, at=at)
    failed += records.unread(authorisation, "amend", reason)
    if not changed:
        failed.append(NothingAmended(authorisation=authorisation, version=found.version))
    failed += failed_terms(
        session, project=of.code, host=of.host, agreed=agreed, terms=terms, asks=False, at=at
    )
    refuse([*failed, *_of_transferred(session, before, terms), *_of_kept(books, before, terms)])

    found.version, found.state = found.version + 1, after
    write_version(session, found, terms, changed=changed, by=by.seat, at=at)
    write_act(session, found, "amend", seat=by.seat, reason=reason, at=at)
    _register(books, found, terms, at=at)
    because = records.because(found.code, found.version)
    marked = marking.mark_existing(books, found.code, because=because, at=at)
    if terms.max_quantity == tonnes_under(session, authorisation):
        records.exhaust(books, authorisation, at=at)
    return {
        "authorisation": authorisation,
        "version": found.version,
        "changed": list(changed),
        "first_transferred": marked,
        "state": str(found.state),
    }


def _of_transferred(
    session: Session, before: queries.AuthorisationView, terms: Terms
) -> list[CheckFailed]:
    """Failed checks 4035 to 4037: what would change for credits that were first transferred."""
    code = before.code
    transferred, kept = tonnes_under(session, code), kept_under(session, code)
    failed: list[CheckFailed] = []
    most = terms.max_quantity
    if most is not None and most < transferred + kept:
        failed.append(
            BelowTransferred(
                quantity=most, transferred=transferred, kept=kept, authorisation=code,
                least=transferred + kept,
            )
        )  # fmt: skip
    if transferred + kept and terms.purposes != before.purposes:
        purposes = ", ".join(before.purposes)
        failed.append(
            PurposesOfTransferred(
                transferred=transferred + kept, purposes=purposes, authorisation=code
            )
        )
    if transferred + kept and terms.definition != before.definition:
        failed.append(DefinitionOfTransferred(transferred=transferred + kept, authorisation=code))
    return failed


def _of_kept(books: Books, before: queries.AuthorisationView, terms: Terms) -> list[CheckFailed]:
    """Failed checks 4005 and 4007: a party or a year that kept tonnes would lose.

    They will be first transferred under the terms of that day. To stop them the host suspends or
    revokes; credits that are away stay where they are, whichever parties may receive more.
    """
    pledged, away = assets_kept_under(books.session, before.code)
    failed: list[CheckFailed] = []
    gone = [party for party in before.parties if party not in terms.parties]
    if pledged and gone:
        failed.append(PartiesOfKept(parties=", ".join(gone), authorisation=before.code))
    vintages = sorted({books.batch(asset).vintage for asset in pledged | away})
    outside = [v for v in vintages if not terms.vintage_first <= v <= terms.vintage_last]
    if outside:
        failed.append(VintagesOfKept(vintage=outside[0], authorisation=before.code))
    return failed


def extend(books: Books, *, project: str, asset: int, at: int) -> list[str]:
    """Register a batch's serials under every authorisation of its project that covers its year;
    returns their codes.
    """
    session = books.session
    batch = books.batch(asset)
    codes = []
    for one in queries.authorisations(session, project=project):
        if one.vintage_first <= batch.vintage <= one.vintage_last:
            found = find(session, one.code)
            _state(session, found, asset=asset, first=batch.first, last=batch.last, at=at)
            codes.append(one.code)
    return codes


def _open(
    session: Session, host: str, project: str, agreement: str, *, by: Actor | None = None
) -> Authorisation:
    """A new authorisation, applied for by a seat or by nobody; its terms follow."""
    found = Authorisation(
        code=records.next_code(session, host),
        host=host,
        project=project,
        agreement=agreement,
        state=AuthorisationState.APPLIED,
        version=0,
        reaches_transferred=False,
        applied_by="" if by is None else by.seat,
        granted_by="",
        granted_at=0,
    )
    session.add(found)
    session.flush()
    return found


def _register(books: Books, found: Authorisation, terms: Terms, *, at: int) -> None:
    """State the batches of the project that exist, are covered, and are not stated yet."""
    session = books.session
    stated = set(
        session.exec(
            select(AuthorisedRange.asset).where(AuthorisedRange.authorisation == found.code)
        )
    )
    existing = session.exec(
        select(CreditBatch)
        .where(
            CreditBatch.project == found.project,
            CreditBatch.vintage >= terms.vintage_first,
            CreditBatch.vintage <= terms.vintage_last,
        )
        .order_by(col(CreditBatch.asset))
    )
    for batch in list(existing):
        if batch.asset not in stated:
            _state(session, found, asset=batch.asset, first=batch.first, last=batch.last, at=at)


def _state(
    session: Session, granted: Authorisation, *, asset: int, first: int, last: int, at: int
) -> None:
    session.add(
        AuthorisedRange(
            id=next_key(session, AuthorisedRange.id),
            authorisation=granted.code,
            version=granted.version,
            host=granted.host,
            asset=asset,
            first=first,
            last=last,
            since=at,
        )
    )
    session.flush()


COMMANDS = (
    Command(
        name="authorisation.apply", en="Apply for authorisation", zh="申请授权",
        done=("Authorisation applied for", "已申请授权"),
        not_done=("Authorisation not applied for", "未申请授权"),
        arguments=Apply, roles=APPLICANTS, run=on_books(apply),
    ),
    Command(
        name="authorisation.grant", en="Grant authorisation", zh="授权",
        done=("Authorisation granted", "已授权"),
        not_done=("Authorisation not granted", "未授权"),
        arguments=Grant, roles=MINISTRY, run=on_books(grant),
    ),
    Command(
        name="authorisation.reject", en="Reject application", zh="驳回授权申请",
        done=("Application rejected", "已驳回申请"),
        not_done=("Application not rejected", "未驳回申请"),
        arguments=Rejected, roles=MINISTRY, run=on_books(reject),
    ),
    Command(
        name="authorisation.amend", en="Amend authorisation", zh="修改授权",
        done=("Authorisation amended", "授权已修改"),
        not_done=("Authorisation not amended", "授权未修改"),
        arguments=Amend, roles=MINISTRY, run=on_books(amend),
    ),
    *acts.COMMANDS,
)  # fmt: skip
