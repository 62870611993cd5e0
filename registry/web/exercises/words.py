"""Words for codes of the exercises and of the glossary."""

from __future__ import annotations

DOCUMENTS = {
    "S0": "Outlook on taking China's certified emission reductions abroad: Belt and Road "
    "(Guangzhou Emissions Exchange and Environmental Defense Fund, 2023)",
    "S4": "How China's CCER market developed, and what projects earn (2021)",
}
INPUTS = {
    "capacity_mw": "Installed capacity",
    "hours": "Full-load hours a year",
    "om": "Operating margin of the grid",
    "bm": "Build margin of the grid",
    "w_om": "Weight of the operating margin",
    "w_bm": "Weight of the build margin",
    "wind_pv": "Wind and solar projects",
    "validated": "Validated projects",
    "budget": "Budget",
    "need": "Tonnes needed",
    "limit": "Limit for offsets",
    "operating": "Emissions in markets that operate",
    "coverage": "Share of emissions that is covered",
    "planned": "Emissions in markets that are planned",
    "world": "Emissions of the world",
    "offset": "Share that may be offset",
    "storage": "Potential of storage",
    "multiple": "Multiple of the emissions of 2017",
    "belt_and_road": "Aviation of the Belt-and-Road countries, 2018",
    "share": "Their share of the world",
    "growth": "Growth a year",
}
SOURCES = {
    "World greenhouse gas emissions, round figure": "World greenhouse gas emissions, round figure",
}
UNITS = {
    "t": "t",
    "%": "%",
    "% a year": "% a year",
    "h": "hours",
    "MW": "MW",
    "Mt": "Mt",
    "Gt": "Gt",
    "CHF": "CHF",
    "CHF/t": "CHF/t",
    "tCO2/MWh": "tCO2/MWh",
    "projects": "projects",
    "times": "times",
}
SEE = {
    "revenue": "Compute it in the revenue calculator",
    "figures": "All figures of the sources, recomputed",
    "aviation": "Growth paths of aviation",
    "rules": "The offset rules side by side",
    "glossary": "The glossary, with the abbreviations put right",
}
GLOSSARY_GROUPS = {
    "term": "Words",
    "role": "Roles",
    "kind": "Kinds of account",
    "type": "Transaction types",
    "state": "States",
    "trigger": "Actions",
    "stage": "First words of refusal codes",
}
TABLES: dict[str, dict[str, str]] = {
    "exercise_documents": DOCUMENTS,
    "exercise_inputs": INPUTS,
    "exercise_sources": SOURCES,
    "exercise_units": UNITS,
    "exercise_see": SEE,
    "glossary_groups": GLOSSARY_GROUPS,
}
"""Every table by name; the name is also the context of its messages in the catalogs."""
