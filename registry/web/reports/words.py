"""Words of annual information: tables, columns, faults and findings."""

from __future__ import annotations

from registry.wording import REPORT_COLUMNS, REPORT_FAULTS, REPORT_TABLES

INCONSISTENCIES = {
    "MISSING_COUNTERPART": "The other party does not report it",
    "RANGE_MISMATCH": "Other units",
    "QTY_MISMATCH": "Another quantity",
    "ATTR_MISMATCH": "Another attribute",
    "USED_BUT_HELD": "Used or cancelled, and still held",
    "EXCEEDS_AUTH": "More than was authorised",
    "UNKNOWN_ENTITY": "An entity that is not authorised",
    "PERIOD_MISMATCH": "Another year or period",
}
ACTIONS = {
    "First transfer": "First transfer",
    "Transfer": "Transfer",
    "Acquisition": "Acquisition",
}
"""Types of actions in the comparison of two parties."""

NOTES = {
    "report.correct": "A cell of the draft, and why it is changed; the mistake is then your own.",
    "report.draft": "The tables are taken from the registers; earlier corrections go.",
    "authorisation.authorise_use": "Your part: use, and your own entities.",
}

TABLES = {
    "inconsistencies": INCONSISTENCIES,
    "report_notes": NOTES,
    "report_actions": ACTIONS,
    "report_columns": {code: en for code, (en, _) in REPORT_COLUMNS.items()},
    "report_tables": {code: en for code, (en, _) in REPORT_TABLES.items()},
    "report_faults": {code: en for code, (en, _) in REPORT_FAULTS.items()},
}
