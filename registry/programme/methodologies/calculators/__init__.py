"""Calculators of the two source documents and of the rules in force, exact. Know no lesson."""
