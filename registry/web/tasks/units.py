"""The forms for units (transfer, within, retire, cancel, offset): typed fields, then a preview.

The preview is that of the command, so that no rule of a procedure is repeated here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson

from ledger.accounts import HOLDING
from registry.edge.seat_holdings import HoldingView, account_holders
from registry.programme.authorisation.models import Purpose
from registry.programme.issuance.models import ALLOWANCE, CCER, IMPORTED, SHARED
from registry.programme.movements.queries import approver_of
from registry.programme.transfers import queries as transfers
from registry.programme.transfers.machine import HOLDERS
from registry.roles import SIDE_OF, Role
from registry.web.frame import figures
from registry.web.frame.contexts.shared import Choice, FieldError, Form
from registry.web.frame.fields import parse_tonnes
from registry.web.frame.holdings import admitted, next_serials
from registry.web.frame.outcomes import TASKS
from registry.web.frame.seat_parts import SeatContext
from registry.web.frame.visitor import mint
from registry.web.tasks.contexts import UnitChoice, UnitsPreview, UnitsTask

COMMANDS = {form: action for action, form in TASKS.items()}
"""The command of each form."""

Ways = dict[tuple[str, str], list[str]]
"""(project, registry) of units -> the registries to which they can be transferred."""


def forms_of(top: SeatContext) -> tuple[UnitsTask, ...]:
    """The forms that the seat's role may use."""
    if top.offices.isdisjoint(HOLDERS):
        return ()
    forms = []
    approver = top.names.seat(approver_of(top.session, top.seat))
    if top.offset_position is not None:
        forms.append(
            _form(top, approver, "offset", [h for h in top.holdings if _may_offset(top, h)])
        )
    forms.append(_form(top, approver, "transfer", [h for h in top.holdings if h.unit in SHARED]))
    passed = [h for h in top.holdings if h.unit not in (CCER, ALLOWANCE)]
    forms.append(_form(top, approver, "within", passed))
    forms.append(_form(top, approver, "retire", [h for h in top.holdings if _may_retire(top, h)]))
    forms.append(_form(top, approver, "cancel", top.holdings))
    return tuple(forms)


def _may_offset(top: SeatContext, holding: HoldingView) -> bool:
    return admitted(holding, top.offset_position, covered=top.names.covered(holding.project))


def _may_retire(top: SeatContext, holding: HoldingView) -> bool:
    """Credits only; a government retires for its own country's NDC, in its own registry, and
    nothing that was imported.
    """
    if holding.unit == ALLOWANCE:
        return False
    if holding.unit == IMPORTED and not top.offices.isdisjoint(SIDE_OF):
        return False
    return top.offices.isdisjoint(SIDE_OF) or holding.registry == top.names.country(top.seat)


def _form(top: SeatContext, approver: str, name: str, holdings: Sequence[HoldingView]) -> UnitsTask:
    free = [h for h in holdings if h.free_t]
    open_now = top.given.get("task") == name
    values = dict(top.given) if open_now else {}
    purposes = _purposes(name, top.offices)
    ways: Ways = {}
    if name == "transfer":
        ways = _ways(top, free)
        free = [h for h in free if ways[h.project, h.registry]]
    if name == "within":
        receivers = _holders_beside(top, {h.registry for h in free})
    else:
        receivers = _receivers(top, ways) if name == "transfer" else ()
    errors: dict[str, FieldError] = {}
    preview = None
    if open_now and "quantity" in values and free:
        found = next((h for h in free if values.get("unit") == f"{h.registry}-{h.asset}"), None)
        quantity = parse_tonnes(values["quantity"])
        errors = _errors(name, values, quantity, found=found)
        if name == "transfer" and found is not None:
            values["target"] = _target(values, ways[found.project, found.registry])
            errors |= _way_errors(top, values, ways[found.project, found.registry])
        if name == "within" and found is not None:
            there = {one.value for one in _holders_beside(top, {found.registry})}
            if values.get("receiver") not in there:
                errors["receiver"] = FieldError(code="not_offered", limit="")
        if not errors and found is not None and isinstance(quantity, int):
            preview = _preview(top, name, values, found, quantity)
    return UnitsTask(
        name=name,
        units=tuple(
            UnitChoice(
                registry=h.registry, asset=h.asset, label=top.names.batch(h.asset), free=h.free_t
            )
            for h in free
        ),
        purposes=purposes,
        targets=_choice_of_targets(top, ways),
        receivers=receivers,
        form=Form(values=values, errors=errors, open=open_now),
        lock=top.unlocked.command(COMMANDS[name]),
        approver=approver,
        preview=preview,
    )


def _purposes(name: str, offices: frozenset[Role]) -> tuple[str, ...]:
    if name == "transfer":
        return tuple(purpose.value for purpose in Purpose)
    if name == "retire":
        return ("voluntary",) if offices.isdisjoint(SIDE_OF) else ("ndc",)
    return ()


def _ways(top: SeatContext, free: Sequence[HoldingView]) -> Ways:
    return {
        place: transfers.targets(top.session, project=place[0], registry=place[1])
        for place in {(h.project, h.registry) for h in free}
    }


