"""First transfers and corresponding adjustments. Knows who may, not who asked."""
