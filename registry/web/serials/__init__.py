"""The public trace of one serial number."""
