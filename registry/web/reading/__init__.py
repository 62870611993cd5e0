"""Pages that everybody may read without signing in, where the lesson's plan allows it."""
