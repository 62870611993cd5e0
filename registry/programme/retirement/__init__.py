"""Credits are used or withdrawn, for good. Knows no compliance market."""
