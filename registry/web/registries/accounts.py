"""Accounts: a holder's own, and those of the registries that a manager keeps."""

from __future__ import annotations

from sqlmodel import Session

from registry.edge.seat_holdings import holdings
from registry.programme.accounts import queries as accounts
from registry.programme.accounts.machine import HOLDERS
from registry.programme.accounts.models import AccountState
from registry.programme.accounts.queries import AccountView, ChangeView, FreezeView, OpeningView
from registry.programme.participants.queries import registries
from registry.roles import Actor, Role
from registry.web.frame.acts import Told, act, actor_of, choice, line, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor
from registry.web.registries.account_acts import acts_of, freeze_acts
from registry.web.registries.account_contexts import (
    AccountLine,
    AccountPage,
    AccountsPage,
    ChangeLine,
    FreezeLine,
    HeldLine,
    OpeningLine,
)
from registry.web.registries.movements import movement_lines, trusted_lines, trusting
from registry.web.registries.paging import before_of, pages
from registry.web.registries.reversals import reversed_uses, reversible

ROWS = 40
NUMBER_LONGEST = 24
TONES = {"open": "done", "closed": "neutral", "closure_pending": "wait"}
OPENING_TONES = {"requested": "wait", "opened": "done", "declined": "refuse"}
FREEZE_TONES = {"frozen": "refuse"}


def managed(session: Session, names: Names, by: Actor | None) -> tuple[str, ...]:
    """The registries that a seat manages: its country's, or without a country every one."""
    if by is None or not by.holds({Role.REGISTRY_MANAGER}):
        return ()
    own = names.country(by.seat)
    return tuple(one.code for one in registries(session) if own in ("", one.code))


