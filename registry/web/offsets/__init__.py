"""Offset rules side by side, and the offset desk: pages for everybody."""
