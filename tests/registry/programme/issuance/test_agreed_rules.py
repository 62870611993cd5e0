"""Goal: an issuance is split by the rule of its agreement, and by no other.

Method: issuances under both rules beside exact decimals; the audit finds a command that uses the
other rule; pages under percentages show the split that is then issued.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from sqlmodel import Session

from registry.classroom.procedures_audit import shares_are_those_of_the_agreement
from registry.programme.agreements import queries as agreements
from registry.programme.issuance import shares
from registry.programme.issuance.split import (
    Place,
    Recipient,
    VintageSplit,
    by_percentages,
    share,
)
from registry.roles import Side, SplitRule
from tests.support.programme import OWNER, PARTNER, Programme

ISSUED = 355


def plain(quantity: int, cn: str, host: str) -> tuple[int, int]:
    """Both sides by percentages: the nearest whole tonnes, and a half to China."""
    china, left = divmod(quantity * Decimal(cn), 100)
    assert Decimal(cn) + Decimal(host) == 100
    whole = int(china) + (left >= 50)
    return whole, quantity - whole


def called(quantity: int, cn: str, host: str) -> tuple[int, int]:
    """The tonnes of two entities by the general function."""
    parts = by_percentages(
        {2027: quantity},
        [
            Recipient("a", Place.PARTNER_ENTITY, Fraction(cn)),
            Recipient("b", Place.HOST_ENTITY, Fraction(host)),
        ],
    )[2027].parts
    return parts["a"], parts["b"]


@pytest.mark.parametrize(
    ("percentages", "split"),
    [
        (("33.3", "66.7"), (118, 237)),
        (("50", "50"), (178, 177)),
        (("0", "100"), (0, 355)),
        (("99.9", "0.1"), (355, 0)),
    ],
)
def test_an_issuance_by_percentages_goes_by_the_largest_remainder(
    percentages: tuple[str, str], split: tuple[int, int]
) -> None:
    world = Programme(percentages=percentages)
    asset = world.issued()
    with world.reading() as session:
        foreseen = shares.shares_of(session, agreement="CN-TH", quantity=ISSUED)
        found = list(shares_are_those_of_the_agreement(session))

    assert split == foreseen == plain(ISSUED, *percentages) == called(ISSUED, *percentages)
    assert split == (world.free(PARTNER, "TH", asset), world.free(OWNER, "TH", asset))
    assert [] == [*found, *world.audit()]
    world.close()


def test_random_percentages_equal_those_of_plain_rounding() -> None:
    random = Random(1)
    wrong = []
    for _ in range(400):
        quantity, thousandths = random.randint(0, 2_000), random.choice([50_000, 33_300, 12_345])
        cn, host = (str(Decimal(part) / 1000) for part in (thousandths, 100_000 - thousandths))
        terms = {"partner": Fraction(cn), "host": Fraction(host)}
        given = share(quantity, SplitRule.PERCENTAGES, **terms, odd_to=None)
        if given != plain(quantity, cn, host) or given != called(quantity, cn, host):
            wrong.append((quantity, cn))
    assert [] == wrong


def by_the_other_rule(
    session: Session, *, project: str, amounts: Mapping[int, int], at: int | None = None
) -> dict[int, VintageSplit]:
    agreed = agreements.known(session, "CN-TH", at=at)
    other, odd_to = {
        SplitRule.WEIGHTS: (SplitRule.PERCENTAGES, None),
        SplitRule.PERCENTAGES: (SplitRule.WEIGHTS, Side.HOST),
    }[agreed.split_rule]
    fifty = {"partner": Fraction(50), "host": Fraction(50)}
    found = {}
    for vintage, tonnes in amounts.items():
        partner, host = share(tonnes, other, **fifty, odd_to=odd_to)
        found[vintage] = VintageSplit(0, 0, {"partner": partner, "host": host})
    return found


@pytest.mark.planted
@pytest.mark.parametrize(
    ("world", "told"),
    [
        ({"percentages": ("50", "50")}, "177 t and 178 t issued, by the agreement 178 t and 177 t"),
        ({"odd_to": Side.HOST}, "178 t and 177 t issued, by the agreement 177 t and 178 t"),
    ],
)
def test_a_command_that_splits_by_the_other_rule_is_found(
    world: dict[str, object], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.programme.issuance.shares.vintage_splits", by_the_other_rule)
    programme = Programme(**world)  # type: ignore[arg-type]
    programme.issued()
    with programme.reading() as session:
        found = list(shares_are_those_of_the_agreement(session))

    assert [f"issuance 1: {told}"] == found
    programme.close()
