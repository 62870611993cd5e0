"""Goal: the six grids as published, every margin recomputed, the uplift of each.

Method: the table of the source, line by line.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from registry.programme.methodologies.calculators.grids import grid_of, grids, uplifts
from registry.programme.methodologies.errors import InputsWrong

# grid          OM       BM       margin     printed    uplift at 20.35 and 0.3078, per cent
TABLE = """
northeast 东北  1.0826   0.2399   0.871925   0.871925   5.7647
north     华北  0.9419   0.4819   0.8269     0.8269     5.4670
northwest 西北  0.8922   0.4407   0.779325   0.779325   5.1525
central   华中  0.8587   0.2854   0.715375   0.715375   4.7297
east      华东  0.7921   0.3870   0.690825   0.690825   4.5673
south     南方  0.8042   0.2135   0.656525   0.656525   4.3406
"""


def test_every_grid_as_published_and_recomputed() -> None:
    shown = [
        [grid.code, grid.zh, grid.om, grid.bm, grid.combined_margin, grid.printed_margin]
        for grid in grids()
    ]

    assert [line.split()[:6] for line in TABLE.strip().splitlines()] == shown
    assert all(grid.reproduces for grid in grids())


def test_every_factor_says_which_one_it_is() -> None:
    for grid in grids():
        assert ["OM", "BM", "CM"] == [one.kind for one in grid.factors]
        for one in grid.factors:
            assert (grid.code, "2019", "tCO2/MWh") == (one.grid, one.year, one.unit)
            assert one.source and one.status in ("seed", "verified")


def test_only_the_northwest_is_printed_with_its_parts() -> None:
    seeds = [grid.code for grid in grids() if grid.factors[0].status == "seed"]

    assert ["northwest"] == seeds


def test_the_uplift_of_every_grid() -> None:
    shown = [
        [one.grid, str(Decimal(one.uplift_percent).quantize(Decimal("0.0001")))]
        for one in uplifts(price="20.35", tariff="0.3078")
    ]

    assert [[line.split()[0], line.split()[6]] for line in TABLE.strip().splitlines()] == shown


def test_the_south_has_the_larger_om_and_the_lower_margin() -> None:
    south, east = grid_of("south"), grid_of("华东")
    assert south and east

    assert south.om > east.om
    assert south.margin.combined < east.margin.combined


@pytest.mark.parametrize("tariff", ["0", "-1", "x"])
def test_there_is_no_uplift_on_power_without_a_price(tariff: str) -> None:
    with pytest.raises(InputsWrong):
        uplifts(price="20.35", tariff=tariff)
