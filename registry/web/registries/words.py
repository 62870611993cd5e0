"""Words of the registries' pages: messages, records, findings, movements of accounts."""

from __future__ import annotations

MESSAGES = {
    "proposal": "proposal",
    "notification": "notification",
    "acceptance": "acceptance",
    "refusal": "refusal",
    "confirmation": "confirmation",
    "termination": "termination",
    "debited": "debited",
    "release": "release",
    "credited": "credited",
}
MOVEMENT_STATES = {
    "proposed": "waits for its approval",
    "delayed": "waits until its delay is over",
    "carried_out": "carried out",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
    "expired": "expired",
    "failed": "refused when it was to be carried out",
}
MESSAGE_STATES = {
    "waiting": "under way",
    "lost": "lost",
    "held": "held until an earlier one comes",
    "delivered": "delivered",
    "refused": "refused",
    "repeated": "a copy, without effect",
    "void": "void: its transfer has ended",
}
ENTRIES = {
    "proposed": "proposed",
    "checked": "checked",
    "notified": "notified",
    "accepted": "accepted",
    "debited": "debited",
    "credited": "credited",
    "final": "final",
    "refused": "refused",
    "timed_out": "timed out",
    "corrected": "corrected",
}
REPAIRS = {"resend": "message sent again", "redo": "step taken again", "correct": "log corrected"}
RECONCILIATIONS = {
    "initiated": "initiated",
    "validated": "records valid",
    "totals_inconsistent": "totals differ",
    "blocks_inconsistent": "serials differ",
    "manual": "to be repaired by hand",
    "completed": "completed, all agrees",
    "completed_with_intervention": "completed after repair",
}
MISMATCHES = {
    "missing_here": "missing in the registry",
    "missing_there": "missing in the log",
    "attribute": "other serials",
    "terminal": "used or cancelled already",
}
SORTS = {
    "trade": "trades",
    "transfer": "transfers",
    "retirement": "retirements",
    "cancellation": "cancellations",
    "offset": "offsets",
}
ACCOUNT_STEPS = {
    "restrict_some": "restricted in part",
    "restrict_all": "restricted",
    "suspend_partially": "suspended, may receive",
    "suspend": "suspended",
    "restore": "restored",
    "ask_closing": "closing asked for",
    "close": "closed",
}
CAUSES = {"freeze": "freeze", "movement": "movement", "reversal": "reversal"}
RECEIVES = {"true": "receive credits", "false": "nothing"}
ACCOUNT_NOTES = {
    "account.restrict": "Open orders and deals that it may no longer take end at once.",
    "account.suspend": "Open orders and deals end at once.",
    "account.close": "The account must be empty, and nothing of its holder may wait.",
    "account.ask_closing": "From now on nothing leaves the account; the manager closes it.",
    "account.freeze": "The credits stay in the account, where nobody can use them.",
    "transfer.redo": "The step is taken from the sender's record, without a message.",
    "transfer.resend": "It goes again under the same number; it may be lost again.",
    "transfer.correct": "The log's record becomes what both registries have on record.",
    "import.ask": "Each serial, and each cancellation, is taken over once, in whatever registry.",
    "reconciliation.run": "Accounts that differ send nothing until repaired and compared again.",
}
IMPORTS = {
    "types": {"credit.import": "Credits imported"},
    "steps": {"imported": "Imported"},
    "causes": {"import": "import"},
    "states": {"admitted": "admitted"},
}
"""The words of imports in the tables of the frame."""

TABLES = {
    **IMPORTS,
    "messages": MESSAGES,
    "message_states": MESSAGE_STATES,
    "movement_states": MOVEMENT_STATES,
    "entries": ENTRIES,
    "repairs": REPAIRS,
    "reconciliations": RECONCILIATIONS,
    "mismatches": MISMATCHES,
    "movement_sorts": SORTS,
    "account_steps": ACCOUNT_STEPS,
    "receives": RECEIVES,
    "causes": CAUSES,
    "registry_notes": ACCOUNT_NOTES,
}
