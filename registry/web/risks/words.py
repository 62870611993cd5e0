"""Words of the risk register: stages, events, responses, steps."""

from __future__ import annotations

STAGES = {
    "design": "Design of the mechanism",
    "development": "Development of reductions",
    "trading": "Trading",
    "cross_border": "Across the border",
}
EVENTS = {
    "agreement_suspended": "agreement suspended",
    "agreement_terminated": "agreement under notice",
    "terms_amended": "terms amended",
    "authorisation_refused": "authorisation refused",
    "transfer_rejected": "transfer rejected",
    "motion_objected": "motion objected to",
    "papers_objected": "papers objected to",
    "issuance_cut": "issuance cut",
    "decision_delayed": "decision lapsed or delayed",
    "request_dropped": "request dropped",
    "issued_by_one_side": "issued by one side only",
    "project_deregistered": "project deregistered",
    "movement_failed": "movement could not be carried out",
    "replacement_owed": "replacement owed",
    "reconciliation_break": "reconciliation break",
    "message_lost": "message lost",
    "message_refused": "message refused",
    "use_reversed": "use taken back",
    "market_halted": "instrument halted",
    "all_markets_halted": "all instruments halted",
    "bidding_halted": "bidding ended in a halt",
    "price_far": "close far from reference",
    "authorisation_missing": "authorisation missing",
    "authorisation_revoked": "authorisation revoked",
    "authorisation_suspended": "authorisation suspended",
    "transfer_overdue": "transfer overdue",
    "transfer_timed_out": "transfer timed out",
    "account_restricted": "account restricted",
    "court_freeze": "credits frozen by a court",
}
RESPONSES = {
    "avoid": "avoid",
    "reduce": "reduce",
    "share": "share",
    "accept": "accept",
}
SUBJECTS = {
    "transfer": "transfer",
    "item": "item",
    "account": "account",
    "instrument": "instrument",
}
STEPS = {
    "assess": "Assess",
    "contain": "Contain",
    "rectify": "Rectify",
    "report": "Report",
}
NOTES = {
    "incident.assess": "What has happened, and what it concerns.",
    "incident.contain": "What keeps the damage from growing.",
    "incident.rectify": "What was done about the cause.",
    "incident.report": "What both sides are to know; the public note comes after it.",
    "incident.draft": "The public reads this text once the other government consents to it.",
    "incident.agree": "With your consent the incident is concluded and the text is public.",
    "incident.name": "The member takes the steps of the joint response team for your side.",
}
TABLES = {
    "risk_stages": STAGES,
    "risk_events": EVENTS,
    "risk_responses": RESPONSES,
    "incident_subjects": SUBJECTS,
    "incident_steps": STEPS,
    "incident_notes": NOTES,
}
