"""Words of monitoring and verification."""

from __future__ import annotations

TABLES = {
    "findings": {"minor": "within materiality", "material": "material"},
    "conclusions": {"positive": "verified", "negative": "sent back with findings"},
    "sample_buttons": {"one_sample": "Sample (1)", "two_samples": "Sample (2)"},
    "statement_buttons": {"accept": "Accept report", "contest": "Contest report"},
    "report_statements": {"positive": "accepts", "negative": "does not accept"},
}
"""Words by table and code, in English; `locale/zh` has the Chinese."""
