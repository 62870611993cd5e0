"""Words of the NDC accounts' pages."""

from __future__ import annotations

METHODS = {
    "averaging": "averaging",
    "trajectory": "trajectory",
    "multi_year_budget": "multi-year budget",
}
TARGETS = {"single_year": "target for the last year", "multi_year": "budget for all years"}
OUTCOMES = {"met": "target kept", "missed": "target missed", "indeterminate": "not known yet"}
YEAR_STATES = {
    "open": "not told yet",
    "published": "annual information given",
    "reopened": "re-opened by a later entry",
    "final": "final",
}
FINDINGS = {"consistent": "consistent", "inconsistent": "inconsistent"}
REPORT_TEXTS = {
    "participation": "How the party takes part",
    "arrangements": "How it authorises and tracks",
    "ndc": "What its NDC covers",
    "approach": "Cooperative approaches",
    "integrity": "Environmental integrity",
    "safeguards": "People and nature",
}
BARS = {
    "emissions": "emissions",
    "added": "first transferred",
    "used": "used",
    "balance": "balance",
}
CHANNELS = {
    "ndc": "target of",
    "offset": "offsets of emitters",
    "adjusted": "voluntary, adjusted",
    "contribution": "voluntary, contribution",
}
STEPS = {"inventory": "Report another figure"}
ACT_FIELDS = {
    "method": "Method",
    "year": "Year",
    "emissions_t": "Emissions, t",
    "level_t": "Allowed from now on, t",
    "party": "The other party",
    "amount": "Quantity in its unit",
    "found": "What was found",
    "finding": "Finding",
    **REPORT_TEXTS,
}

TABLES: dict[str, dict[str, str]] = {
    "ndc_methods": METHODS,
    "ndc_targets": TARGETS,
    "ndc_outcomes": OUTCOMES,
    "ndc_year_states": YEAR_STATES,
    "ndc_findings": FINDINGS,
    "ndc_texts": REPORT_TEXTS,
    "ndc_bars": BARS,
    "ndc_steps": STEPS,
    "supply_channels": CHANNELS,
    "act_fields": ACT_FIELDS,
}
"""The tables of this area."""
