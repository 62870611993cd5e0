"""The trainer's page, who needs help, and what the trainer takes home."""
