"""The outcome of the last command, read back from the command log: a receipt, or a refusal card.

Where a refusal names values that would pass, its card has a button that fills them in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson
from sqlmodel import Session

from ledger import queries as books
from ledger.kernel.errors import Refusal
from ledger.kernel.numerals import whole_number
from ledger.writer import Outcome
from matching.orders import OrderStatus, TimeInForce
from matching.preview import Effects
from matching.views import OrderView
from registry.edge.commands import Foretell
from registry.edge.request_checks import Failure
from registry.programme.adjustments.ranges import spelled
from registry.roles import CHINA
from registry.web.frame import figures
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import (
    Confirm,
    Figure,
    FixButton,
    Language,
    LimitBar,
    NotTaken,
    Receipt,
    RefusalCard,
    SerialRange,
)
from registry.web.frame.fields import typed_of
from registry.web.frame.holdings import PENDING_CLOSE
from registry.web.frame.naming import Names
from registry.web.frame.pictures import figures_of, limit_bar, refusal_card
from registry.web.frame.render import word
from registry.web.frame.visitor import mint

NUMBER_DIGITS_MOST = 15

TASKS = {
    "offset.submit": "offset",
    "transfer.request": "transfer",
    "transfer.within": "within",
    "retirement.retire": "retire",
    "retirement.cancel": "cancel",
}
"""Command -> its form for units."""


ASKED = {
    "issuance.request": ("issuance", "request"),
    "transfer.request": ("transfer", "transfer"),
    "retirement.retire": ("retirement", "retirement"),
    "retirement.cancel": ("cancellation", "retirement"),
    "committee.vote": ("vote", "item"),
    "block.propose": ("block", "proposal"),
    "quote.ask": ("quote", "request"),
    "quote.offer": ("offer", "offer"),
    "bidding.bid": ("bid", "bid"),
    "bidding.open": ("session", "session"),
}
"""Command -> the kind of request that it makes, and the figure that numbers it."""


def logged(session: Session, number: int, *, seat: str) -> books.CommandRow | None:
    """A logged command of this seat; None for another seat's, whose outcome is private."""
    row = books.command(session, number)
    return row if row is not None and row.seat == seat else None


def asked(
    query: Mapping[str, str], parameter: str, session: Session, *, seat: str
) -> books.CommandRow | None:
    """The command whose number is in the address, if this seat sent it."""
    text = query.get(parameter, "")
    number = whole_number(text) if len(text) <= NUMBER_DIGITS_MOST else None
    return None if number is None else logged(session, number, seat=seat)


def receipt_of(
    row: books.CommandRow,
    *,
    language: Language,
    back: str,
    names: Names | None = None,
    order: OrderView | None = None,
) -> Receipt | None:
    """The receipt of a command that was done; that of an order shows the order as it is now.

    With `names` it shows the serials that were retired or cancelled.
    """
    outcome = orjson.loads(row.outcome)
    if "accepted" not in outcome:
        return None
    answer: dict[str, Any] = outcome["accepted"]
    if order is not None:
        answer |= {"status": order.status, "filled": order.filled, "open": order.open}
    term = orjson.loads(row.arguments).get("time_in_force")
    if answer.get("status") == OrderStatus.PENDING and term == TimeInForce.AT_CLOSE:
        answer["status"] = PENDING_CLOSE
    resting = row.name == "order.place" and answer.get("open", 0) > 0
    held = "movement" in answer and "approver" in answer
    return Receipt(
        action=("delayed" if answer["state"] == "delayed" else "held") if held else row.name,
        number=row.number,
        at=row.at,
        figures=figures_of(receipt_figures(answer, language) | _beneficiary(row), language),
        order=answer["order"] if row.name == "order.place" else None,
        cancel_key=mint() if resting else "",
        ranges=_ranges(row, answer, names),
        asked=_asked(row, answer),
        back=back,
    )


