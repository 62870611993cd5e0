"""Goal: whatever all offices do, in any order, every invariant of books and programme holds, and a
refusal changes nothing.

Method: seeded sequences of commands of every procedure: agreements, committee with motions,
issuance, corrections, authorisation, transfers with cards and repairs, accounts, freezes,
retirements, imports, and the clock. Mostly by an office that may and with figures that fit. Several
sequences follow one another in one programme, so that later ones meet every state. Every other
programme plays the registries' controls: approvers, trusted lists with a delay, reversals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from registry.pace import APPROVAL, REVERSAL, TRANSFER_DELAY, TRUST_ENTRY, Kind, Period
from registry.programme.accounts import commands as accounts
from registry.programme.accounts import controls, freezing
from registry.programme.agreements import commands as agreements
from registry.programme.agreements.queries import known
from registry.programme.authorisation import commands as authorisation
from registry.programme.committee import amendment, meeting, motions, voting
from registry.programme.committee import commands as committee
from registry.programme.issuance import commands as issuance
from registry.programme.issuance import correction, imports, issue
from registry.programme.movements import commands as movements
from registry.programme.movements import trust
from registry.programme.projects import motions as projects
from registry.programme.retirement import commands as retirement
from registry.programme.retirement import ordered, reversal
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import faults, reconciliation, repairs, within
from registry.programme.transfers.models import FaultKind, MessageKind
from registry.roles import Actor
from tests.support.committee import run_due
from tests.support.links import CLOCK, GOVERNMENT, MANAGERS, TRAINER, Link
from tests.support.programme import (
    BUYER,
    CHINA,
    HOST,
    KAZAKH,
    MANAGER,
    MANAGER_TH,
    NOW,
    OWNER,
    PARTNER,
    SECRETARY,
    TRADER,
    WIND,
)

pytestmark = pytest.mark.slow

SEQUENCES = 200
IN_A_PROGRAMME = 20
STEPS = 5

EVERYBODY = (
    CHINA, HOST, KAZAKH, SECRETARY, MANAGER, MANAGER_TH, OWNER, PARTNER, TRADER, BUYER, WIND,
)  # fmt: skip
GOVERNMENTS = (CHINA, HOST)
PERIODS = {APPROVAL: 2, TRANSFER_DELAY: 1, TRUST_ENTRY: 1, REVERSAL: 14}
BARS = ("restrict_some", "restrict_all", "suspend_partially", "suspend", "restore")

Command = Callable[..., dict[str, Any]]
Step = tuple[Command, Actor, dict[str, Any]]


@cache
def first(*, controlled: bool = False) -> Link:
    """Linked registries before the first sequence, with or without the registries' controls."""
    link = Link()

    def switch(books: Any, *, by: Actor, at: int) -> dict[str, Any]:
        for name, days in PERIODS.items():
            period = Period(days, Kind.CALENDAR, "", "", "")
            controls.play(books, name=name, period=period, trading=())
        movements.name_approver(books, seat=OWNER.seat, approver=PARTNER.seat)
        return {}

    if controlled:
        lot = {"registry": "TH", "asset": link.asset}
        link.do(switch, by=HOST)
        asked = link.do(within.pass_on, **lot, quantity=9, receiver="GTH", by=OWNER)
        link.do(movements.approve, movement=asked["movement"], by=PARTNER)
        link.passes(30)
        move_on(link)
        link.do(retirement.retire, **lot, quantity=2, purpose="ndc", by=HOST)
    return link


