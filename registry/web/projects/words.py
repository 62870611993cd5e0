"""Words of the pages of projects."""

from __future__ import annotations

TRIGGERS = {
    "submit_note": "idea note submitted",
    "accept_note": "no objection of the committee",
    "object_to_note": "objection of the committee",
    "submit_design": "design document submitted",
    "publish_design": "published for comments",
    "recall": "publication recalled",
    "end_input": "publication over",
    "report_positive": "validation positive",
    "report_negative": "validation negative",
    "assess_reference": "reference emissions assessed",
    "allocate": "allocation signed by all",
    "request_registration": "registration requested",
    "return_request": "request returned",
    "withdraw_request": "request withdrawn",
    "register": "registered",
    "refuse": "registration refused",
    "change": "change in force",
    "renew": "crediting renewed",
    "end_crediting": "crediting over",
    "withdraw": "withdrawn",
    "deregister": "deregistered",
}

DOCUMENTS = {
    "note": "Idea note",
    "design": "Design document",
    "site": "Found at the site",
    "validation_report": "Validation report",
    "allocation": "Allocation",
    "revision": "Request for renewal",
}

FIGURES = {
    "name_en": "Name in English",
    "name_zh": "Name in Chinese",
    "type": "Type",
    "summary": "Summary",
    "methodology": "Methodology",
    "start_date": "Start of the project",
    "crediting_first_day": "First day of crediting",
    "crediting_years": "Years of crediting",
    "yearly_t": "Tonnes a year",
    "investment_yuan": "Investment, yuan",
    "yearly_revenue_yuan": "Revenue a year without credits, yuan",
    "yearly_cost_yuan": "Cost a year, yuan",
    "benchmark_percent": "Benchmark, %",
    "similar_installations": "Similar installations",
    "similar_without_credits": "Similar ones without credits",
    "legally_required": "Required by law",
    "participants": "Participants",
    "focal_point": "Focal point",
    "validator": "Validator",
    "design": "Version of the design document",
    "digest": "Digest of the design document",
    "positive": "Positive",
    "return_percent": "Return without credits, %",
    "share_percent": "Similar ones without credits, %",
    "most_percent": "At most, %",
    "additional": "Additional by its figures",
    "wrong": "Figures found wrong",
    "remark": "Remark",
    "reason": "Reason",
    "first_day": "First day",
    "last_day": "Last day",
    "years": "Years",
}

SORTS = {"change": "change", "renewal": "renewal"}

TABLES = {
    "project_triggers": TRIGGERS,
    "project_documents": DOCUMENTS,
    "project_figures": FIGURES,
    "project_revisions": SORTS,
}
"""Words by table."""