def _beneficiary(row: books.CommandRow) -> dict[str, str]:
    """The beneficiary that a retirement names."""
    named = orjson.loads(row.arguments).get("beneficiary")
    return {"beneficiary": named} if row.name == "retirement.retire" and named else {}


def _ranges(
    row: books.CommandRow, answer: Mapping[str, Any], names: Names | None
) -> tuple[SerialRange, ...]:
    """The serials that a retirement or cancellation ended."""
    if names is None or "ranges" not in answer:
        return ()
    given = orjson.loads(row.arguments)
    ranges = spelled(answer["ranges"])
    return names.spans(given["asset"], ranges, registry=given["registry"], long=True)


def _asked(row: books.CommandRow, answer: Mapping[str, Any]) -> str:
    """Where the command stands among its seat's requests; "" for one that is no request."""
    kind, named = ASKED.get(row.name, ("", ""))
    if "movement" in answer and "approver" in answer:
        kind, named = "movement", "movement"
    number = answer.get(named) or orjson.loads(row.arguments).get(named)
    return f"{kind}-{number}" if kind and number else ""


def placed_order(row: books.CommandRow) -> int | None:
    """The order that a command placed; None for other commands."""
    accepted = orjson.loads(row.outcome).get("accepted", {})
    return accepted.get("order") if row.name == "order.place" else None