def _offices(random: Random, link: Link) -> list[Step]:
    """Commands of governments and secretariat, on agreements and authorisations."""
    government = random.choice(GOVERNMENTS)
    project = random.choice(("TH001", "TH002", "CN001"))
    moves = (agreements.sign, agreements.notify, agreements.resume)
    share = str(random.randint(0, 3))
    return [
        (random.choice(moves), government, {"agreement": "CN-TH"}),
        (agreements.resume, government, {"agreement": "CN-TH"}),
        (agreements.resume, government, {"agreement": "CN-TH"}),
        (agreements.suspend, government, {"agreement": "CN-TH", "reason": "random"}),
        (authorisation.grant, HOST, {
            "project": project, "purposes": random.choice((["NDC"], ["OIMP"], ["NDC", "OIMP"])),
            "quantity": random.randint(1, 500)}),
        (projects.ask_deregistration, random.choice((*GOVERNMENTS, SECRETARY)), {
            "project": random.choice(("TH002", "CN001")), "reason": "random"}),
        (projects.ask_type, government, {
            "agreement": "CN-TH", "type": random.choice(("biogas", "wind")),
            "answer": random.choice(("eligible", "excluded")), "reason": "random"}),
        (projects.ask_allocation, OWNER, {
            "project": project, "reason": "random", "shares": [
                {"seat": "OWN", "percent": str(100 - random.randint(0, 50))},
                {"seat": "PAR", "percent": str(random.randint(0, 50))}]}),
        (projects.ask_allocation, OWNER, {
            "project": "TH001", "reason": "random", "shares": [{"seat": "OWN", "percent": "100"}]}),
        (amendment.ask_amendment, government, {
            "agreement": "CN-TH", "host_share": share, "reason": "random"}),
    ]  # fmt: skip


def _committee(random: Random, link: Link) -> list[Step]:
    """Commands on the newest items."""
    known_items = rows(link, "SELECT id FROM committee_item ORDER BY id DESC LIMIT 6")
    item, member = {"item": random.choice(known_items)[0]}, random.choice(GOVERNMENTS)
    about = random.choice(("figures", "split", "terms", "reason"))
    vote = {**item, "vote": "affirm"}
    present = [by.seat for by in GOVERNMENTS]
    meet = {**item, "present": present, "minutes": "random"}
    why = {**item, "reason": f"random {random.randint(1, 9)}"}
    return [
        *((voting.vote, government, vote) for government in GOVERNMENTS for _ in range(3)),
        (voting.vote, member, {**why, "vote": "object", "about": about}),
        (voting.vote, member, {**item, "vote": "abstain"}),
        (voting.withdraw, member, why),
        (voting.comment, member, why),
        (meeting.table, member, item),
        *((meeting.conclude, by, {**meet, "consensus": True}) for by in GOVERNMENTS),
        (meeting.conclude, member, {**meet, "consensus": False}),
        (committee.circulate, SECRETARY, item),
        (committee.revise, SECRETARY, item),
        (committee.drop, SECRETARY, why),
        *((committee.publish, SECRETARY, item) for _ in range(6)),
        (motions.restate, random.choice((*GOVERNMENTS, OWNER, MANAGER_TH)), why),
    ]


def _issuing(random: Random, link: Link) -> list[Step]:
    """Requests, issues, corrections and compensations."""
    registry = random.choice(("TH", "TH", "CN"))
    period = {"project": random.choice(("TH001", "TH002")), "period": random.randint(1, 3)}
    owner = random.choice((OWNER, PARTNER))
    cited = rows(link, "SELECT id FROM book_transaction WHERE type = 'credit.issue' ORDER BY id")
    transaction = random.choice(cited)[0]
    motion = random.randint(1, 6)
    return [
        (issuance.request, OWNER, period),
        (issuance.amend, OWNER, {
            "request": random.randint(1, 4), "deducted_mwh": str(random.randint(0, 300))}),
        (issue.issue, MANAGERS[registry], {
            "request": random.randint(1, 4), "registry": registry}),
        (issue.issue, MANAGER_TH, {"request": random.randint(1, 4), "registry": "TH"}),
        (correction.ask_correction, random.choice((MANAGER_TH, MANAGER)), {
            "transaction": transaction, "seat": owner.seat, "quantity": random.randint(1, 90),
            "reason": "random"}),
        (ordered.correct, random.choice((MANAGER_TH, MANAGER)), {"motion": motion}),
        (ordered.compensate, owner, {
            "motion": motion, "registry": "TH", "asset": link.asset,
            "quantity": random.randint(1, 30)}),
    ]  # fmt: skip


