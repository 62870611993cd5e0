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
    "lost": "No longer stored",
    "released": "Released from the buffer",
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
    "lost": "Lost, to be cancelled out of the buffer or replaced",
    "released": "Released from the buffer to the owner",
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
    "storage_reversal": (
        "A project no longer stores tonnes that were credited: its owner, a government or the "
        "secretariat reports how many, and why."
    ),
    "buffer_release": (
        "The crediting period is over and nothing is owed: what is left in the buffer of a project "
        "goes to its owner."
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
    "storage_reversal": (
        "The owner of a project that stores carbon, the governments of its agreement or its "
        "secretariat bring it."
    ),
    "buffer_release": (
        "The owner of a project that stores carbon, the governments of its agreement or its "
        "secretariat bring it."
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
    "storage_reversal": (
        "The project's buffer pays first. What it lacks the owner replaces by a day with credits "
        "of the agreement, any vintage; while that is overdue nothing more is requested for the "
        "project."
    ),
    "buffer_release": (
        "The oldest serials of the buffer are the owner's, free in the host's registry."
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
