"""What a seat can do besides trading: votes, transfers, issuances, forms with tonnes."""
