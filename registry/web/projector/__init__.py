"""The projector's page: what the room sees on the wall."""
