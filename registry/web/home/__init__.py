"""The first page of a role."""
