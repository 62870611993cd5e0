"""The calculators: pages for everybody, with formulas, charts and sources."""