def _moving(random: Random, link: Link) -> list[Step]:
    """Transfers and their repairs, passes, retirements, cancellations."""
    lost = rows(link, "SELECT id, sender FROM transfer_message WHERE state = 'lost'")
    source = random.choice(("TH", "TH", "CN"))
    target = "CN" if source == "TH" else "TH"
    holder, quantity = random.choice((OWNER, PARTNER, BUYER)), random.randint(1, 40)
    lot = {"registry": source, "asset": link.asset, "quantity": quantity}
    steps: list[Step] = [
        *((transfers.request, holder, {
            "source": source, "target": target, "unit": "BRC", "asset": None,
            "quantity": quantity, "purpose": "NDC", "receiver": None}) for _ in range(3)),
        (within.pass_on, holder, {**lot, "receiver": random.choice(("BUY", "OWN", "PAR", "GTH"))}),
        (retirement.cancel, holder, {**lot, "reason": "random"}),
        (retirement.retire, holder, {**lot, "purpose": "voluntary", "beneficiary": "x"}),
        (retirement.retire, random.choice(GOVERNMENTS), {**lot, "purpose": "ndc"}),
        (reconciliation.run, MANAGERS[source], {"one": "CN", "other": "TH"}),
        (faults.message, TRAINER, {
            "kind": random.choice([k.value for k in FaultKind if k is not FaultKind.OFFLINE]),
            "step": random.choice([kind.value for kind in MessageKind]),
            "hours": random.randint(1, 40), "quantity": random.randint(1, 5)}),
        (faults.offline, TRAINER, {"registry": source, "hours": random.randint(1, 20)}),
    ]  # fmt: skip
    for one, _, sending, taking in rows(link, _LAST):
        number = {"transfer": one}
        manager, why = MANAGERS[taking], {**number, "reason": "random"}
        steps += [
            *((transfers.approve, GOVERNMENT[sending], number) for _ in range(2)),
            *((transfers.accept, manager, number) for _ in range(2)),
            (transfers.reject, GOVERNMENT[sending], number),
            (transfers.decline, manager, why),
            (repairs.redo, manager, why),
            (repairs.correct, manager, why),
        ]
    if lost:
        again = random.choice(lost)
        by = MANAGERS.get(again[1], MANAGER)
        steps += [(repairs.resend, by, {"message": again[0], "reason": "random"})] * 3
    return steps


def _accounts(random: Random, link: Link) -> list[Step]:
    """Account states, openings and courts' freezes."""
    owner, registry = random.choice((("OWN", "TH"), ("PAR", "TH"), ("OWN", "CN"), ("BUY", "CN")))
    number = link.programme.store.fetch(
        "SELECT number FROM account WHERE owner = ? AND registry_code = ?", owner, registry
    )[0][0]
    manager, freeze = MANAGERS[registry], {"freeze": random.randint(1, 3)}
    trigger = random.choice(BARS)
    sorts = "trade+transfer" if trigger == "restrict_some" else ""
    account = {"account": number, "reason": "random"}
    return [
        (accounts.change, manager, {**account, "trigger": trigger, "restricted": sorts}),
        (accounts.restore, manager, account),
        (accounts.restore, manager, account),
        (accounts.ask_opening, TRADER, {"registry": "CN", "reason": "random"}),
        (accounts.open_account, MANAGER, {"request": 1}),
        (freezing.freeze, manager, {
            "account": number, "asset": link.asset, "quantity": random.randint(1, 20),
            "court_order": "Order 7"}),
        (freezing.lift, manager, freeze),
        (freezing.give, manager, {**freeze, "receiver": random.choice(("OWN", "PAR", "BUY"))}),
    ]  # fmt: skip


