"""Credits move between two registries: two transactions, two records, one reconciliation."""
