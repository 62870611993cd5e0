"""The page of a market: its rules, hours, days and facts."""
