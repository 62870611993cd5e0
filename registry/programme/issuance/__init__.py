"""Issuance: credits by the committee's decision and the split, domestic CCER, allowances."""
