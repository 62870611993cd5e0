"""Permanence of what projects store: buffer, reversals of storage, replacement, release."""
