"""Sector and activity type of a kind of project, by the words of the common nomenclatures.

A decision of this project: the nomenclatures list both, and leave it to parties which one fits.
"""

from __future__ import annotations

_ENERGY = "Energy generation"
_SECTORS = {
    "biogas": (_ENERGY, "Biogas"),
    "wind": (_ENERGY, "Wind"),
    "solar": (_ENERGY, "Solar"),
    "hydro": (_ENERGY, "Hydro"),
    "geothermal": (_ENERGY, "Geothermal"),
    "biomass": (_ENERGY, "Biomass Energy"),
    "power": (_ENERGY, ""),
    "efficiency": ("Industrial processes", "Energy Efficiency Industry"),
    "waste heat": ("Industrial processes", "Energy Efficiency own generation"),
    "cook-stoves": ("Building and construction", "Energy Efficiency households"),
    "transport": ("Transportation", "Transport"),
    "e-bus": ("Transportation", "Transport"),
    "forestry": ("Forestry and land use", "Afforestation"),
    "waste": ("Waste management", "Waste"),
}


def sector_of(kind: str) -> tuple[str, str]:
    """(sector, activity type) of a kind of project; the activity type is "" where none fits."""
    return _SECTORS.get(kind, ("Cross-sectoral mechanisms", ""))
