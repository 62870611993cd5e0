"""The market and its central counterparty; seats and procedures are the registry's."""
