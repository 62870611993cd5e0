"""Contexts that several areas use: the page's frame, the public picture, a tonne's trace."""
