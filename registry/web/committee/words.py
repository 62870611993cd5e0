"""Words of the committee's pages."""

from __future__ import annotations

from registry.web.committee import body_words, motion_words

STAGES = {
    "draft": "Draft",
    "circulated": "Circulated, vote",
    "on_agenda": "On a meeting's agenda",
    "adopted": "Adopted",
    "published": "Published",
    "used": "Carried out",
    "dropped": "Dropped",
}
AGREEMENT_STEPS = {
    "sign": "signs",
    "notify": "notifies that it is in force",
    "suspend": "suspends",
    "resume": "states that it resumes",
    "terminate": "gives notice of termination",
    "end": "the notice is over",
}
ISSUANCE_MODES = {
    "split": "each registry its own side's share",
    "host_first": "the host's registry all; the partner's share follows by transfers",
}

ITEM_ACTS = {
    "affirm": "Consent",
    "object": "Object",
    "abstain": "Abstain",
    "conclude": "State consensus",
    "defer": "State that there is no consensus",
    "issue": "Issue my share",
}
"""Acts of one command that does several things."""

ACT_NOTES = {
    "object": "An objection stops the clock at once. You withdraw it yourself, in writing.",
    "withdraw": "The circulation goes on with the rest of its time, and your vote is open again.",
    "recuse": "From now on your vote is not counted on this item, and cannot be cast.",
    "delegate": "The member may vote in your name; you can still vote yourself.",
    "table": "The clock stops; the co-chairs state the outcome at the meeting.",
    "revise": "Votes begin anew when the item is circulated again.",
    "drop": "The item leaves the docket for good.",
    "conclude": "Adopted when both co-chairs have stated it, with enough members present.",
    "defer": "The item is deferred at once.",
    "restate": "Another reason is another paper: the item can then be circulated again.",
    "publish": "The decision takes effect: batch and ranges are fixed.",
    "circulate": "The clock begins, and every member is asked to vote.",
}
"""What an act does, told before it is done."""

OFFICES = {
    "chair": "You chair for your side",
    "member": "You are a member",
    "recused": "You have no vote on this item",
    "secretariat": "You are the secretariat",
    "manager": "Your registry issues its share",
    "": "You read along",
}

TABLES = {
    **motion_words.TABLES,
    **body_words.TABLES,
    "item_stages": STAGES,
    "agreement_steps": AGREEMENT_STEPS,
    "issuance_modes": ISSUANCE_MODES,
    "item_acts": ITEM_ACTS,
    "act_notes": ACT_NOTES,
    "committee_offices": OFFICES,
}
