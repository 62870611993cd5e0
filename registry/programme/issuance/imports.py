"""Take over credits that were cancelled in a registry outside the lesson, each serial once.

The owner asks, the registry's manager admits or declines. The admitted tonnes are a batch of the
unit VER: no credits of Article 6, no CCER, and they stay in the registry that admitted them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session

from ledger.accounts import HOLDING
from ledger.books import Books
from ledger.kernel.clock import day_of
from ledger.kernel.text import is_readable
from ledger.posting import Leg
from ledger.transactions import CREDIT_IMPORT
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.accounts import standing
from registry.programme.accounts.commands import ground
from registry.programme.accounts.machine import HOLDERS, MANAGERS
from registry.programme.issuance.allowances import MOST
from registry.programme.issuance.errors import (
    ImportAccountMissing,
    ImportClaimed,
    ImportMalformed,
    ImportUnknown,
    OriginTaken,
    ProofUsed,
)
from registry.programme.issuance.imported import overlapping, proved_by
from registry.programme.issuance.machine import IMPORT
from registry.programme.issuance.models import IMPORTED, ORIGINS, ImportRequest
from registry.programme.issuance.queries import claim_on
from registry.programme.participants import commands as participants
from registry.programme.participants import queries as registries
from registry.programme.participants.errors import NotYours
from registry.records import CheckFailed, next_key, refuse, require_choice, require_role
from registry.roles import Actor

TEXT_MOST = 60


class AskImport(Arguments):
    """The registry that is to take over, and the serials in the other registry with their proof.

    `installation` names what the project measures, if this lesson has it too.
    """

    registry: Text
    origin: Text
    project: Text
    first_day: Text
    last_day: Text
    first: Number
    last: Number
    proof: Text
    installation: Text = ""


class OneImport(Arguments):
    """A request for an import by its number."""

    request: Number


class DeclineImport(OneImport):
    """A request for an import, and why it is declined."""

    reason: Text


def ask(
    books: Books,
    *,
    registry: str,
    origin: str,
    project: str,
    first_day: str,
    last_day: str,
    first: int,
    last: int,
    proof: str,
    installation: str = "",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Ask a registry to take over serials that were cancelled in another registry."""
    session = books.session
    require_role(by, procedure=IMPORT.name, step="ask", roles=HOLDERS)
    require_choice("registry", registry, [one.code for one in registries.registries(session)])
    require_choice("origin", origin, ORIGINS)
    asked = ImportRequest(
        id=next_key(session, ImportRequest.id),
        seat=by.seat,
        registry_code=registry,
        origin=origin,
        project=project.strip(),
        installation=installation.strip(),
        first_day=first_day.strip(),
        last_day=last_day.strip(),
        first=first,
        last=last,
        proof=proof.strip(),
        state=IMPORT.initial,
        requested_at=at,
    )
    refuse(_malformed(asked, at=at) or _failed(books, asked))

    session.add(asked)
    session.flush()
    return {"request": asked.id, "state": str(asked.state), "quantity": last - first + 1}


def admit(books: Books, *, request: int, by: Actor, at: int) -> dict[str, Any]:
    """Admit an import: its tonnes are issued to the owner as a batch of the unit VER.

    Everything that was asked of the request is asked again.
    """
    session = books.session
    asked = find(session, request)
    after = IMPORT.after(asked.state, "admit", offices=by.offices)
    participants.require_country(session, by=by, country=asked.registry_code, step="import.admit")
    refuse(_failed(books, asked))

    quantity = asked.last - asked.first + 1
    batch = books.open_batch(
        host=asked.registry_code,
        project=f"{asked.origin}-{asked.project}",
        methodology="",
        unit=IMPORTED,
        vintage=int(asked.first_day[:4]),
        period_first=asked.first_day,
        period_last=asked.last_day,
        quantity=quantity,
    )
    holding = books.place(HOLDING, batch.asset, owner=asked.seat, registry=asked.registry_code)
    leg = Leg(batch.source, holding, batch.asset, quantity)
    books.post(CREDIT_IMPORT, legs=[leg], because=f"import {request}")
    asked.state, asked.asset = after, batch.asset
    asked.decided_by, asked.decided_at = by.seat, at
    session.flush()
    return {
        "request": request,
        "state": str(after),
        "batch": batch.asset,
        "issued": quantity,
        "first": batch.first,
        "last": batch.last,
    }


