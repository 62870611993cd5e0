"""The annual submissions of the parties under Article 6.2, in the agreed electronic format."""
