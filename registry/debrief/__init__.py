"""The figures behind a debrief: what each seat and the room did, against what was possible."""
