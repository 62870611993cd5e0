"""Goal: whatever messages do, no unit is in two registries or in none, and log and books agree.

Method: seeded sequences of requests, decisions, cards, hours and repairs in any order. At the end
cards are recalled, hours pass and every repair that is offered is made: then both registries and
the log agree. On the way the audit holds, and where serials lie and where the log has them differs
only by what a reconciliation names.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from ledger.kernel.errors import Refusal
from registry.programme.adjustments.ranges import minus, size
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import compared, faults, queries, reconciliation, repairs
from registry.programme.transfers.models import FaultKind, MessageKind
from tests.support.links import GOVERNMENT, MANAGERS, TRAINER, Link
from tests.support.programme import OWNER, PARTNER

pytestmark = pytest.mark.slow

STEPS = 14
ISSUED = 355
_CARDS = [kind.value for kind in FaultKind if kind is not FaultKind.OFFLINE]
_MESSAGES = [kind.value for kind in MessageKind]


def some_step(random: Random, link: Link, seen: set[str]) -> None:
    """One command that anybody might give now; a refusal changes nothing."""
    with link.programme.reading() as session:
        known = queries.transfers(session, limit=40)
        lost = queries.unanswered(session)
    transfer = random.choice(known) if known else None
    source = random.choice(("TH", "TH", "CN"))
    target = "CN" if source == "TH" else "TH"
    choices: list[tuple[int, Callable[[], object]]] = [
        (4, lambda: link.sent(random.randint(1, 30), source=source, target=target,
                              by=random.choice((OWNER, PARTNER)))),
        (2, lambda: link.approve(link.ask(random.randint(1, 30), source=source, target=target))),
        (5, lambda: link.fault(random.choice(_CARDS), random.choice(_MESSAGES),
                               hours=random.randint(1, 40), quantity=random.randint(1, 5))),
        (1, lambda: link.offline(source, random.randint(1, 40))),
        (2, lambda: link.passes(random.choice((1, 5, 30)))),
        (2, lambda: link.do(reconciliation.run, one="CN", other="TH", by=MANAGERS[source])),
    ]  # fmt: skip
    if transfer is not None:
        number, why = transfer.transfer, "random"
        manager = MANAGERS[random.choice(("TH", "CN"))]
        choices += [
            (2, lambda: link.do(transfers.accept, transfer=number,
                                by=MANAGERS[transfer.target_registry])),
            (1, lambda: link.do(transfers.decline, transfer=number, reason=why,
                                by=MANAGERS[transfer.target_registry])),
            (1, lambda: link.do(transfers.reject, transfer=number,
                                by=GOVERNMENT[transfer.source_registry])),
            (1, lambda: link.do(repairs.redo, transfer=number, reason=why, by=manager)),
            (1, lambda: link.do(repairs.correct, transfer=number, reason=why, by=manager)),
        ]  # fmt: skip
    if lost:
        one = random.choice(lost)
        by = MANAGERS.get(one.sender, MANAGERS["CN"])
        again = one.message
        choices.append((3, lambda: link.do(repairs.resend, message=again, reason="random", by=by)))
    (step,) = random.choices([c[1] for c in choices], [c[0] for c in choices])
    try:
        step()
    except Refusal as refusal:
        seen.add(refusal.code)


def repair_all(link: Link) -> None:
    """Recall what waits, let outages end, and make every repair that is offered."""
    with link.programme.reading() as session:
        cards = queries.faults(session)
    for card in cards:
        try:
            link.do(faults.recall, fault=card.fault, by=TRAINER)
        except Refusal as refusal:
            assert refusal.code == "procedure.fault_used"
    link.passes(300)
    for _ in range(40):
        with link.programme.reading() as session:
            lost = queries.unanswered(session)
        if not lost:
            break
        one = lost[0]
        by = MANAGERS.get(one.sender, MANAGERS["CN"])
        link.do(repairs.resend, message=one.message, reason="repair", by=by)
    link.passes(300)
    with link.programme.reading() as session:
        done = [one for one in queries.transfers(session, limit=99) if one.state == "completed"]
    for transfer in done:
        try:
            link.do(repairs.correct, transfer=transfer.transfer, reason="repair", by=MANAGERS["CN"])
        except Refusal as refusal:
            assert refusal.code == "procedure.record_agrees"


def differing(link: Link) -> int:
    """Tonnes that lie elsewhere than the log has them, counted in each registry."""
    return sum(
        size(minus(a, b))
        for code in ("TH", "CN")
        for a, b in (
            (link.lies(code), link.logged(code)),
            (link.logged(code), link.lies(code)),
        )
    )


def play(seed: int) -> set[str]:
    """One sequence; the refusals that occurred."""
    random, link, seen = Random(seed), Link(), set[str]()
    for _ in range(STEPS):
        some_step(random, link, seen)
    assert [] == link.programme.audit(), seed
    everywhere = [*link.lies("TH"), *link.lies("CN"), *link.lies("")]
    assert ISSUED == size(everywhere), seed
    assert not set(link.lies("TH")) & set(link.lies("CN")), seed
    answer = link.do(reconciliation.run, one="CN", other="TH", by=TRAINER)
    assert (answer["found"] > 0) == (differing(link) > 0), seed

    repair_all(link)
    answer = link.do(reconciliation.run, one="CN", other="TH", by=TRAINER)
    with link.programme.reading() as session:
        states = {one.state for one in queries.transfers(session, limit=99)}
        still_open = compared.findings(session, open_only=True)
    assert states <= {"requested", "completed", "returned", "rejected", "withdrawn"}, seed
    assert [] == still_open, seed
    assert answer["state"] in ("completed", "completed_with_intervention"), seed
    assert 0 == differing(link), seed
    assert [] == link.lies(""), seed
    assert [] == link.programme.audit(), seed
    link.programme.close()
    return seen


@pytest.mark.parametrize("first", range(0, 20, 10))
def test_registries_and_log_agree_again_after_any_faults(first: int) -> None:
    for seed in range(first, first + 10):
        play(seed)


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, 10_000, 500))
def test_registries_and_log_agree_again_after_ten_thousand_sequences(first: int) -> None:
    for seed in range(first, first + 500):
        play(seed)
