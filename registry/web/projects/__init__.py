"""Projects: where each stands in its cycle, with its history, documents and forms."""
