"""A seat's tasks besides trading: votes, transfers, issuances, forms for units."""
