"""NDC accounts: targets, inventories, balances and initial reports of the parties."""