def receipt_figures(answer: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """The lines of a receipt: figures, states in words, and the instruments that were meant.

    Other lists, and ids of records, are left out.
    """
    shown: dict[str, Any] = {}
    if isinstance(codes := answer.get("instruments"), list):
        shown["instruments"] = ", ".join(codes)
        shown["state"] = _states(codes, answer.get("states", ()), language) or None
    for name, value in answer.items():
        if isinstance(value, str) and name in ("state", "status"):
            shown[name] = word(value, "states", language)
        elif isinstance(value, int) and name not in ("order", "at", "ends_at", "effective_at"):
            shown[name] = value
    return shown


def _states(codes: Sequence[str], states: Sequence[str], language: Language) -> str:
    """The state of each instrument in words; the word alone where it is that of all."""
    met: dict[str, list[str]] = {}
    for code, state in zip(codes, states, strict=bool(states)):
        met.setdefault(word(state, "states", language), []).append(code)
    if len(met) == 1:
        return next(iter(met))
    return "; ".join(f"{', '.join(of)}: {text}" for text, of in met.items())


def refusal_of(row: books.CommandRow) -> Refusal | None:
    """Why a command was refused; None if it was not."""
    outcome = orjson.loads(row.outcome)
    return Refusal.from_outcome(outcome) if "refused" in outcome else None


def card_of(
    row: books.CommandRow, *, language: Language, back: str, foretell: Foretell | None = None
) -> RefusalCard | None:
    """The card of a refused command, None if accepted; `foretell` previews it as confirmed."""
    refusal = refusal_of(row)
    if refusal is None:
        return None
    arguments = orjson.loads(row.arguments)
    return refusal_card(
        refusal,
        action=row.name,
        number=row.number,
        language=language,
        back=back,
        bar=bar_of(refusal),
        fix=fix_of(refusal, action=row.name, arguments=arguments, back=back),
        confirm=confirm_of(refusal, arguments, row.name, foretell, language),
    )


def confirm_of(
    refusal: Refusal,
    arguments: Mapping[str, Any],
    action: str,
    foretell: Foretell | None,
    language: Language,
) -> Confirm | None:
    """The same command, confirmed, where a refusal only asks for confirmation; None elsewhere."""
    passes = refusal.confirmed()
    if passes is None:
        return None
    given = {**arguments, **passes}
    texts = {
        name: "true" if value is True else str(value)
        for name, value in given.items()
        if value is not None and value is not False
    }
    does: tuple[Figure, ...] = ()
    refused = None
    if foretell is not None:
        outcome, effects, _ = foretell(action, given)
        if outcome.answer is None:
            refused = refused_by(outcome, language)
        else:
            figures = receipt_figures(outcome.answer, language) | _blocked(effects)
            does = figures_of(figures, language)
    return Confirm(
        key=mint(),
        arguments={name: text for name, text in texts.items() if text},
        does=does,
        refused=refused,
    )


def _blocked(effects: Effects | None) -> dict[str, int]:
    """Fen and tonnes that an order blocks, and tonnes it cancels; zeros are left out."""
    if effects is None:
        return {}
    names = ("blocked_fen", "blocked_t", "cancelled_t")
    return {name: value for name in names if (value := getattr(effects, name))}


def refused_by(outcome: Outcome, language: Language) -> NotTaken:
    """Why a command would be refused, and what would pass."""
    refusal = outcome.refusal
    if refusal is None:
        raise Failure(outcome.failure or "")
    return NotTaken(text=refusal.text(language), would_pass=refusal.would_pass(language))


def bar_of(refusal: Refusal) -> LimitBar | None:
    """The figures of a refusal as a bar, where a limit in tonnes was exceeded."""
    over = refusal.over_limit()
    if over is None:
        return None
    asked, left, used = over
    return limit_bar(unit="tonnes", used=used, room=left, asked=asked)


def fix_of(
    refusal: Refusal, *, action: str, arguments: Mapping[str, Any], back: str
) -> FixButton | None:
    """The button that fills the form in with values that pass; None if the refusal has none."""
    change = refusal.fixed(arguments)
    if change is None:
        return None
    name, value = change
    changed = dict(arguments) | {name: value}
    text = figures.price(value) if name == "price" else figures.tonnes(value)
    if action == "order.place":
        return FixButton(href=ticket_href(changed), name=name, value=text)
    if action in TASKS and name == "quantity":
        return FixButton(href=task_href(action, changed, back=back), name=name, value=text)
    return None


def ticket_href(arguments: Mapping[str, Any]) -> str:
    """The address of the ticket filled in with an order, with its preview."""
    filled = {"kind": "limit", "time_in_force": "day"} | typed_of(arguments)
    return f"{to('trade', instrument=arguments['instrument'], step='preview', **filled)}#ticket"


def task_fields(action: str, arguments: Mapping[str, Any]) -> dict[str, str]:
    """The form fields behind the arguments of a command for units."""
    given = dict(arguments)
    if action == "offset.submit":
        lot = (given.get("lots") or [{}])[0]
        given |= {"asset": lot.get("asset", ""), "quantity": lot.get("quantity", "")}
    # An offset bundle names no registry: emitters of China submit units of China's registry.
    registry = given.get("registry") or given.get("source") or CHINA
    fields = {"task": TASKS[action], "unit": f"{registry}-{given.get('asset') or ''}"}
    for name in ("quantity", "purpose", "target", "receiver", "beneficiary", "reason"):
        if given.get(name) not in (None, ""):
            fields[name] = str(given[name])
    return fields


def task_href(action: str, arguments: Mapping[str, Any], *, back: str) -> str:
    """The address of a form for units, filled in, with its preview."""
    changed = dict(arguments)
    if action == "offset.submit" and changed.get("lots"):
        changed["lots"] = [dict(changed["lots"][0]) | {"quantity": changed["quantity"]}]
    page = back.partition("#")[0].partition("?")[0]
    return f"{page}?{urlencode(task_fields(action, changed))}#task-{TASKS[action]}"


def with_outcome(back: str, parameter: str, number: int) -> str:
    """The address to return to, with the number of the command whose outcome the page shows."""
    address = back.partition("#")[0]
    path, _, query = address.partition("?")
    kept = [p for p in query.split("&") if p and p.split("=")[0] not in ("done", "refused")]
    shown = "&".join([*kept, f"{parameter}={number}"])
    return f"{path}?{shown}"
