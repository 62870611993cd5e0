"""Agreements between a partner country and a host country: their terms, states and acts."""
