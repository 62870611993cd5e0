"""Pages of the debrief: a sheet for each seat, the room's page, the reveal, questions."""
