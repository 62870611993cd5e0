"""Goal: any requests, in any order, leave the books and the programme consistent.

Method: seeded streams of legal and illegal requests; no step loses a tonne and no refusal
changes anything; audit and reconciliation find nothing after each step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from registry.compliance import commands as compliance
from registry.programme.authorisation import commands as authorisation
from registry.programme.committee import commands as committee
from registry.programme.committee import voting
from registry.programme.issuance import ccer, issue
from registry.programme.issuance import commands as issuance
from registry.programme.retirement import commands as retirement
from registry.programme.transfers import commands as transfers
from registry.programme.transfers.queries import transfers as all_transfers
from registry.programme.transfers.reconcile import reconcile
from registry.roles import Actor
from tests.support.programme import (
    BUYER,
    CHINA,
    EMITTER,
    HOST,
    MANAGER,
    MANAGER_TH,
    OWNER,
    PARTNER,
    SECRETARY,
    WIND,
    Programme,
)

pytestmark = pytest.mark.slow

STEPS = 250
HOLDERS = (OWNER, PARTNER, BUYER, EMITTER, CHINA, HOST, WIND)

REGISTRIES = ("TH", "CN")

Command = Callable[..., dict[str, Any]]
Step = tuple[Command, dict[str, Any], Actor]


def some_place(random: Random, programme: Programme) -> tuple[Actor, str, int]:
    """A holder, a registry and a batch, mostly with a balance."""
    places = [
        (holder, registry, asset)
        for holder in HOLDERS
        for registry in REGISTRIES
        for asset, _ in programme.books.free(holder.seat, registry)
    ]
    if places and random.random() < 0.8:
        return random.choice(places)
    batch = random.randint(1, len(programme.books.batches) + 2)
    return random.choice(HOLDERS), random.choice(REGISTRIES), batch


def some_step(random: Random, programme: Programme) -> Step:
    """Any command, mostly by an allowed role and often with valid figures."""
    holder, registry, batch = some_place(random, programme)
    abroad = "CN" if registry == "TH" else "TH"
    sender, manager = (HOST, MANAGER) if registry == "TH" else (CHINA, MANAGER_TH)
    quantity = random.choice((0, 1, 7, 9, 20, 60))
    lot = {"asset": batch, "quantity": quantity}
    place = {"registry": registry, **lot}
    with programme.reading() as session:
        transfer = max(1, len(all_transfers(session, limit=STEPS)) - random.randint(0, 3))
    route = {
        "source": registry,
        "target": abroad,
        "unit": random.choice(("BRC", "BRC", "BRC", "CCER")),
        "asset": random.choice((None, batch)),
        "quantity": quantity,
        "purpose": random.choice(("NDC", "NDC", "OIMP")),
        "receiver": random.choice((None, BUYER.seat, OWNER.seat)),
    }
    use = {"purpose": random.choice(("voluntary", "ndc")), "beneficiary": "x"}
    steps: list[tuple[int, Command, dict[str, Any], Actor]] = [
        *office_steps(random, quantity),
        (12, transfers.request, route, holder),
        (12, transfers.approve, {"transfer": transfer}, sender),
        (12, transfers.accept, {"transfer": transfer}, manager),
        (1, transfers.reject, {"transfer": transfer}, sender),
        (1, transfers.withdraw, {"transfer": transfer}, holder),
        (3, retirement.retire, {**place, **use}, holder),
        (1, retirement.cancel, {**place, "reason": "x"}, holder),
        (2, compliance.submit, {"lots": [lot]}, EMITTER),
    ]
    (chosen,) = random.choices(steps, [step[0] for step in steps])
    return chosen[1:]


def office_steps(random: Random, quantity: int) -> list[tuple[int, Command, dict[str, Any], Actor]]:
    """The authorities' commands for any project: weight, command, arguments, seat."""
    project, period = f"TH00{random.randint(1, 2)}", random.randint(1, 3)
    item = random.randint(1, 6)
    said = random.choice(("affirm",) * 9 + ("object",))
    vote = {"item": item, "vote": said, "about": "proposal", "reason": "too early"}
    parties = random.choice((None, ["CN"], ["CN", "KZ"], ["KZ"]))
    purposes = random.choice((["NDC"], ["NDC", "OIMP"], []))
    grant = {"project": project, "purposes": purposes, "parties": parties, "quantity": quantity}
    registry, manager = random.choice((("CN", MANAGER), ("TH", MANAGER_TH)))
    domestic = {"project": f"CN00{random.randint(1, 2)}", "period": 1}
    return [
        (2, issuance.request, {"project": project, "period": period}, OWNER),
        (6, voting.vote, vote, random.choice((CHINA, HOST))),
        (3, committee.publish, {"item": item}, SECRETARY),
        (4, issue.issue, {"request": random.randint(1, 6), "registry": registry}, manager),
        (1, ccer.register, domestic, MANAGER),
        (2, authorisation.grant, grant, HOST),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_random_requests_leave_everything_whole(seed: int) -> None:
    random, programme, outcomes = Random(seed), Programme(), Counter[str]()
    programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=600, by=HOST)
    programme.at(date(2029, 1, 2))
    for step in range(STEPS):
        command, arguments, by = some_step(random, programme)
        before = programme.state()
        try:
            programme.do(command, by=by, **arguments)
            outcomes[f"{command.__module__}.{command.__name__}"] += 1
        except Refusal as refusal:
            outcomes["refused"] += 1
            assert before == programme.state(), (seed, step, refusal)
        if step % 10 == 9:
            assert [] == programme.audit(), (seed, step)
            with programme.reading() as session:
                assert [] == reconcile(session, "CN", "TH"), (seed, step)
    assert outcomes["refused"] > STEPS // 10, (seed, outcomes)
    assert outcomes["registry.programme.transfers.commands.accept"] > 0, (seed, outcomes)
    assert outcomes["registry.programme.retirement.commands.retire"] > 0, (seed, outcomes)
    programme.close()
