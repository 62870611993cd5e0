"""Account requests, account states and freezes are what the commands of the log made of them.

Reads tables only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import Session

from ledger.transactions import COURT_TRANSFER, CREDIT_FREEZE, CREDIT_UNFREEZE
from matching.orders import OrderMode
from registry.classroom.logged import Row, accepted, compare, posted_by

_CHANGES = (
    "account.restrict", "account.suspend", "account.restore", "account.ask_closing",
    "account.close",
)  # fmt: skip


def account_requests_are_their_commands(session: Session) -> Iterator[str]:
    """A request to open an account is what was asked and decided; its account is its own."""
    connection = session.connection()
    numbers = _numbers(connection)
    made: dict[int, dict[str, Any]] = {}
    steps = ("ask_opening", "open", "decline", "withdraw")
    for one in accepted(connection, *(f"account.{step}" for step in steps)):
        number = one.answer["request"]
        if one.name == "account.ask_opening":
            made[number] = {
                "seat": one.seat, "registry_code": one.arguments["registry"],
                "reason": one.arguments["reason"].strip(), "state": "requested",
                "requested_at": one.at, "account": None, "decided_by": "", "decided_for": "",
                "decided_at": None,
            }  # fmt: skip
            continue
        made[number] |= {
            "state": one.answer["state"],
            "account": numbers.get(one.answer.get("account", "")),
            "decided_by": one.seat,
            "decided_for": one.arguments.get("reason", "").strip(),
            "decided_at": one.at,
        }
    yield from compare(connection, "account_request", made)


def account_states_are_those_of_the_log(session: Session) -> Iterator[str]:
    """A change of an account's state is what its command asked for, for the reason it stated."""
    connection = session.connection()
    numbers = _numbers(connection)
    made: dict[int, Row] = {}
    states: dict[int | None, Row] = {}
    for one in accepted(connection, *_CHANGES):
        account = numbers.get(one.arguments["account"])
        restricted = "+".join(sorted(set(one.arguments.get("sorts") or ())))
        state = one.answer["state"]
        made[len(made) + 1] = {
            "account": account, "trigger": _trigger(one.name, one.arguments), "after": state,
            "restricted": restricted, "reason": one.arguments["reason"].strip(),
            "seat": one.seat, "last_posting": _last_posting(connection, one.number), "at": one.at,
        }  # fmt: skip
        states[account] = {"state": state, "restricted": restricted}
    yield from compare(connection, "account_change", made)
    yield from compare(connection, "account_standing", states, key="account")


def freezes_are_their_commands(session: Session) -> Iterator[str]:
    """A freeze is what the manager executed, with its serials, and ends by its own transaction."""
    connection = session.connection()
    numbers = _numbers(connection)
    frozen = posted_by(connection, CREDIT_FREEZE.code)
    ended = {
        **posted_by(connection, CREDIT_UNFREEZE.code),
        **posted_by(connection, COURT_TRANSFER.code),
    }
    made: dict[int, dict[str, Any]] = {}
    ranges: dict[int, Row] = {}
    for one in accepted(connection, "account.freeze", "account.lift", "account.give"):
        number, asked = one.answer["freeze"], one.arguments
        because = f"freeze {number}"
        if one.name == "account.freeze":
            made[number] = {
                "account": numbers.get(asked["account"]), "asset": asked["asset"],
                "quantity": one.answer["quantity"],
                "court_order": asked["court_order"].strip(), "state": "frozen",
                "ordered_by": one.seat, "posted_as": frozen.get(because, (None, None))[0],
                "at": one.at, "receiver": "", "ended_by": "", "ended_as": None, "ended_at": None,
            }  # fmt: skip
            for first, last in one.answer["ranges"]:
                ranges[len(ranges) + 1] = {"court_freeze": number, "first": first, "last": last}
            continue
        made[number] |= {
            "state": one.answer["state"], "receiver": asked.get("receiver", ""),
            "ended_by": one.seat, "ended_as": ended.get(because, (None, None))[0],
            "ended_at": one.at,
        }  # fmt: skip
    yield from compare(connection, "court_freeze", made)
    yield from compare(connection, "frozen_range", ranges)


def _trigger(name: str, arguments: dict[str, Any]) -> str:
    """The trigger of the machine that a command and its arguments stand for."""
    if name == "account.restrict":
        return "restrict_some" if arguments.get("sorts") else "restrict_all"
    if name == "account.suspend":
        return "suspend_partially" if arguments.get("receives") else "suspend"
    return name.removeprefix("account.")


def _last_posting(connection: Connection, command: int) -> int:
    """The last posting of the books when a command ended; 0 for none.

    A change of state comes after what its command ended in the market.
    """
    last = "SELECT coalesce(max(last_posting), 0) FROM command WHERE number <= :command"
    return int(connection.execute(text(last), {"command": command}).scalar() or 0)


def _numbers(connection: Connection) -> dict[str, int]:
    """Account number -> its id."""
    return {number: id for id, number in connection.execute(text("SELECT id, number FROM account"))}


def blocked_accounts_have_nothing_for_sale(session: Session) -> Iterator[str]:
    """An account under an open discrepancy has no open sale, but an offer in a bidding session."""
    found = session.connection().execute(
        text(
            "SELECT f.reconciliation, o.id, o.owner FROM reconciliation_finding f"
            " JOIN instrument i ON i.registry_code = f.registry_code"
            " JOIN market_order o ON o.instrument = i.code AND o.owner = f.owner"
            " WHERE f.cleared_by IS NULL AND o.side = 'sell' AND o.open_quantity > 0"
            f" AND o.mode <> '{OrderMode.BIDDING}' ORDER BY f.id, o.id"
        )
    )
    for reconciliation, order, owner in found:
        yield f"order {order} of {owner} is open, blocked by reconciliation {reconciliation}"
