"""Words of the terms of an authorisation."""

from __future__ import annotations

DEFINITIONS = {
    "": "no choice: the first transfer abroad",
    "authorisation": "when it is authorised",
    "issuance": "when it is issued",
    "use_or_cancellation": "when it is used or cancelled",
}
CIRCUMSTANCES = {
    "fraud": "fraud",
    "over_issuance": "over-issuance",
    "reversal": "reversal of the reduction",
    "breach": "breach of the terms",
    "none": "none of them",
}
AUTHORISED_TERMS = {
    "purposes": "purposes",
    "parties": "parties",
    "entities": "entities",
    "max_quantity": "maximum",
    "vintage_first": "first year",
    "vintage_last": "last year",
    "last_day": "last day",
    "definition": "first transfer",
    "circumstances": "circumstances",
}

TABLES = {
    "definitions": DEFINITIONS,
    "circumstances": CIRCUMSTANCES,
    "authorised_terms": AUTHORISED_TERMS,
}
