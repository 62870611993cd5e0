"""The money of projects by day, and the buffers of those that store carbon."""
