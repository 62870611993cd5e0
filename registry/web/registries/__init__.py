"""The registries: transfers with both records and the log, reconciliation, accounts."""
