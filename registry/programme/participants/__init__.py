"""Participants, their countries and accounts, and the countries' registries."""
