"""Five starter bots, one file each: read one, copy it, change it. They use the client only."""
