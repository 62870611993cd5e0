"""A host government authorises credits of a project for purposes, up to a maximum."""
