"""What a holder and a registry's manager can do with an account and with a court's freeze."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from registry.edge.seat_holdings import HoldingView, account_holders
from registry.programme.accounts import queries as accounts
from registry.programme.accounts.models import MoveSort
from registry.programme.accounts.queries import AccountView, FreezeView
from registry.roles import Actor, Role
from registry.web.frame import figures
from registry.web.frame.acts import Told, act, choice, line, number, ticks
from registry.web.frame.contexts.acts import Act, ActField
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word

_COMMANDS = {
    "restrict_some": "account.restrict", "restrict_all": "account.restrict",
    "suspend": "account.suspend", "suspend_partially": "account.suspend",
    "restore": "account.restore", "close": "account.close", "ask_closing": "account.ask_closing",
}  # fmt: skip
"""Trigger of an account's machine -> the command that gives it."""


def acts_of(
    session: Session,
    names: Names,
    one: AccountView,
    by: Actor | None,
    told: Told,
    held: Sequence[HoldingView],
) -> tuple[Act, ...]:
    """The steps on an account that the visitor can take now, each command once."""
    if by is None:
        return ()
    steps = accounts.possible(session, one, by)
    commands = dict.fromkeys(_COMMANDS[step] for step in steps)
    found = [_act(names, command, one, told) for command in commands]
    free = [holding for holding in held if holding.free_t]
    manages = Role.REGISTRY_MANAGER in by.offices and names.country(by.seat) in ("", one.registry)
    if manages and free and one.owner != by.seat:
        found.append(_freezing(names, one, free, told))
    return tuple(found)


def _act(names: Names, command: str, one: AccountView, told: Told) -> Act:
    fields: tuple[ActField, ...] = (line("reason"),)
    if command == "account.restrict":
        sorts = _choices(names, "movement_sorts", [sort.value for sort in MoveSort])
        fields = (ticks("sorts", sorts, ticked=one.restricted), *fields)
    elif command == "account.suspend":
        fields = (choice("receives", _choices(names, "receives", ["false", "true"])), *fields)
    noted = word(command, "registry_notes", names.language)
    return act(
        names,
        command,
        told=told,
        tone="primary" if command == "account.restore" else "refusing",
        note="" if noted == command else noted,
        arguments={"account": one.number},
        fields=fields,
    )


def _choices(names: Names, table: str, codes: Sequence[str]) -> list[Choice]:
    return [Choice(value=code, label=word(code, table, names.language)) for code in codes]


def _freezing(names: Names, one: AccountView, free: Sequence[HoldingView], told: Told) -> Act:
    """The form to freeze tonnes by a court's order."""
    batches = [
        Choice(value=str(h.asset), label=f"{names.batch(h.asset)}, {figures.tonnes(h.free_t)}")
        for h in free
    ]
    return act(
        names,
        "account.freeze",
        told=told,
        tone="refusing",
        note=word("account.freeze", "registry_notes", names.language),
        arguments={"account": one.number},
        fields=(
            choice("asset", batches),
            number("quantity"),
            number("first", required=False),
            line("court_order"),
        ),
    )


def freeze_acts(session: Session, names: Names, one: FreezeView, told: Told) -> tuple[Act, ...]:
    """Lift a freeze, or give the frozen credits to another holder of the registry."""
    if one.state != "frozen":
        return ()
    holders = sorted(account_holders(session).get(one.registry, set()) - {one.owner})
    receivers = [Choice(value=s, label=f"{s} {names.seat(s)}") for s in holders if names.seat(s)]
    return (
        act(names, "account.lift", told=told, about=one.freeze, arguments={"freeze": one.freeze}),
        act(
            names, "account.give", told=told, about=one.freeze, tone="refusing",
            arguments={"freeze": one.freeze}, fields=(choice("receiver", receivers),),
        ),
    )  # fmt: skip
