"""Exact calculators of the two source documents and of the rules in force."""
