"""The joint committee: both governments affirm, or there is no decision. Knows no issuance."""
