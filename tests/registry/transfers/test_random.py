"""Goal: whatever is asked, in whatever order, the books and the programme stay whole.

Method: seeded streams of legal and illegal requests; after every step the audit and the
reconciliation are silent and no tonne is lost; every refusal changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from registry.authorisation import commands as authorisation
from registry.committee import commands as committee
from registry.compliance import commands as compliance
from registry.issuance import ccer
from registry.issuance import commands as issuance
from registry.issuance.queries import issued_t
from registry.retirement import commands as retirement
from registry.roles import Actor
from registry.transfers import commands as transfers
from registry.transfers.queries import transfers as all_transfers
from registry.transfers.reconcile import reconcile
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

STEPS = 300
HOLDERS = (OWNER, PARTNER, BUYER, EMITTER, CHINA, HOST, WIND)

Step = tuple[Callable[..., dict[str, Any]], dict[str, Any], Actor]


def some_step(random: Random, programme: Programme) -> Step:
    """Any command, mostly of those who may, with figures that often fit."""
    holder, batch = random.choice(HOLDERS), random.randint(1, len(programme.books.batches) + 2)
    registry, quantity = random.choice(("TH", "CN")), random.choice((0, 1, 7, 9, 20, 150))
    with programme.reading() as session:
        requests = len(all_transfers(session, limit=STEPS))
    number = max(1, requests - random.randint(0, 4))
    steps: list[tuple[int, Step]] = [
        (3, (issuance.request, {"project": f"TH00{random.randint(1, 2)}",
                                "period": random.randint(1, 3)}, OWNER)),
        (8, (committee.vote, {"item": random.randint(1, 6),
                              "vote": random.choice(("affirm",) * 9 + ("object",))},
             random.choice((CHINA, HOST)))),
        (4, (issuance.issue, {"request": random.randint(1, 6)}, SECRETARY)),
        (1, (ccer.register, {"project": random.choice(("CN001", "CN002")),
                             "period": random.randint(1, 2)}, MANAGER)),
        (2, (authorisation.grant, {"project": f"TH00{random.randint(1, 2)}",
                                   "purposes": random.choice((["NDC"], ["NDC", "OIMP"], [])),
                                   "quantity": quantity}, HOST)),
        (12, (transfers.request, {"source": registry, "target": "CN" if registry == "TH" else "TH",
                                  "unit": random.choice(("BRC", "BRC", "BRC", "CCER")),
                                  "asset": None, "quantity": quantity,
                                  "purpose": random.choice(("NDC", "OIMP")),
                                  "receiver": random.choice((None, BUYER.seat, CHINA.seat))},
              holder)),
        (10, (transfers.approve, {"transfer": number}, random.choice((HOST, CHINA)))),
        (10, (transfers.accept, {"transfer": number}, random.choice((MANAGER, MANAGER_TH)))),
        (2, (transfers.reject, {"transfer": number}, HOST)),
        (2, (transfers.withdraw, {"transfer": number}, holder)),
        (4, (retirement.retire, {"registry": registry, "asset": batch, "quantity": quantity,
                                 "purpose": random.choice(("voluntary", "ndc")),
                                 "beneficiary": "x"}, holder)),
        (2, (retirement.cancel, {"registry": registry, "asset": batch, "quantity": quantity,
                                 "reason": "x"}, holder)),
        (2, (compliance.submit, {"lots": [{"asset": batch, "quantity": quantity}]}, EMITTER)),
    ]  # fmt: skip
    return random.choices([step for _, step in steps], [weight for weight, _ in steps])[0]


@pytest.mark.parametrize("seed", range(6))
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
        with programme.reading() as session:
            assert [] == reconcile(session, "CN", "TH"), (seed, step)
            issued = issued_t(session)
        assert issued == sum(batch.quantity for batch in programme.books.batches.values())
        if step % 10 == 9:
            assert [] == programme.audit(), (seed, step)
    assert outcomes["refused"] > STEPS // 10, (seed, outcomes)
    assert outcomes["registry.transfers.commands.accept"] > 0, (seed, outcomes)
    assert outcomes["registry.issuance.commands.issue"] > 0, (seed, outcomes)
    programme.close()
