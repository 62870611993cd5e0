"""Public calculators with formulas, charts and sources."""
