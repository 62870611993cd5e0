"""Goal: the mistakes of the sources are listed in both languages, recomputed where they can be.

Method: read the list; every calculation that it names gives the figure of the correction.
"""

from __future__ import annotations

from registry.programme.methodologies.calculators.mistakes import KINDS, mistake, mistakes

# id   quantity                          recomputed        reproduces
RECOMPUTED = """
E01    reduction_t                       56150.36625       no
E02    ccer_wind_pv_validated_misprint   63.187788427405   no
E09    swiss_price                       0.925925925926    -
E17    belt_and_road                     291.045           no
E18    world_if_all_offset               900000000         no
E21    supply_storage                    19.375            -
E30    aviation_2035_rdc                 1044.576904050337 no
"""
SAID = {"no": False, "-": None}


def test_the_list_is_whole() -> None:
    assert [f"E{number:02}" for number in range(1, 31)] == [one.id for one in mistakes()]
    for one in mistakes():
        assert one.document in ("S0", "S4", "S4, S0"), one.id
        assert one.printed and one.correct_en and one.where_en, one.id
        assert any("\u4e00" <= sign for sign in one.correct_zh), one.id
        assert any("\u4e00" <= sign for sign in one.where_zh), one.id
        assert (one.kind_en, one.kind_zh) == KINDS[one.kind]


def test_every_kind_is_used_and_selects_its_own() -> None:
    parted = [one.id for kind in KINDS for one in mistakes(kind=kind)]

    assert all(mistakes(kind=kind) for kind in KINDS)
    assert sorted(one.id for one in mistakes()) == sorted(parted)


def test_what_can_be_computed_is() -> None:
    for row in RECOMPUTED.strip().splitlines():
        name, quantity, result, said = row.split()
        one = mistake(name)
        assert one and one.recomputed

        assert {quantity: result} == one.recomputed.results
        assert SAID[said] is one.recomputed.reproduces


def test_the_uplift_shows_that_more_than_the_factor_decides() -> None:
    one = mistake("E25")
    assert one and one.recomputed

    assert 6 == len(one.recomputed.results)
    assert mistake("E99") is None