def accounts_page(visitor: Visitor, session: Session) -> AccountsPage:
    """The visitor's accounts and requests, and what its registries keep."""
    names, by = Names(session, visitor.language), actor_of(visitor)
    told = told_of(visitor, session, names, back=to("registry_accounts"))
    manages, at = managed(session, names, by), visitor.view["clock"]["at"]
    asked_state = visitor.query.get("state", "")
    state = asked_state if asked_state in set(AccountState) else ""
    number, before = visitor.query.get("number", "").strip()[:NUMBER_LONGEST], before_of(visitor)
    kept = _kept(session, manages, state=state, number=number, before=before)
    older, newest = pages(
        "registry_accounts", kept, ROWS, before, key=lambda one: one.account,
        state=state, number=number,
    )  # fmt: skip
    seat = by.seat if by is not None else ""
    own = accounts.accounts(session, owner=seat) if seat else []
    kept_by = manages[0] if len(manages) == 1 else ""
    frozen = accounts.freezes(session, registry=kept_by) if manages else []
    return AccountsPage(
        own=tuple(line_of(names, one) for one in own),
        requests=tuple(
            _opening(names, one, told, by)
            for one in (accounts.openings(session, seat=seat) if seat else [])
        ),
        ask=_ask(session, names, by, {one.registry for one in own}, told),
        manages=manages,
        waiting=tuple(
            _opening(names, one, told, by)
            for one in (accounts.waiting(session, registries=manages) if manages else [])
        ),
        kept=tuple(line_of(names, one) for one in kept[:ROWS]),
        freezes=tuple(_freeze(session, names, one, told, by) for one in frozen),
        reversible=reversible(session, names, told, manages=manages, at=at),
        reversed=reversed_uses(session, names, seat="" if manages else seat, registry=kept_by),
        movements=movement_lines(session, names, by, told),
        trusted=trusted_lines(session, names, by, told, at=at) if by is not None else (),
        trust=trusting(session, names, by, told),
        state=state,
        states=tuple(
            Choice(value=s.value, label=word(s.value, "states", names.language))
            for s in AccountState
        ),
        number=number,
        older_href=older,
        newest_href=newest,
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _kept(
    session: Session, manages: tuple[str, ...], *, state: str, number: str, before: int
) -> list[AccountView]:
    if not manages:
        return []
    registry = manages[0] if len(manages) == 1 else ""
    return accounts.accounts(
        session, registry=registry, state=state, number=number, before=before, limit=ROWS + 1
    )


def account_page(visitor: Visitor, session: Session, number: str) -> AccountPage | None:
    """One account, for its holder, its registry's manager and the trainer; None for others."""
    found = accounts.accounts(session, number=number)
    names, by = Names(session, visitor.language), actor_of(visitor)
    if not found or not number:
        return None
    one = found[0]
    seen = by is None or one.owner == by.seat or one.registry in managed(session, names, by)
    if not seen:
        return None
    told = told_of(visitor, session, names, back=to("registry_account", account=number))
    held = [h for h in holdings(session, one.owner) if h.registry == one.registry]
    return AccountPage(
        line=line_of(names, one),
        held=tuple(
            HeldLine(
                batch=names.batch(h.asset),
                free=h.free_t,
                blocked=h.blocked_t,
                ranges=names.spans(
                    h.asset, [(r.first, r.last) for r in h.ranges], registry=one.registry, long=True
                ),
            )
            for h in held
        ),
        changes=tuple(
            _change(names, change) for change in accounts.changes(session, account=number)
        ),
        freezes=tuple(
            _freeze(session, names, freeze, told, by)
            for freeze in accounts.freezes(session, account=number)
        ),
        acts=acts_of(session, names, one, by, told, held),
        refusal=told.refusal,
        receipt=told.receipt,
    )


def line_of(names: Names, one: AccountView) -> AccountLine:
    """An account as a line of a list."""
    name = names.seat(one.owner)
    return AccountLine(
        account=one.number,
        registry=one.registry,
        name=name or one.owner,
        seat=one.owner if name else "",
        of_system=not name,
        type=one.type,
        state=one.state,
        tone=TONES.get(one.state, "refuse"),
        restricted=one.restricted,
        held=one.held,
        frozen=one.frozen,
    )


def _ask(session: Session, names: Names, by: Actor | None, own: set[str], told: Told) -> Act | None:
    """The form to ask for an account in a registry in which the visitor has none."""
    left = [one.code for one in registries(session) if one.code not in own]
    if by is None or not by.holds(HOLDERS) or not left:
        return None
    choices = [Choice(value=code, label=names.registry(code)) for code in left]
    return act(
        names,
        "account.ask_opening",
        told=told,
        fields=(choice("registry", choices), line("reason")),
    )


def _opening(names: Names, one: OpeningView, told: Told, by: Actor | None) -> OpeningLine:
    acts: list[Act] = []
    named = {"request": one.request}
    if one.state == "requested" and by is not None:
        if by.seat == one.seat:
            acts.append(
                act(names, "account.withdraw", told=told, about=one.request, arguments=named)
            )
        elif by.holds({Role.REGISTRY_MANAGER}):
            acts.append(
                act(
                    names, "account.open", told=told, about=one.request, tone="primary",
                    arguments=named,
                )
            )  # fmt: skip
            acts.append(
                act(
                    names, "account.decline", told=told, about=one.request, tone="refusing",
                    arguments=named, fields=(line("reason"),),
                )
            )  # fmt: skip
    return OpeningLine(
        request=one.request,
        name=names.seat(one.seat),
        registry=one.registry,
        reason=one.reason,
        state=one.state,
        tone=OPENING_TONES.get(one.state, "neutral"),
        requested_at=one.requested_at,
        account=one.account,
        decided_for=one.decided_for,
        decided_at=one.decided_at,
        acts=tuple(acts),
    )


def _freeze(
    session: Session, names: Names, one: FreezeView, told: Told, by: Actor | None
) -> FreezeLine:
    keeps = one.registry in managed(session, names, by)
    return FreezeLine(
        freeze=one.freeze,
        account=one.account,
        name=names.seat(one.owner),
        registry=one.registry,
        batch=names.batch(one.asset),
        quantity=one.quantity,
        ranges=names.spans(one.asset, one.ranges, registry=one.registry, long=True),
        court_order=one.court_order,
        state=one.state,
        tone=FREEZE_TONES.get(one.state, "neutral"),
        receiver=names.seat(one.receiver),
        at=one.at,
        ended_at=one.ended_at,
        acts=freeze_acts(session, names, one, told) if keeps else (),
    )


def _change(names: Names, one: ChangeView) -> ChangeLine:
    return ChangeLine(
        trigger=one.trigger,
        before=one.before,
        after=one.after,
        restricted=one.restricted,
        reason=one.reason,
        name=names.seat(one.seat),
        at=one.at,
    )
