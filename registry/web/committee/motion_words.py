"""Words of the forms of motions, and of what they change."""

from __future__ import annotations

MOTION_FIELDS = {
    "partner_share": "Share of the partner's side",
    "host_share": "Share of the host's side",
    "min_share_percent": "Least share of the partner's government",
    "sop_percent": "Share of proceeds",
    "omge_percent": "Overall mitigation (OMGE)",
    "purposes": "Purposes of authorisations",
    "type": "Type of project",
    "answer": "Answer asked for",
    "recipient": "Recipient",
    "percent": "Percentage",
    "quantity": "Issued too much",
    "reason": "Reason, in one line",
}
"""Fields of the forms of motions."""

MOTION_TERMS = {
    "partner_share": MOTION_FIELDS["partner_share"],
    "host_share": MOTION_FIELDS["host_share"],
    "min_share_percent": MOTION_FIELDS["min_share_percent"],
    "sop_percent": MOTION_FIELDS["sop_percent"],
    "omge_percent": MOTION_FIELDS["omge_percent"],
    "purposes": MOTION_FIELDS["purposes"],
    "registration": "Registration of the project",
    "type": "Projects of the type",
    "recipient": "Recipient",
    "corrected": "Issued too much, to be cancelled or replaced",
}
"""Terms that a motion changes."""

MOTION_VALUES = {
    "registered": "registered",
    "deregistered": "deregistered, for good",
    "open": "open: eligible until the committee answers",
    "eligible": "eligible",
    "excluded": "excluded from new requests",
}
"""Values of such terms."""

MOTION_DOES = {
    "amendment": (
        "A government asks to change shares, levies, the least share or the purposes of the "
        "agreement. What you do not change stays."
    ),
    "deregistration": (
        "A government or the secretariat asks to end the registration of a project. This cannot"
        " be undone."
    ),
    "project_type": (
        "The agreement's terms say nothing on a type of project: the committee answers whether "
        "it is eligible. The newest answer holds."
    ),
    "allocation": (
        "The owner files the percentages on which the participants of its project agreed. They "
        "sum to 100; each recipient has an account in its own and in the host's registry."
    ),
    "correction": (
        "The manager of the registry that issued too much cites the transaction, and asks the "
        "committee to order the correction."
    ),
}
"""What a kind of motion asks for."""

MOTION_BRINGERS = {
    "amendment": "The governments of an active agreement bring it.",
    "deregistration": (
        "The governments of an agreement, or its secretariat, bring it about a registered project."
    ),
    "project_type": "The governments of an active agreement, or its secretariat, bring it.",
    "allocation": "The owner of a project under an active agreement brings it.",
    "correction": (
        "The manager of a registry brings it, about something that was issued by a decision."
    ),
}
"""Who brings a kind of motion."""

MOTION_EFFECTS = {
    "amendment": (
        "Requests whose papers are filed after the publication follow the new terms; earlier "
        "ones keep the old terms."
    ),
    "deregistration": (
        "Nothing more is requested for the project. Requests of which nothing is issued end; "
        "what is issued stays and can be used."
    ),
    "project_type": "An excluded type has no new requests; what was requested before goes on.",
    "allocation": (
        "Issuances of the project are shared out by these percentages, in the order of the "
        "recipients."
    ),
    "correction": (
        "The registry cancels what the receiver still has free, the newest serials first. What "
        "is gone, the receiver replaces with as many credits of the agreement."
    ),
}
"""What holds once the decision on a motion is published."""

TABLES = {
    "motion_fields": MOTION_FIELDS,
    "motion_terms": MOTION_TERMS,
    "motion_values": MOTION_VALUES,
    "motion_does": MOTION_DOES,
    "motion_bringers": MOTION_BRINGERS,
    "motion_effects": MOTION_EFFECTS,
}
