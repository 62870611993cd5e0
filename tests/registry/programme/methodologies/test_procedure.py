"""Goal: a methodology is valid by decision only, for as long as it says, and where it applies.

Method: proposals on the small programme with the real periods, from the draft to the end of the
version; each refusal proves that nothing changed, and the audit runs after every test.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from ledger.kernel.clock import moment
from ledger.kernel.errors import Refusal
from registry.programme.committee import commands as committee
from registry.programme.committee import voting
from registry.programme.methodologies import commands as methodologies
from registry.programme.methodologies import desk, motions
from registry.programme.methodologies.applicability import Attributes
from registry.programme.methodologies.models import Storage
from registry.programme.methodologies.queries import (
    methodologies as all_methodologies,
)
from registry.programme.methodologies.queries import not_applicable, permanence
from tests.registry.programme.methodologies.steps import (
    FOREST,
    approved,
    govern,
    heard,
    later,
    proposed,
    published,
    read,
)
from tests.support.programme import (
    CHINA,
    HOST,
    KAZAKH,
    NOW,
    OWNER,
    PARTNER,
    SECRETARY,
    TRADER,
    Programme,
)

TODAY = date(2028, 3, 13)


def valid(programme: Programme, code: str, at: int = NOW, agreement: str | None = "CN-TH") -> int:
    with programme.reading() as session:
        return methodologies.require_valid(session, code, at, agreement=agreement).version


def test_from_the_proposal_to_the_approval(programme: Programme) -> None:
    govern(programme)
    number = proposed(programme)
    programme.do(
        desk.check_completeness, methodology=number, complete=False, reason="no map", by=SECRETARY
    )
    incomplete = read(programme, number)
    programme.do(methodologies.resubmit, methodology=number, reason="With its map", by=OWNER)
    programme.do(
        desk.check_completeness, methodology=number, complete=True, reason="all", by=SECRETARY
    )
    programme.do(desk.publish, methodology=number, by=SECRETARY)
    programme.do(methodologies.comment, methodology=number, reason="Which species?", by=TRADER)
    with pytest.raises(Refusal, match="public input"):
        valid(programme, "TH_AM900")
    later(programme, TODAY + timedelta(days=15))
    still = read(programme, number)
    later(programme, TODAY + timedelta(days=16))
    considered = read(programme, number)
    assert considered.motion is not None
    published(programme, 1)

    assert ("incomplete", None) == (incomplete.state, incomplete.ends_at)
    assert ("public_input", "considered") == (still.state, considered.state)
    found = read(programme, number)
    assert ("approved", 1, None) == (found.state, found.version, found.ends_at)
    assert [
        "submit", "find_incomplete", "resubmit", "find_complete", "publish", "comment", "consider",
        "approve",
    ] == [step.trigger for step in found.steps]  # fmt: skip
    assert 1 == valid(programme, "TH_AM900", moment(TODAY + timedelta(days=17)))
    with programme.reading() as session:
        assert "TH_AM900" in {one.code for one in all_methodologies(session)}
        assert (Storage.SINK, Fraction(25, 2)) == permanence(
            session, "TH_AM900", agreement="CN-TH", at=moment(TODAY + timedelta(days=17))
        )


def test_silence_is_flagged_and_never_approves(programme: Programme) -> None:
    govern(programme)
    number = proposed(programme)
    later(programme, TODAY + timedelta(days=9))
    late = read(programme, number)
    heard(programme, number)
    programme.do(desk.extend, methodology=number, reason="holidays", by=SECRETARY)
    programme.refuses(
        "procedure.extended_already", desk.extend, methodology=number, reason="x", by=SECRETARY
    )
    later(programme, TODAY + timedelta(days=9 + 89))
    in_time = read(programme, number)
    later(programme, TODAY + timedelta(days=9 + 91))
    over = read(programme, number)

    assert ("submitted", True) == (late.state, late.overdue)
    assert ("considered", False) == (in_time.state, in_time.overdue)
    assert ("considered", True) == (over.state, over.overdue)
    assert "consider" == over.steps[-2].trigger and "extend" == over.steps[-1].trigger


def test_a_new_version_leaves_the_old_one_valid_for_a_time(programme: Programme) -> None:
    govern(programme)
    number = approved(programme)
    second = approved(programme, reason="Faster growth", crediting_years=15)

    old, new = read(programme, number), read(programme, second)
    assert ("superseded", "approved", 2) == (old.state, new.state, new.version)
    assert old.valid_until == moment(TODAY + timedelta(days=241))
    assert old.valid(NOW) and not old.valid(old.valid_until)
    assert 2 == valid(programme, "TH_AM900")
    assert 20 == read(programme, number).crediting_years


def test_it_is_suspended_resumed_and_revoked_by_motions(programme: Programme) -> None:
    govern(programme)
    number = approved(programme)
    for step, then in (("suspend", "suspended"), ("resume", "approved"), ("revoke", "revoked")):
        asked = programme.do(
            motions.ask_change, methodology=number, step=step, reason=f"to {step}", by=HOST
        )
        published(programme, asked["item"])
        assert then == read(programme, number).state
        if then != "approved":
            with pytest.raises(Refusal, match=then) as refused:
                valid(programme, "TH_AM900")
            assert 5010 == refused.value.checks[0].number
    assert 2 == read(programme, proposed(programme, reason="again")).version


def test_with_revisions_or_declined(programme: Programme) -> None:
    govern(programme)
    number = proposed(programme)
    item = heard(programme, number)["item"]
    programme.do(voting.vote, item=item, vote="object", about="terms", reason="Too little", by=HOST)
    programme.do(committee.revise, item=item, by=SECRETARY)
    revised = {"methodology": number, "revisions": "A buffer of a fifth", "buffer_percent": "20"}
    programme.refuses("procedure.not_yours", motions.state_revisions, by=PARTNER, **revised)
    programme.refuses(
        "procedure.proposal_wrong", motions.state_revisions, by=OWNER,
        **revised | {"buffer_percent": "200"},
    )  # fmt: skip
    programme.do(motions.state_revisions, by=OWNER, **revised)
    programme.do(committee.circulate, item=item, by=SECRETARY)
    published(programme, item)
    dropped = proposed(programme, code="TH_AM901")
    second = heard(programme, dropped)["item"]
    programme.do(
        voting.vote, item=second, vote="object", about="terms", reason="Too little", by=HOST
    )
    programme.do(committee.drop, item=second, reason="no consensus", by=SECRETARY)

    found = read(programme, number)
    assert ("approved_with_revisions", "20", "A buffer of a fifth") == (
        found.state, found.buffer_percent, found.revisions
    )  # fmt: skip
    assert 1 == valid(programme, "TH_AM900")
    assert "declined" == read(programme, dropped).state


def test_the_domestic_list_is_the_governments(programme: Programme) -> None:
    govern(programme)
    programme.refuses(
        "procedure.other_country", methodologies.propose, by=HOST, **FOREST | {"agreement": ""}
    )
    number = proposed(programme, agreement="", code="CCER-14-002-V01")
    programme.refuses(
        "procedure.not_the_desk", desk.check_completeness, methodology=number, complete=True,
        reason="x", by=SECRETARY,
    )  # fmt: skip
    heard(programme, number, by=CHINA)
    decided = {"methodology": number, "step": "approve_revised", "reason": "With a map"}
    programme.refuses("procedure.other_country", desk.decide, by=KAZAKH, **decided)
    programme.do(desk.decide, by=CHINA, **decided)
    programme.refuses(
        "procedure.decided_elsewhere", motions.ask_change, methodology=number, step="suspend",
        reason="x", by=CHINA,
    )  # fmt: skip
    programme.refuses(
        "procedure.decided_elsewhere", desk.decide, methodology=1, step="suspend", reason="x",
        by=CHINA,
    )  # fmt: skip

    assert 1 == valid(programme, "CCER-14-002-V01", agreement="")
    with pytest.raises(Refusal, match="CN-TH"):
        valid(programme, "CCER-14-002-V01")
    assert ("With a map", None) == (read(programme, number).revisions, read(programme, 3).motion)


def test_what_a_proposal_needs(programme: Programme) -> None:
    programme.refuses(
        "procedure.methodologies_not_played", methodologies.propose, by=OWNER, **FOREST
    )
    assert 1 == valid(programme, "TH_AM001")
    govern(programme)
    for changed in (
        {"code": "TH AM"}, {"name_zh": " "}, {"scope": 99}, {"crediting_years": 0},
        {"buffer_percent": "101"}, {"storage": "none"},
        {"most_mw": "three"}, {"least_mw": "-1"}, {"not_before": "2030"}, {"types": "wind,,solar"},
    ):  # fmt: skip
        refusal = programme.refuses(
            "procedure.proposal_wrong", methodologies.propose, by=OWNER, **FOREST | changed
        )
        assert [5040] == [check.number for check in refusal.checks], changed
    number = proposed(programme)
    programme.refuses("procedure.version_open", methodologies.propose, by=OWNER, **FOREST)
    programme.refuses("procedure.methodology_unknown", desk.publish, methodology=99, by=SECRETARY)
    programme.do(methodologies.withdraw, methodology=number, by=OWNER)
    assert 2 == read(programme, proposed(programme)).version
    with pytest.raises(Refusal) as unknown:
        valid(programme, "NO_SUCH")
    assert "procedure.methodology_unknown" == unknown.value.code


def test_conditions_are_evaluated_against_the_project(programme: Programme) -> None:
    govern(programme)

    def unmet(project: Attributes) -> list[str]:
        with programme.reading() as session:
            failed = not_applicable(session, 1, project)
        assert all(5010 == one.checks[0].number for one in failed)
        return [f"{one.facts['attribute']} {one.facts['given']}" for one in failed]

    assert [] == unmet(Attributes("biogas", "TH", "15.0"))
    assert ["size_mw 15.01"] == unmet(Attributes("wind", "TH", "15.01"))
    assert ["size_mw -", "type coal"] == unmet(Attributes("coal", "TH"))
