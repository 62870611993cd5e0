"""First transfers and corresponding adjustments."""