def _controls(random: Random, link: Link) -> list[Step]:
    """Held movements, trusted lists, uses that are taken back; imports."""
    held = random.choice(rows(link, "SELECT id FROM movement ORDER BY id DESC LIMIT 4") or [(1,)])[
        0
    ]
    number, why = {"movement": held}, {"movement": held, "reason": "random"}
    used = (
        "SELECT id FROM book_transaction WHERE type IN ('credit.retire', 'credit.offset')"
        " ORDER BY id DESC LIMIT 4"
    )
    reversed_one = random.choice(rows(link, used) or [(1,)])[0]
    of_buyer = "SELECT number FROM account WHERE owner = 'BUY' AND registry_code = ?"
    registry = random.choice(("TH", "CN"))
    account = {"account": rows(link, of_buyer, registry)[0][0]}
    first = random.randint(1, 400)
    request = {"request": random.randint(1, 4)}
    asked = {
        "registry": registry, "origin": "VCS", "project": str(random.randint(1, 3)),
        "first_day": "2027-01-01", "last_day": "2027-12-31", "first": first,
        "last": first + random.randint(0, 99), "proof": f"C-{random.randint(1, 9)}",
    }  # fmt: skip
    return [
        *((movements.approve, PARTNER, number) for _ in range(4)),
        (movements.reject, random.choice((PARTNER, MANAGERS[registry])), why),
        (movements.withdraw, OWNER, number),
        (trust.trust, random.choice((OWNER, PARTNER)), account),
        (trust.distrust, random.choice((OWNER, PARTNER)), account),
        *((reversal.reverse, MANAGERS[registry], {
            "transaction": reversed_one, "reason": "random"}) for _ in range(2)),
        (imports.ask, random.choice((OWNER, PARTNER)), asked),
        *((imports.admit, MANAGERS[registry], request) for _ in range(2)),
        (imports.decline, MANAGERS[registry], {**request, "reason": "random"}),
        (imports.withdraw, OWNER, request),
    ]  # fmt: skip


def _forward(random: Random, link: Link) -> list[Step]:
    """The steps that what is open waits for now."""
    steps: list[Step] = []
    if rows(link, "SELECT 1 FROM agreement WHERE state <> 'active'"):
        steps += [(agreements.resume, by, {"agreement": "CN-TH"}) for by in GOVERNMENTS]
    open_items = "SELECT id, state FROM committee_item WHERE state NOT IN ('used', 'dropped')"
    for number, state in rows(link, open_items):
        item = {"item": number}
        if state in ("circulated", "on_agenda"):
            steps += [(voting.vote, by, {**item, "vote": "affirm"}) for by in GOVERNMENTS]
        elif state == "adopted":
            steps += [(committee.publish, SECRETARY, item)] * 3
        elif state in ("draft", "lapsed"):
            steps.append((committee.circulate, SECRETARY, item))
        elif state == "objected":
            steps += [(voting.withdraw, by, {**item, "reason": "random"}) for by in GOVERNMENTS]
    decided = (
        "SELECT DISTINCT r.id, p.registry_code FROM issuance_request r JOIN issuance_part p"
        " ON p.request = r.id WHERE r.state NOT IN ('issued', 'dropped')"
    )
    for request, registry in rows(link, decided):
        issued = {"request": request, "registry": registry}
        steps += [(issue.issue, MANAGERS[registry], issued)] * 3
    ordered_now = "SELECT id, state, registry_code, seat, owed_t FROM issuance_correction"
    for motion, state, registry, seat, owed in rows(link, ordered_now):
        if state == "ordered":
            steps.append((ordered.correct, MANAGERS[registry], {"motion": motion}))
        elif state == "owed":
            lot = {"registry": "TH", "asset": link.asset, "quantity": min(owed, 5)}
            holder = OWNER if seat == OWNER.seat else PARTNER
            steps.append((ordered.compensate, holder, {"motion": motion, **lot}))
    for (held,) in rows(link, "SELECT id FROM movement WHERE state = 'proposed'"):
        steps += [(movements.approve, PARTNER, {"movement": held})] * 2
    if link.programme.free(HOST, "TH", link.asset):
        use = {"registry": "TH", "asset": link.asset, "quantity": 1, "purpose": "ndc"}
        steps.append((retirement.retire, HOST, use))
    for (transaction,) in rows(link, _NDC_USES):
        undone = {"transaction": transaction, "reason": "random"}
        steps.append((reversal.reverse, MANAGER_TH, undone))
    wanted = "SELECT id, registry_code FROM import_request WHERE state = 'requested'"
    for number, registry in rows(link, wanted):
        steps.append((imports.admit, MANAGERS[registry], {"request": number}))
    for number, state, source, target in rows(link, _LAST):
        if state == "requested":
            steps.append((transfers.approve, GOVERNMENT[source], {"transfer": number}))
        elif state == "notified":
            steps.append((transfers.accept, MANAGERS[target], {"transfer": number}))
    return steps


