"""Public pages: the offset rules side by side, and the form that checks a bundle against them."""
