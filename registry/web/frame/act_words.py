"""Words of the fields that acts ask for."""

from __future__ import annotations

FIELDS = {
    "reason": "Reason",
    "gap": "Why days before it are in no period, if any are",
    "reason_withdrawn": "Why the objection is withdrawn",
    "about": "What you object to",
    "to": "Member who votes in your name",
    "present": "Present of your side",
    "minutes": "Minutes in one line",
    "consensus": "Outcome of the meeting",
    "sorts": "Barred movements; none ticked: all",
    "receives": "What the account may still do",
    "account": "Account number",
    "court_order": "Number of the court's order",
    "asset": "Batch",
    "quantity": "Quantity, t",
    "first": "First serial, if the court names it",
    "origin": "Registry in which they were cancelled",
    "origin_project": "Project's number there",
    "first_serial": "First serial there",
    "last_serial": "Last serial there",
    "first_day": "First day of the reductions, as 2027-01-01",
    "last_day": "Last day of the reductions, as 2027-12-31",
    "proof": "Number of the cancellation there",
    "installation": "Installation, if this lesson has it",
    "receiver": "To whom the court gives the credits",
    "registry": "Registry",
    "one": "One registry",
    "other": "Other registry",
    "kind": "What happens to the message",
    "step": "Which message",
    "source": "Sent from registry",
    "target": "To registry",
    "hours": "Lesson hours",
    "fewer": "Tonnes that are missing",
}
"""Labels of an act's fields."""

TABLES = {"act_fields": FIELDS}
