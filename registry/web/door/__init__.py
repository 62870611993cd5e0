"""The way in: first page, joining, signing in and out, and the one form for every deed."""
