"""Words of the page of third-party entities and methodologies."""

from __future__ import annotations

FUNCTIONS = {"validation": "validation", "verification": "verification"}

BODY_STEPS = {
    "apply": "applied",
    "designate": "designate",
    "decline": "decline",
    "suspend": "suspend",
    "resume": "resume",
    "revoke": "revoke",
    "withdraw": "withdrew",
    "submit": "proposed it",
    "find_complete": "found it complete",
    "find_incomplete": "found it incomplete",
    "resubmit": "completed it",
    "publish": "published it",
    "comment": "gave an input",
    "consider": "the consideration began",
    "extend": "extended the consideration",
    "approve": "approve",
    "approve_revised": "approve with revisions",
    "supersede": "superseded by the next version",
}
"""Steps with a designation or a version; those to choose stand as commands."""

BODY_LISTS = {
    "domestic": "domestic projects",
    "complete_true": "Find complete",
    "complete_false": "Find incomplete",
}

STORAGES = {
    "none": "stores nothing",
    "sink": "stores carbon in a sink",
    "ccs": "stores carbon in geological formations",
}

ATTRIBUTES = {
    "type": "type",
    "host": "host",
    "size_mw": "capacity in MW",
    "start_day": "first day of operation",
}

RELATIONS = {
    "one_of": "one of",
    "at_least": "at least",
    "at_most": "at most",
    "not_before": "not before",
    "not_after": "not after",
}

TABLES = {
    "functions": FUNCTIONS,
    "body_steps": BODY_STEPS,
    "body_lists": BODY_LISTS,
    "methodology_storages": STORAGES,
    "attributes": ATTRIBUTES,
    "relations": RELATIONS,
}
