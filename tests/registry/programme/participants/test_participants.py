"""Goal: participants are admitted with their accounts, and act for their own country only.

Method: the programme's participants, read back.
"""

from __future__ import annotations

import pytest

from ledger.accounts import CASH, CNY
from ledger.kernel.errors import Refusal
from ledger.queries import balances
from registry.programme.participants import commands as participants
from registry.programme.participants import queries
from registry.roles import Role
from tests.support.programme import MANAGER, OWNER, Programme, actor


def test_a_participant_has_a_unit_account_per_registry_and_cash(programme: Programme) -> None:
    books = programme.books

    assert [True, True, True] == [books.has_account("OWN", r) for r in ("CN", "TH", None)]
    assert [False, True] == [books.has_account("MAN", r) for r in ("CN", None)]
    assert 10_000 == books.found(CASH, CNY, owner="OWN")
    with programme.reading() as session:
        seen = queries.participant(session, "OWN")
        everybody = queries.participants(session)
    assert seen is not None
    assert ("project_owner", "TH") == (seen.role, seen.country)
    assert 15 == len(everybody)


def test_governments_and_entities_have_account_types_of_their_own(programme: Programme) -> None:
    programme.issued()
    numbers = [
        programme.store.fetch(
            "SELECT code, number FROM account WHERE owner = ? AND registry_code = 'TH'", owner
        )[0]
        for owner in ("GTH", "OWN")
    ]

    assert [100, 121] == [code for code, _ in numbers]
    assert all(number.startswith(f"TH-{code}-") for code, number in numbers)
    with programme.reading() as session:
        assert balances(session, owner="OWN", registry="TH")


def test_registries_carry_their_numbers(programme: Programme) -> None:
    with programme.reading() as session:
        registries = queries.registries(session)
        known = [queries.has_registry(session, code) for code in ("CN", "LA")]

    assert [("CN", "CHN01"), ("KZ", "KAZ01"), ("TH", "THA01")] == [
        (r.code, r.number) for r in registries
    ]
    assert [True, False] == known


@pytest.mark.parametrize(
    ("seat", "country", "code"),
    [
        ("MAN", "CN", ""),
        ("SEC", "TH", ""),
        ("MAN", "TH", "procedure.other_country"),
        ("XXX", "TH", "procedure.participant_unknown"),
    ],
)
def test_a_seat_acts_for_its_country_and_one_without_country_for_all(
    programme: Programme, seat: str, country: str, code: str
) -> None:
    by = actor(seat, Role.REGISTRY_MANAGER)
    answered = ""
    with programme.reading() as session:
        try:
            participants.require_country(session, by=by, country=country, step="a step")
        except Refusal as refusal:
            answered = refusal.code

    assert code == answered


def test_actors_of_the_tests_are_participants(programme: Programme) -> None:
    with programme.reading() as session:
        assert all(queries.participant(session, one.seat) for one in (OWNER, MANAGER))
