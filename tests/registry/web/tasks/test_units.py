"""Goal: a form offers no unit whose kind its command refuses.

Method: every seat holds every unit that it can; each form's choices are sent to the commands. The
preview of a form is replaced by a fixed one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from ledger.accounts import HOLDING
from ledger.kernel.errors import Refusal
from ledger.writer import Outcome
from registry.classroom.lesson_view import LessonView
from registry.classroom.preview import Moved, Preview
from registry.compliance import commands as compliance
from registry.compliance.errors import AboveCap
from registry.compliance.queries import offset_position
from registry.edge.seat_holdings import HoldingView, holdings
from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance import allowances
from registry.programme.retirement import commands as retirement
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import within
from registry.roles import Actor
from registry.web.frame.levels import Unlocked
from registry.web.frame.naming import Names
from registry.web.frame.questions import looking
from registry.web.frame.seat_parts import SeatContext
from registry.web.tasks.contexts import UnitsTask
from registry.web.tasks.units import forms_of
from tests.support.classroom import PLAN
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
        authorisation.grant, project="TH001", purposes=["NDC", "OIMP"], quantity=1_420, by=HOST
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


NO_LEVELS = cast(LessonView, SimpleNamespace(plan=PLAN, level=1))
DONE = Preview(Outcome(1, answer={}))


def offered(
    programme: Programme,
    seat: Actor,
    held: Sequence[HoldingView] = (),
    says: Preview = DONE,
    **given: str,
) -> dict[str, UnitsTask]:
    """The forms of a seat for its holdings or for given tonnes; the preview answers `says`."""
    with programme.reading() as session:
        top = SeatContext(
            session=session,
            names=Names(session, "en"),
            seat=seat.seat,
            offices=seat.offices,
            holdings=held or holdings(session, seat.seat),
            offset_position=offset_position(session, seat=seat.seat, at=programme.books.at),
            given=given,
            at=programme.books.at,
            played={},
            look=looking(lambda name, arguments: says, "en"),
            unlocked=Unlocked(NO_LEVELS, "en"),
        )
        return {form.name: form for form in forms_of(top)}


def refused(programme: Programme, seat: Actor, form: UnitsTask) -> list[str]:
    """Choices of a form that its command refuses because of their kind, one tonne each."""
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
                elif form.name == "within":
                    if programme.books.has_account(receiver, unit.registry):
                        programme.do(
                            within.pass_on, registry=unit.registry, receiver=receiver, by=seat,
                            **lot,
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
    assert {"offset", "transfer", "within", "retire", "cancel"} == asked


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


def test_within_a_registry_they_go_to_its_other_holders_and_never_as_ccer(full: Programme) -> None:
    form = offered(full, OWNER)["within"]
    unit = next(one for one in form.units if one.registry == "TH")
    given = {"task": "within", "unit": f"TH-{unit.asset}", "quantity": "1"}
    there = offered(full, OWNER, **given, receiver="TRA")["within"]
    elsewhere = offered(full, OWNER, **given, receiver="EMI")["within"]

    assert "CCER" not in {one.unit for one in all_held(full, OWNER) if one.asset in
                          {choice.asset for choice in form.units}}  # fmt: skip
    assert {"TRA", "GTH"} <= {choice.value for choice in form.receivers}
    assert "OWN" not in {choice.value for choice in form.receivers}
    assert there.preview is not None
    assert {"asset": str(unit.asset), "quantity": "1", "registry": "TH", "receiver": "TRA"} == (
        there.preview.arguments
    )
    assert ("not_offered", None) == (elsewhere.form.errors["receiver"].code, elsewhere.preview)


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


def test_what_moves_and_what_room_is_left_is_what_the_command_says(full: Programme) -> None:
    """The preview answers 3 t and room for 40 t, whatever was typed and is free."""
    unit = offered(full, EMITTER)["offset"].units[0]
    given = {"task": "offset", "unit": f"CN-{unit.asset}", "quantity": "2"}
    moved = Moved({(HOLDING, unit.asset, "CN"): -3, (HOLDING, unit.asset + 1, "CN"): -9})
    says = Preview(Outcome(1, answer={"left_t": 40}), None, moved)
    sheet = offered(full, EMITTER, says=says, **given)["offset"].preview

    assert sheet is not None and sheet.refused is None
    assert (unit.free, unit.free - 3, 40) == (
        sheet.free_before, sheet.free_after, sheet.room_after,
    )  # fmt: skip
    assert [3] == [span.quantity for span in sheet.ranges]


def test_what_would_be_refused_says_why_and_moves_nothing(full: Programme) -> None:
    unit = offered(full, EMITTER)["offset"].units[0]
    given = {"task": "offset", "unit": f"CN-{unit.asset}", "quantity": "2"}
    refusal = AboveCap(asked=2, percent=5, obligation=20, cap=1, used=0, left=1)
    sheet = offered(full, EMITTER, says=Preview(Outcome(1, refusal=refusal)), **given)[
        "offset"
    ].preview

    assert sheet is not None and sheet.refused is not None
    assert refusal.text("en") == sheet.refused.text
    assert (unit.free, (), None) == (sheet.free_after, sheet.ranges, sheet.room_after)
