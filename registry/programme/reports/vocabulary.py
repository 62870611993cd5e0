"""The controlled values of the tables: common nomenclatures under Article 6.2, 17 February 2026.

Values are those of the list itself, with its spelling ("C02 usage" has a zero).
"""

from __future__ import annotations

METRICS = ("GHG", "non-GHG")
SECTORS = (
    "Agriculture", "Building and construction", "Cross-sectoral mechanisms", "Energy generation",
    "Forestry and land use", "Industrial processes", "Transportation", "Urban development",
    "Waste management",
)  # fmt: skip
ACTIVITY_TYPES = (
    "Afforestation", "Agriculture", "Biogas", "Biomass Energy", "Cement", "C02 usage",
    "Coal bed/mine methane", "Energy distribution", "Energy Efficiency households",
    "Energy Efficiency Industry", "Energy Efficiency own generation", "Energy Efficiency service",
    "Energy Efficiency supply side", "Fossil fuel switch", "Fugitive", "Geothermal", "Hydro",
    "Landfill gas", "Methane avoidance", "N2O", "PFCs and SF6", "Reforestation", "Solar", "Tidal",
    "Transport", "Waste", "Wind",
)  # fmt: skip
PURPOSES = ("NDC", "OIMP", "IMP", "OP", "NDC and OIMP", "NDC and IMP", "NDC and OP")
COVERS_OIMP = tuple(purpose for purpose in PURPOSES if purpose != "NDC")
"""The purposes that cover another international mitigation purpose than a target."""

DEFINITIONS = ("Authorisation", "Issuance", "Use or Cancellation")
MITIGATION_TYPES = ("Emission reductions", "Removals", "Emission reductions and removals")
UNIT_REGISTRIES = (
    "VCS", "GS", "CAR", "ACR", "ART", "GCC", "Cercarbono", "Isometric", "ISFL", "FCPF", "T-VER",
    "JCM",
)  # fmt: skip

AUTHORIZATION = "Authorization"
FIRST_TRANSFER = "First transfer"
TRANSFER = "Transfer"
ACQUISITION = "Acquisition"
USE = "Use"
CANCELLATION = "Cancellation"
VOLUNTARY = "Voluntary Cancellation"
ACTION_TYPES = (
    AUTHORIZATION, FIRST_TRANSFER, TRANSFER, ACQUISITION, USE, CANCELLATION, VOLUNTARY,
)  # fmt: skip

TO_ANOTHER_PARTY = "First transfer to another Party"
BY_AUTHORIZATION = "Authorization"
BY_ISSUANCE = "Issuance"
BY_USE = "Use or cancellation"
FUND = "Mandatory transfer to the Adaptation Fund (A6.4 ERs)"
FUND_VOLUNTARY = "Voluntary transfer to the Adaptation Fund (A6.4 ERs)"
OMGE = "Mandatory cancellation to deliver OMGE"
OMGE_VOLUNTARY = "Voluntary cancellation to deliver OMGE"
OTHER = "Other cancellations"
NOT_YET = "Not yet defined"
_OF_CANCELLATIONS = (OMGE, OMGE_VOLUNTARY, OTHER, NOT_YET)

SUBTYPES: dict[str, tuple[str, ...]] = {
    AUTHORIZATION: (),
    FIRST_TRANSFER: (
        TO_ANOTHER_PARTY, BY_AUTHORIZATION, BY_ISSUANCE, BY_USE, *_OF_CANCELLATIONS,
    ),
    TRANSFER: (FUND, FUND_VOLUNTARY, NOT_YET),
    ACQUISITION: (),
    USE: (),
    CANCELLATION: _OF_CANCELLATIONS,
    VOLUNTARY: _OF_CANCELLATIONS,
}  # fmt: skip
"""The subtypes that an action of each type can have; none of them can always be left empty."""

ACTION_SUBTYPES = tuple(dict.fromkeys(sub for subs in SUBTYPES.values() for sub in subs))
