"""Goal: what a form offers is nothing that its command refuses for what it is.

Method: every seat holds every unit that it can; each form's choices are sent to the commands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from ledger.kernel.errors import Refusal
from registry.compliance import commands as compliance
from registry.compliance.queries import desk
from registry.edge.possessions import HoldingView, holdings
from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance import allowances
from registry.programme.retirement import commands as retirement
from registry.programme.transfers import commands as transfers
from registry.roles import Actor
from registry.web.frame.naming import Names
from registry.web.frame.seat_parts import Desktop
from registry.web.tasks.contexts import UnitsTask
from registry.web.tasks.units import forms_of
from tests.support.programme import (
    BUYER,
    CHINA,
    EMITTER,
    HOST,
    OWNER,
    PARTNER,
    TRADER,
    WIND,
    Programme,
)

HOLD = {
    CHINA: ("CN",), HOST: ("TH",), OWNER: ("TH", "CN"), PARTNER: ("CN", "TH"), WIND: ("CN",),
    EMITTER: ("CN",), TRADER: ("TH",), BUYER: ("CN", "TH"),
}  # fmt: skip
WHAT_IT_IS = {
    "not_a_credit", "unit_stays_home", "type_not_admitted", "from_covered_entity", "other_country",
    "receiving_account_missing", "sending_account_missing", "same_registry", "batch_unknown",
}  # fmt: skip


@pytest.fixture
def full() -> Iterator[Programme]:
    """Everybody has free tonnes of every project of a registry in which it has an account.

    Nobody decided on them, so this world is not audited.
    """
    world = Programme()
    world.do(
        authorisation.grant, project="TH001", purposes=["NDC", "OIMP"], quantity=10**6, by=HOST
    )
    world.do(allowances.issue, year=2027, quantity=50, by=CHINA)
    for seat, registries in HOLD.items():
        for registry in registries:
            for project in ("CN001", "CN002") if registry == "CN" else ("TH001",):
                world.given(seat, registry=registry, project=project, quantity=20)
    yield world
    world.close()


def all_held(programme: Programme, seat: Actor) -> list[HoldingView]:
    with programme.reading() as session:
        return holdings(session, seat.seat)


def offered(
    programme: Programme, seat: Actor, held: Sequence[HoldingView] = (), **given: str
) -> dict[str, UnitsTask]:
    """The forms of a seat, by what it has or by tonnes given here."""
    with programme.reading() as session:
        top = Desktop(
            session=session,
            names=Names(session, "en"),
            seat=seat.seat,
            role=seat.role,
            holdings=held or holdings(session, seat.seat),
            desk=desk(session, seat=seat.seat, at=programme.books.at),
            given=given,
            at=programme.books.at,
            played={},
        )
        return {form.name: form for form in forms_of(top)}


def refused(programme: Programme, seat: Actor, form: UnitsTask) -> list[str]:
    """What is refused of all that a form offers, a tonne each, for what it is."""
    found = []
    for unit in form.units:
        lot = {"asset": unit.asset, "quantity": 1}
        for receiver in [c.value for c in form.receivers] or [""]:
            try:
                if form.name == "offset":
                    programme.do(compliance.submit, lots=[lot], by=seat)
                elif form.name == "transfer":
                    target = "TH" if unit.registry == "CN" else "CN"
                    programme.do(
                        transfers.request, source=unit.registry, target=target, unit="BRC",
                        purpose="NDC", receiver=receiver or None, by=seat, **lot,
                    )  # fmt: skip
                elif form.name == "retire":
                    programme.do(
                        retirement.retire, registry=unit.registry, purpose=form.purposes[0],
                        beneficiary="A fair", by=seat, **lot,
                    )  # fmt: skip
                else:
                    programme.do(
                        retirement.cancel, registry=unit.registry, reason="why", by=seat, **lot
                    )
            except Refusal as refusal:
                code = refusal.code.partition(".")[2]
                if code in WHAT_IT_IS:
                    found.append(f"{form.name} {unit.label} {receiver}: {code}")
    return found


def test_no_form_offers_what_its_command_refuses_for_what_it_is(full: Programme) -> None:
    found, asked = [], set()
    for seat in HOLD:
        for form in offered(full, seat).values():
            found += refused(full, seat, form)
            asked |= {form.name} if form.units else set()

    assert [] == found
    assert {"offset", "transfer", "retire", "cancel"} == asked


def test_allowances_can_be_cancelled_and_not_retired(full: Programme) -> None:
    forms = offered(full, CHINA)

    assert "CEA CN 2027" in [unit.label for unit in forms["cancel"].units]
    assert "CEA CN 2027" not in [unit.label for unit in forms["retire"].units]


def test_a_transfer_goes_only_to_those_with_the_account(full: Programme) -> None:
    receivers = {choice.value for choice in offered(full, HOST)["transfer"].receivers}
    assert {"OWN", "PAR", "BUY", "WIN", "EMI", "GCN"} == receivers
    unit = offered(full, OWNER)["transfer"].units[0]
    given = {"task": "transfer", "unit": f"TH-{unit.asset}", "quantity": "1", "receiver": "TRA"}
    form = offered(full, OWNER, **given)["transfer"]

    assert ("not_offered", None) == (form.form.errors["receiver"].code, form.preview)


def test_where_tonnes_may_go_to_several_registries_one_is_chosen(full: Programme) -> None:
    own = next(h for h in all_held(full, OWNER) if h.registry == "TH")
    abroad = [replace(own, registry="KH")]
    given = {"task": "transfer", "unit": f"KH-{own.asset}", "quantity": "1", "receiver": "PAR"}
    form = offered(full, OWNER, abroad)["transfer"]
    silent = offered(full, OWNER, abroad, **given)["transfer"]
    wrong = offered(full, OWNER, abroad, **given, target="KH")["transfer"]
    chosen = offered(full, OWNER, abroad, **given, target="TH")["transfer"]

    assert ["CN", "TH"] == [one.value for one in form.targets]
    assert ["China's registry", "Thailand's registry"] == [one.label for one in form.targets]
    assert "not_offered" == silent.form.errors["target"].code == wrong.form.errors["target"].code
    assert chosen.preview is not None
    assert ("KH", "TH") == (chosen.preview.arguments["source"], chosen.preview.arguments["target"])
    assert () == offered(full, OWNER)["transfer"].targets
