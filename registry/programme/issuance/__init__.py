"""Credits come into being: by the committee's decision and split, or as domestic CCER."""
