"""NDC accounts: targets, balances by every method, initial reports, what hosts spare."""
