"""Words of the papers of a request."""

from __future__ import annotations

PAPER_FIELDS = {
    "claimed_t": "Reduction claimed",
    "generation_mwh": "Generation",
    "project": "Project",
    "agreement": "Agreement",
    "first_day": "First day",
    "last_day": "Last day",
    "partner_t": "Share of the partner's side",
    "host_t": "Share of the host's side",
    "report": "Digest of the monitoring report (SHA-256)",
}
"""Figures that an owner states."""

TABLES = {"paper_fields": PAPER_FIELDS}
