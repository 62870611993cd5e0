"""Documents of procedures, in versions, each with its SHA-256."""
