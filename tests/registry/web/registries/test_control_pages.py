"""Goal: movements are proposed, approved and rejected, uses reversed, accounts trusted over pages.

Method: a lesson in which an owner has a trader as approver; pages are read, the forms on them are
sent, and movements, retirements and reversals are read back over the API.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ledger.writer import Request
from registry.classroom.plan_parts import ControlsPart
from tests.support.classroom import CODE, SMALL, Class, class_of, create, forms

pytestmark = pytest.mark.slow

ENGLISH = {"accept-language": "en"}
ACCOUNTS = "/registries/accounts"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    named = [f"{role}:{number} by trader:1" for role in ("project_owner", "emitter")
             for number in (1, 2)]  # fmt: skip
    controls = ControlsPart(reversal=True, approvers=named, trusted=True)
    plan = SMALL.model_copy(update={"controls": controls})
    create(tmp_path / f"{CODE}.lesson", hour=10, plan=plan)
    with class_of(tmp_path) as made:
        made.give("lesson.bots", "rest", on=False)
        made.run()
        made.give("lesson.speed", "slow", speed=1)
        yield made


def give(room: Class, name: str, giver: str, /, **arguments: Any) -> dict[str, Any]:
    """Send a command of a seat; return its answer."""
    outcome = room.live.submit(Request(name, arguments, "person", giver)).result(20)
    assert outcome.answer is not None, outcome
    return outcome.answer


def press(
    person: httpx2.Client, address: str, command: str, about: dict[str, int], **typed: str
) -> str:
    """Send the form of a command about a record with what is typed; the page before."""
    page = person.get(address, headers=ENGLISH)
    assert 200 == page.status_code
    named = {name: str(value) for name, value in about.items()}
    form = next(
        one for one in forms(page.text, f"/action/{command}") if named.items() <= one.items()
    )
    assert 303 == person.post(f"/action/{command}", data=form | typed).status_code
    return page.text


def owner_of(room: Class) -> tuple[httpx2.Client, str, int]:
    """A person at a seat that holds domestic credits: the client, the seat, the batch."""
    for name in ("Oli", "Ola"):
        client, seat = room.browser(name, "project_owner")
        for one in client.get("/api/holdings").json():
            if one["unit"] == "CCER" and one["free_t"] >= 100:
                return client, seat, int(one["asset"])
    raise AssertionError("no owner holds 100 t")


def test_two_persons_move_units_over_the_pages(room: Class) -> None:
    owner, seat, batch = owner_of(room)
    trader, _ = room.browser("Tia", "trader")
    typed = {"task": "cancel", "unit": f"CN-{batch}", "quantity": "40", "reason": "A slip"}
    form = owner.get("/trade/CCER", params=typed, headers=ENGLISH).text
    sent = forms(form, "/action/retirement.cancel")[0]
    after = owner.post("/action/retirement.cancel", data=sent, headers=ENGLISH)
    receipt = owner.get(after.headers["location"], headers=ENGLISH).text
    first = owner.get("/api/movements").json()[0]["movement"]["movement"]
    other = give(
        room, "retirement.cancel", seat, registry="CN", asset=batch, quantity=30, reason="x"
    )["movement"]
    tasks = press(trader, "/trade/CCER", "movement.approve", {"movement": first})
    rejecting = press(
        trader, ACCOUNTS, "movement.reject", {"movement": other}, reason="The wrong batch"
    )
    states = [one["movement"]["state"] for one in owner.get("/api/movements").json()]
    requests = owner.get("/requests", headers=ENGLISH).text

    assert "Only proposed by this" in form
    assert "Proposed; it waits for its approval" in receipt
    assert f"Approve movement {first}: 40 t" in tasks
    assert "Held movements" in rejecting
    assert f"Approve movement {first}:" not in trader.get("/trade/CCER", headers=ENGLISH).text
    assert ["rejected", "carried_out"] == states[:2]
    assert "The wrong batch" in requests and "carried out" in requests
    assert 40 == owner.get("/api/retirements").json()[0]["quantity"]


def test_a_manager_reverses_an_offset_over_the_page(room: Class) -> None:
    manager, _ = room.browser("Mia", "registry_manager")
    emitter, seat = room.browser("Eva", "emitter")
    _, holder, _ = owner_of(room)
    listed = room.script.get("/api/instruments").json()
    quote = next(one for one in listed if one["instrument"] == "CCER")
    order = {"instrument": "CCER", "quantity": 10, "kind": "limit"}
    give(room, "order.place", holder, side="sell", price=quote["lo"], **order)
    give(room, "order.place", seat, side="buy", price=quote["hi"], **order)
    lots = [{"asset": one["asset"], "quantity": 10} for one in emitter.get("/api/holdings").json()
            if one["unit"] == "CCER" and one["free_t"] >= 10][:1]  # fmt: skip
    movement = give(room, "offset.submit", seat, lots=lots)["movement"]
    (trader,) = room.seats("trader")[:1]
    give(room, "movement.approve", trader, movement=movement)
    (use,) = [one["use"] for one in manager.get("/api/reversible").json()
              if one["use"]["seat"] == seat][:1]  # fmt: skip
    page = press(
        manager, ACCOUNTS, "retirement.reverse", {"transaction": use["transaction"]},
        reason="For another plant",
    )  # fmt: skip

    assert "Uses that can be reversed" in page
    assert "For another plant" in manager.get(ACCOUNTS, headers=ENGLISH).text
    requests = emitter.get("/requests", headers=ENGLISH).text
    assert "reversed, the credits came back" in requests
    (one,) = emitter.get("/api/reversals").json()
    assert ("offset", 10) == (one["use"]["kind"], one["use"]["quantity"])
    assert [] == emitter.get("/api/reversible").json()


def test_an_account_is_trusted_and_distrusted_over_the_page(room: Class) -> None:
    owner, seat, _ = owner_of(room)
    trader, _ = room.browser("Tia", "trader")
    number = trader.get("/api/accounts").json()[0]["number"]
    before = press(owner, ACCOUNTS, "account.trust", {}, account=number)
    (one,) = owner.get("/api/trusted").json()
    listed = press(owner, ACCOUNTS, "account.distrust", {})

    assert "Trusted accounts" in before and number not in before
    assert (seat, number) == (one["seat"], one["account"])
    assert number in listed
    assert [] == owner.get("/api/trusted").json() == trader.get("/api/trusted").json()
