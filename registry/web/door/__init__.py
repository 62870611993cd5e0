"""First page, joining, signing in and out, and the form endpoint of every command."""