_NDC_USES = (
    "SELECT posted_as FROM retirement WHERE purpose = 'ndc' AND posted_as NOT IN"
    " (SELECT reversed FROM reversal) ORDER BY id LIMIT 2"
)
_LAST = (
    "SELECT id, state, source_registry, target_registry FROM transfer_request"
    " ORDER BY id DESC LIMIT 4"
)


def rows(link: Link, sql: str, *values: str) -> list[Any]:
    """What a SELECT finds now."""
    link.programme.books.rows.flush()
    return list(link.programme.store.fetch(sql, *values))


PARTS = (
    *(_forward for _ in range(6)), _offices, _committee, _issuing, _issuing, _moving, _accounts,
    _controls,
)  # fmt: skip


def some_step(random: Random, link: Link) -> Step | None:
    """One command that anybody might give now, sometimes by the wrong office; None: time passes."""
    if random.random() < 0.08:
        return None
    steps: list[Step] = []
    while not steps:
        steps = random.choice(PARTS)(random, link)
    command, by, arguments = random.choice(steps)
    return command, random.choice(EVERYBODY) if random.random() < 0.1 else by, arguments


def pass_time(random: Random, link: Link) -> None:
    """Let hours pass: deadlines of transfers, circulations and notices are met on the way."""
    link.passes(random.choice((1, 5, 30, 80)))
    run_due(link.programme)
    with link.programme.reading() as session:
        agreed = known(session, "CN-TH")
    if agreed.ends_at is not None and agreed.ends_at <= link._at:
        link.do(agreements.end, agreement="CN-TH", by=CLOCK)
    move_on(link)


def move_on(link: Link) -> None:
    """Movements that nobody decided expire, and those whose delay is over are carried out."""
    over = movements.movements_due(link.programme.books)
    while (due := over()) is not None and due.at <= link._at:
        carries_out = due.name == "movement.carry_out"
        command = movements.carry_out if carries_out else movements.due
        link.do(command, by=CLOCK, **due.arguments)


def play(link: Link, seed: int, seen: Counter[str]) -> None:
    """One sequence of steps."""
    random = Random(seed)
    for _ in range(STEPS):
        step = some_step(random, link)
        if step is None:
            pass_time(random, link)
            continue
        command, by, arguments = step
        name = f"{command.__module__.rpartition('programme.')[2]}.{command.__name__}"
        before = link.programme.state() if random.random() < 0.2 else None
        try:
            link.do(command, by=by, **arguments)
            seen[name] += 1
        except Refusal as refusal:
            seen[f"refused {refusal.code}"] += 1
            assert before is None or before == link.programme.state(), (seed, name, refusal.code)


def programmes(first_seed: int, count: int) -> Iterator[Counter[str]]:
    """Sequences in programmes of their own, audited on the way; what occurred in each."""
    for start in range(first_seed, first_seed + count, IN_A_PROGRAMME):
        odd = bool(start // IN_A_PROGRAMME % 2)
        link, seen = first(controlled=odd).copy(), Counter[str]()
        for seed in range(start, start + IN_A_PROGRAMME):
            play(link, seed, seen)
            if seed % 10 == 9:
                assert [] == link.programme.audit(), f"seeds {start} to {seed}"
        link.programme.close()
        yield seen


def test_two_hundred_sequences_keep_every_invariant() -> None:
    assert NOW > 0
    seen = sum(programmes(0, SEQUENCES), Counter[str]())
    done = {name for name in seen if not name.startswith("refused")}

    assert 100 < sum(seen[name] for name in done), seen
    for name in (
        "committee.commands.publish", "issuance.issue.issue", "transfers.commands.approve",
        "accounts.commands.change", "agreements.commands.suspend", "retirement.commands.cancel",
        "retirement.ordered.correct", "transfers.commands.accept", "accounts.freezing.freeze",
        "movements.commands.approve", "movements.trust.trust", "retirement.reversal.reverse",
        "issuance.imports.admit",
    ):  # fmt: skip
        assert name in done, seen


@pytest.mark.long
@pytest.mark.parametrize("first_seed", range(1000, 11_000, 200))
def test_ten_thousand_sequences_keep_every_invariant(first_seed: int) -> None:
    assert sum(programmes(first_seed, 200), Counter[str]())