def decline(books: Books, *, request: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Decline an import, for a stated reason; its serials can be asked for again."""
    session = books.session
    asked = find(session, request)
    after = IMPORT.after(asked.state, "decline", offices=by.offices)
    participants.require_country(session, by=by, country=asked.registry_code, step="import.decline")
    refuse(ground(reason))
    asked.state, asked.decided_by, asked.decided_for, asked.decided_at = (
        after, by.seat, reason.strip(), at,
    )  # fmt: skip
    session.flush()
    return {"request": request, "state": str(after)}


def withdraw(books: Books, *, request: int, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw one's own request for an import."""
    session = books.session
    asked = find(session, request)
    after = IMPORT.after(asked.state, "withdraw", offices=by.offices)
    if asked.seat != by.seat:
        raise NotYours(subject=f"import {request}", owner=asked.seat, seat=by.seat)
    asked.state, asked.decided_by, asked.decided_at = after, by.seat, at
    session.flush()
    return {"request": request, "state": str(after)}


def find(session: Session, request: int) -> ImportRequest:
    """The request with this number; refuses with ImportUnknown."""
    found = session.get(ImportRequest, request)
    if found is None:
        raise ImportUnknown(request=request)
    return found


def _malformed(asked: ImportRequest, *, at: int) -> list[CheckFailed]:
    """What of a request cannot be read, or lies out of order; all of it."""
    wrong: dict[str, object] = {}
    for name in ("project", "proof", "installation"):
        said = getattr(asked, name)
        optional = name == "installation" and not said
        if not optional and (len(said) > TEXT_MOST or not is_readable(said)):
            wrong[name] = said[:TEXT_MOST]
    first, last = _day(asked.first_day), _day(asked.last_day)
    if first is None:
        wrong["first_day"] = asked.first_day[:TEXT_MOST]
    elif last is None or not first <= last < day_of(at) or first.year != last.year:
        wrong["last_day"] = asked.last_day[:TEXT_MOST]
    if asked.first < 1:
        wrong["first"] = asked.first
    elif not 1 <= asked.last - asked.first + 1 <= MOST:
        wrong["last"] = asked.last
    return [ImportMalformed(field=name, given=said, most=MOST) for name, said in wrong.items()]


def _day(given: str) -> date | None:
    """A day written as 2027-03-13, or None."""
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return None
    return found if found.isoformat() == given else None


def _failed(books: Books, asked: ImportRequest) -> list[CheckFailed]:
    """The numbered checks that a request fails, in order of precedence."""
    session, seat, registry = books.session, asked.seat, asked.registry_code
    failed: list[CheckFailed] = []
    if not books.has_account(seat, registry):
        failed.append(ImportAccountMissing(seat=seat, registry=registry))
    failed += standing.receiving_checks(books, seat=seat, registry=registry)
    span = {"origin": asked.origin, "first": asked.first, "last": asked.last}
    other = overlapping(session, besides=asked.id, **span)  # type: ignore[arg-type]
    if other is not None:
        first, last = max(asked.first, other.first), min(asked.last, other.last)
        failed.append(
            OriginTaken(
                origin=asked.origin, overlap_t=last - first + 1, overlap_first=first,
                overlap_last=last, request=other.id, registry=other.registry_code,
                state=str(other.state),
            )
        )  # fmt: skip
    used = proved_by(session, origin=asked.origin, proof=asked.proof, besides=asked.id)
    if used is not None:
        failed.append(
            ProofUsed(
                proof=asked.proof, origin=asked.origin, request=used.id, state=str(used.state)
            )
        )
    return failed + _claimed(session, asked)


def _claimed(session: Session, asked: ImportRequest) -> list[CheckFailed]:
    """Check 5041: the first claim of a project of this lesson to days of the same installation."""
    claim = claim_on(
        session, asked.installation, first_day=asked.first_day, last_day=asked.last_day
    )
    if claim is None:
        return []
    project, period, state = claim
    return [
        ImportClaimed(
            installation=asked.installation, first_day=asked.first_day, last_day=asked.last_day,
            project=asked.project, origin=asked.origin, elsewhere=project, period=period,
            state=state,
        )
    ]  # fmt: skip


COMMANDS = (
    Command(
        name="import.ask", en="Ask for an import", zh="申请转入外部减排量",
        done=("Import asked for", "转入申请已提交"),
        not_done=("Import not asked for", "转入申请未提交"),
        arguments=AskImport, roles=HOLDERS, run=on_books(ask),
    ),
    Command(
        name="import.withdraw", en="Withdraw import request", zh="撤回转入申请",
        done=("Import request withdrawn", "转入申请已撤回"),
        not_done=("Import request not withdrawn", "转入申请未撤回"),
        arguments=OneImport, roles=HOLDERS, run=on_books(withdraw),
    ),
    Command(
        name="import.admit", en="Admit import", zh="准予转入",
        done=("Import admitted", "已准予转入"), not_done=("Import not admitted", "未准予转入"),
        arguments=OneImport, roles=MANAGERS, run=on_books(admit),
    ),
    Command(
        name="import.decline", en="Decline import", zh="驳回转入",
        done=("Import declined", "转入申请已驳回"),
        not_done=("Import not declined", "转入申请未驳回"),
        arguments=DeclineImport, roles=MANAGERS, run=on_books(decline),
    ),
)  # fmt: skip
