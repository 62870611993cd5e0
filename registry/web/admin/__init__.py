"""The auditor's pages: books, decisions, orders, the log, conduct and the audit."""
