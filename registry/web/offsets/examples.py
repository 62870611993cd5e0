"""Example bundles of the offset form: the open examples of the printed rules, and three more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from registry.web.offsets.form import OffsetForm, address

_WIND: dict[str, str] = {"type": "CCER", "project_type": "wind"}
_FREE = {"type": "CCER", "from_covered_entity_project": "no"}
_HYDRO_2016 = {"type": "CCER", "project_type": "hydro", "generated_on": "2016-06-30"}
_CITY = {"in_chongqing": "yes", "in_chengdu_chongqing_circle": "yes"}
_CIRCLE = {"in_chongqing": "no", "in_chengdu_chongqing_circle": "yes"}
_OUTSIDE = {"in_chongqing": "no", "in_chengdu_chongqing_circle": "no"}
_HUBEI = {
    "type": "CCER",
    "origin_province": "湖北",
    "registered_in_province": "湖北",
    "crediting_start": "2014-01-01",
    "crediting_end": "2014-12-31",
}
_FUJIAN = {**_WIND, "origin_province": "福建", "from_key_emitter": "no", "gas": "CO2"}
_FUJIAN_FOREST = {
    "type": "FFCER",
    "origin_province": "福建",
    "generated_on": "2016-06-30",
    "owner_is_legal_person": "yes",
    "methodology_filed": "yes",
}
_WHOLE = {
    **_WIND,
    "generated_on": "2014-06-30",
    "gas": "CO2",
    "from_covered_entity_project": "no",
    "from_key_emitter": "no",
    "crediting_start": "2014-01-01",
    "crediting_end": "2015-12-31",
}
"""Every field that any of the nine markets checks in a CCER, except its place of origin."""

Lots = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A named bundle; `market` is the market shown in detail, '' for none."""

    code: str
    market: str
    fields: dict[str, str]
    lots: Lots

    def form(self) -> OffsetForm:
        """The form filled in with this example."""
        lots = tuple({"lot": chr(ord("A") + place), **lot} for place, lot in enumerate(self.lots))
        fields = {"market": self.market, **self.fields}
        return OffsetForm({name: text for name, text in fields.items() if text}, lots)

    @property
    def href(self) -> str:
        """The address of the form filled in with this example."""
        return address(self.form())


def _lot(quantity: int, fields: dict[str, str]) -> dict[str, str]:
    return {"quantity_t": str(quantity), **fields}


def _outside(place: str) -> dict[str, str]:
    return {**_WHOLE, "origin_province": place, "registered_in_province": place, **_OUTSIDE}


FIRST = (
    Example(
        "everywhere",
        "",
        {"base": "100000", "price": "60.00"},
        (
            _lot(2_500, _outside("广东")),
            _lot(1_500, {**_outside("湖北"), "project_type": "forestry"}),
            _lot(1_000, _outside("河北")),
        ),
    ),
    Example(
        "two_rules",
        "chongqing",
        {"base": "50000", "price": "60.00"},
        (
            _lot(3_000, {**_outside("重庆"), **_CITY}),
            _lot(700, _outside("甘肃")),
            _lot(300, {**_outside("重庆"), **_CITY, "project_type": "hydro"}),
        ),
    ),
    Example(
        "belt_and_road",
        "national",
        {"base": "100000", "recognise_belt_and_road": "yes"},
        (
            _lot(
                4_000,
                {
                    "type": "BRC",
                    "project_type": "pv",
                    "generated_on": "2027-06-30",
                    "from_covered_entity_project": "no",
                },
            ),
        ),
    ),
)
EVERYWHERE = FIRST[0]
OPEN = (
    Example("national_fits", "national", {"surrender_obligation_t": "600000"},
            (_lot(30_000, _FREE),)),
    Example("national_over", "national", {"surrender_obligation_t": "600000"},
            (_lot(30_001, _FREE),)),
    Example("guangdong_fits", "guangdong", {"emissions_t": "250000"},
            (_lot(17_500, {"type": "CCER", "origin_province": "广东"}),
             _lot(7_500, {"type": "CCER", "origin_province": "云南"}))),
    Example("guangdong_share", "guangdong", {"emissions_t": "250000"},
            (_lot(2_000, {"type": "CCER", "origin_province": "云南"}),
             _lot(20_000, {"type": "PHCER"}))),
    Example("shenzhen_fits", "shenzhen", {"shortfall_t": "33000"},
            (_lot(6_600, {"type": "CCER"}),)),
    Example("shenzhen_over", "shenzhen", {"shortfall_t": "33000"},
            (_lot(6_601, {"type": "CCER"}),)),
    Example("beijing_base", "beijing", {"allowances_issued_t": "420000", "emissions_t": "900000"},
            (_lot(25_000, {"type": "CCER"}),)),
    Example("shanghai_fits", "shanghai", {"verified_emissions_t": "300000"},
            (_lot(10_000, {**_WIND, "generated_on": "2016-06-30"}),
             _lot(5_000, {"type": "SH_PUHUI"}))),
    Example("shanghai_hydro", "shanghai", {"verified_emissions_t": "300000"},
            (_lot(500, _HYDRO_2016),)),
    Example("tianjin_fits", "tianjin", {"actual_emissions_t": "80000"},
            (_lot(4_000, {"type": "CCER", "origin_province": "河北"}),
             _lot(4_000, {"type": "CCER", "origin_province": "新疆"}))),
    Example("hubei_fits", "hubei", {"approved_allowances_t": "150000"},
            (_lot(15_000, {**_HUBEI, "project_type": "forestry"}),)),
    Example("hubei_pv", "hubei", {"approved_allowances_t": "150000"},
            (_lot(100, {**_HUBEI, "project_type": "pv"}),)),
    Example("chongqing_fits", "chongqing", {"surrender_obligation_t": "50000"},
            (_lot(3_200, {**_WIND, **_CITY}), _lot(400, {**_WIND, **_CIRCLE}),
             _lot(400, {**_WIND, **_OUTSIDE}))),
    Example("fujian_fits", "fujian", {"confirmed_emissions_t": "40000"},
            (_lot(2_000, _FUJIAN), _lot(2_000, _FUJIAN_FOREST))),
    Example("fujian_sub_cap", "fujian", {"confirmed_emissions_t": "40000"},
            (_lot(2_100, _FUJIAN), _lot(1_000, _FUJIAN_FOREST))),
)  # fmt: skip
"""The open examples of the printed rules, with the printed fields only."""
EXAMPLES = (*FIRST, *OPEN)