def _choice_of_targets(top: SeatContext, ways: Ways) -> tuple[Choice, ...]:
    """Registries to choose from, if some units can be transferred to more than one."""
    if all(len(codes) < 2 for codes in ways.values()):
        return ()
    codes = sorted({code for offered in ways.values() for code in offered})
    return tuple(Choice(value=code, label=top.names.registry(code)) for code in codes)


def _target(values: Mapping[str, str], offered: Sequence[str]) -> str:
    """The chosen registry, or the only possible one."""
    return offered[0] if len(offered) == 1 else values.get("target", "")


def _way_errors(
    top: SeatContext, values: Mapping[str, str], offered: Sequence[str]
) -> dict[str, FieldError]:
    errors = {}
    if values["target"] not in offered:
        errors["target"] = FieldError(code="not_offered", limit="")
    elif (values.get("receiver") or top.seat) not in _with_account(top, [values["target"]]):
        errors["receiver"] = FieldError(code="not_offered", limit="")
    return errors


def _receivers(top: SeatContext, ways: Ways) -> tuple[Choice, ...]:
    """Seats that can receive any of these units; this seat first, if it has an account there."""
    label = top.names.both(zh="本席位在对方登记簿的账户", en="own account in the other registry")
    able = _with_account(top, {code for offered in ways.values() for code in offered})
    own = (Choice(value="", label=label),) if top.seat in able else ()
    others = (c for c in top.names.seats() if c.value != top.seat and _may_hold(top, c.value))
    return (*own, *(c for c in others if c.value in able))


def _holders_beside(top: SeatContext, registries: Collection[str]) -> tuple[Choice, ...]:
    """Other seats with an account in one of these registries."""
    able = _with_account(top, registries) - {top.seat}
    return tuple(c for c in top.names.seats() if c.value in able and _may_hold(top, c.value))


def _with_account(top: SeatContext, registries: Collection[str]) -> set[str]:
    """Seats with an account in one of these registries."""
    holders = account_holders(top.session)
    return set[str]().union(*(holders.get(code, set()) for code in registries))


def _may_hold(top: SeatContext, seat: str) -> bool:
    return not HOLDERS.isdisjoint(top.names.offices(seat))


def _errors(
    name: str,
    values: Mapping[str, str],
    quantity: int | FieldError,
    *,
    found: HoldingView | None,
) -> dict[str, FieldError]:
    errors: dict[str, FieldError] = {}
    if found is None:
        errors["unit"] = FieldError(code="not_offered", limit="")
    if isinstance(quantity, FieldError):
        errors["quantity"] = quantity
    elif found is not None and quantity > found.free_t:
        errors["quantity"] = FieldError(code="too_many", limit=figures.tonnes(found.free_t))
    if name == "cancel" and not values.get("reason", "").strip():
        errors["reason"] = FieldError(code="required", limit="")
    voluntary = name == "retire" and values.get("purpose") != "ndc"
    if voluntary and not values.get("beneficiary", "").strip():
        errors["beneficiary"] = FieldError(code="required", limit="")
    return errors


def _preview(
    top: SeatContext, name: str, values: Mapping[str, str], found: HoldingView, quantity: int
) -> UnitsPreview:
    receiver = values.get("receiver") or top.seat
    target = {
        "transfer": top.names.seat(receiver),
        "within": top.names.seat(receiver),
        "retire": values.get("beneficiary", "").strip(),
        "cancel": values.get("reason", "").strip(),
    }.get(name, "")
    given = _given(name, values, found, quantity)
    looked = top.look(COMMANDS[name], given)
    moved = looked.moved.of(HOLDING, asset=found.asset, registry=found.registry)
    ranges = next_serials(
        top.session, top.names, seat=top.seat, registry=found.registry, assets=[found.asset],
        quantity=-moved,
    )  # fmt: skip
    position = top.offset_position
    return UnitsPreview(
        key=mint(),
        arguments=_hidden(given),
        quantity=quantity,
        ranges=ranges,
        free_before=found.free_t,
        free_after=found.free_t + moved,
        purpose=values.get("purpose", ""),
        target=target,
        room_before=position.left_t if position is not None and name == "offset" else None,
        room_after=(looked.outcome.answer or {}).get("left_t"),
        refused=looked.refused,
    )


def _given(
    name: str, values: Mapping[str, str], found: HoldingView, quantity: int
) -> dict[str, Any]:
    """The arguments of the command."""
    lot = {"asset": found.asset, "quantity": quantity}
    if name == "offset":
        return {"lots": [lot]}
    if name == "transfer":
        return lot | {
            "source": found.registry,
            "target": values["target"],
            "unit": found.unit,
            "purpose": values.get("purpose", ""),
            "receiver": values.get("receiver") or None,
        }
    if name == "within":
        return lot | {"registry": found.registry, "receiver": values["receiver"]}
    if name == "retire":
        beneficiary = values.get("beneficiary", "").strip()
        purpose = values.get("purpose", "")
        return lot | {
            "registry": found.registry, "purpose": purpose, "beneficiary": beneficiary
        }  # fmt: skip
    return lot | {"registry": found.registry, "reason": values.get("reason", "").strip()}


def _hidden(given: Mapping[str, Any]) -> dict[str, str]:
    """The arguments as hidden fields: lists as JSON, None left out."""
    return {
        name: orjson.dumps(value).decode() if isinstance(value, list) else str(value)
        for name, value in given.items()
        if value is not None
    }
