"""Annual information: who submitted what, one version, and two parties side by side."""
