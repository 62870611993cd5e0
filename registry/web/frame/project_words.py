"""Words of the states of projects."""

from __future__ import annotations

PROJECT_STATES = {
    "idea": "idea",
    "note_submitted": "idea note before the committee",
    "note_accepted": "no objection to the idea note",
    "note_objected": "idea note objected to",
    "design_submitted": "design document submitted",
    "public_input": "published for comments",
    "validation": "in validation",
    "validation_positive": "validated",
    "validation_negative": "validation negative",
    "reference_assessed": "reference emissions assessed",
    "allocation_agreed": "allocation agreed",
    "registration_requested": "registration requested",
    "registered": "registered",
    "deregistered": "deregistered",
    "crediting_over": "crediting over",
    "endorsed": "endorsed by the validator",
}
