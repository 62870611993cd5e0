"""Monitoring and verification: what projects report, what verifiers find, what is verified."""
