"""Typed commands and queries, made by `tanlu docs` from the API's description."""
