"""Words of participation modes, funders, kinds of payment and of storage."""

from __future__ import annotations

MODES = {
    "epc": "EPC contracting",
    "overseas_factory": "factory abroad",
    "greenfield": "greenfield investment",
    "acquisition": "acquisition",
    "equipment_export": "export of equipment",
    "third_party_market": "third-party market cooperation",
}
"""Modes of participation."""

MODE_BEARS = {
    "epc": "The owner bears every cost; the contractor builds and is paid.",
    "overseas_factory": "The partner bears investment and operation, the owner the rest.",
    "greenfield": "The partner bears investment and validation, the owner the rest.",
    "acquisition": (
        "The partner bears the investment, which is the price, and half of what follows; the "
        "design was validated before."
    ),
    "equipment_export": "The partner bears a fifth of the investment, the owner the rest.",
    "third_party_market": "Owner and partner bear half of every cost each.",
}
"""Who bears what, by mode."""

FUNDERS = {
    "policy_bank": "policy bank",
    "development_finance": "development-finance institution",
    "special_fund": "special fund",
    "commercial_bank": "commercial bank",
}
"""Types of funders."""

PAYMENT_KINDS = {
    "capex": "investment",
    "operating": "operation",
    "validation": "validation",
    "monitoring": "monitoring",
    "verification": "verification",
    "fee": "fee",
    "funding": "funder's money",
    "repayment": "repayment",
}
"""What a payment is for."""

STORAGES = {"forest": "forest", "ccs": "capture and storage of CO₂"}
"""How a project stores carbon."""

TABLES = {
    "participation_modes": MODES,
    "mode_bears": MODE_BEARS,
    "funder_types": FUNDERS,
    "project_payments": PAYMENT_KINDS,
    "stores": STORAGES,
}
