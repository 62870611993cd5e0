"""The central counterparty: it steps into every trade and settles it."""
