"""Monitoring of projects: meters, reports, verification, and what an issuance may ask for."""
