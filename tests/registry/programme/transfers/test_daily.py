"""Goal: at the close of a day registries are compared by the clock, once, if anything went between
them; what differs is blocked and cleared as by hand, and a bot's desk repairs it.

Method: transfers on the small programme with a card of the trainer's; the agenda's source, the
findings and the wishes of bots are read back.
"""

from __future__ import annotations

from typing import Any

from ledger.kernel.clock import HOUR
from registry.agenda import Due
from registry.bots.repairing import repairs as wishes
from registry.programme.authorisation import commands as authorisation
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import compared, faults, reconciliation, repairs
from registry.programme.transfers.deadlines import reconciliations_due
from registry.roles import Role
from tests.support.programme import (
    BUYER,
    HOST,
    MANAGER,
    MANAGER_TH,
    NOW,
    OWNER,
    Programme,
    actor,
)

CLOCK = actor("clock", Role.CLOCK)
TRAINER = actor("TRA", Role.TRAINER)
CLOSE = NOW + 5 * HOUR


def authorised(programme: Programme) -> int:
    """A batch in Thailand that may go abroad."""
    asset = programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=300, by=HOST)
    return asset


def sent(programme: Programme, asset: int, quantity: int = 10) -> int:
    """A transfer from Thailand to China as far as its messages go."""
    asked = programme.do(
        transfers.request, source="TH", target="CN", unit="BRC", asset=asset, quantity=quantity,
        purpose="NDC", receiver=BUYER.seat, by=OWNER,
    )["transfer"]  # fmt: skip
    programme.do(transfers.approve, transfer=asked, by=HOST)
    programme.do(transfers.accept, transfer=asked, by=MANAGER)
    return int(asked)


def due(programme: Programme, close: int | None = CLOSE) -> Due | None:
    programme.books.rows.flush()
    return reconciliations_due(programme.books, lambda: close)()


def daily(programme: Programme, at: int = CLOSE) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = programme.do_at(at, reconciliation.daily, by=CLOCK)["compared"]
    return found


def wished(programme: Programme, *served: str) -> list[tuple[str, dict[str, Any]]]:
    with programme.reading() as session:
        return [(name, dict(arguments)) for name, arguments in wishes(session, served)]


def test_it_is_due_once_a_day_and_not_before_the_first_transfer(programme: Programme) -> None:
    asset = authorised(programme)
    assert due(programme) is None
    sent(programme, asset)
    assert due(programme, None) is None
    assert Due(CLOSE, "reconciliation.daily", {}) == due(programme)
    # A comparison by hand is none of the clock's.
    programme.do(reconciliation.run, one="CN", other="TH", by=MANAGER)
    assert due(programme) is not None
    (answer,) = daily(programme)

    assert ("CN", "TH", "completed", 0) == tuple(
        answer[key] for key in ("one", "other", "state", "found")
    )
    assert due(programme) is None
    assert Due(CLOSE + 24 * HOUR, "reconciliation.daily", {}) == due(programme, CLOSE + 24 * HOUR)


def test_what_differs_is_blocked_at_the_close_and_cleared_at_the_next(programme: Programme) -> None:
    asset = authorised(programme)
    programme.do(faults.message, kind="misrecord", quantity=3, by=TRAINER)
    number = sent(programme, asset)
    (answer,) = daily(programme)
    assert ("manual", 2) == (answer["state"], answer["new"])
    request: dict[str, Any] = {
        "source": "TH", "target": "CN", "unit": "BRC", "asset": asset, "quantity": 1,
        "purpose": "NDC", "receiver": None, "by": OWNER,
    }  # fmt: skip
    programme.refuses("procedure.discrepancy_open", transfers.request, **request)
    programme.do(repairs.correct, transfer=number, reason="misread", by=MANAGER_TH)
    programme.refuses("procedure.discrepancy_open", transfers.request, **request)
    (answer,) = daily(programme, CLOSE + 24 * HOUR)
    assert ("completed_with_intervention", 2) == (answer["state"], answer["cleared"])
    programme.do(transfers.request, **request)

    with programme.reading() as session:
        found = compared.reconciliations(session)
        assert ["clock", "clock"] == [one.by for one in found]
        assert [found[0]] == compared.latest(session)
        assert [
            "initiated",
            "validated",
            "totals_inconsistent",
            "blocks_inconsistent",
            "manual",
        ] == [stage.state for stage in found[1].stages]


def test_a_bots_desk_repairs_what_was_found_and_compares_once(programme: Programme) -> None:
    asset = authorised(programme)
    programme.do(faults.message, kind="misrecord", quantity=3, by=TRAINER)
    number = sent(programme, asset)
    assert [] == wished(programme, "TH", "CN")
    daily(programme)
    assert [] == wished(programme, "KZ")
    (wish,) = wished(programme, "TH")
    assert ("transfer.correct", number) == (wish[0], wish[1]["transfer"])
    programme.do(repairs.correct, **wish[1], by=MANAGER_TH)
    assert [("reconciliation.run", {"one": "CN", "other": "TH"})] == wished(programme, "CN")
    programme.do(reconciliation.run, one="CN", other="TH", by=MANAGER)

    assert [] == wished(programme, "TH", "CN")


def test_a_bots_desk_sends_a_lost_message_again_once_it_is_found(programme: Programme) -> None:
    asset = authorised(programme)
    programme.do(faults.message, kind="lose", step="credited", by=TRAINER)
    number = sent(programme, asset)
    assert [] == wished(programme, "TH", "CN")
    daily(programme)
    (wish,) = wished(programme, "CN")
    assert "transfer.resend" == wish[0]
    # The other registry would take the log's step from the record.
    assert ["transfer.redo"] == [name for name, _ in wished(programme, "TH")]
    told = programme.do(repairs.resend, **wish[1], by=MANAGER)

    assert (number, "completed") == (told["transfer"], told["state"])
    assert ["reconciliation.run"] == [name for name, _ in wished(programme, "TH")]
