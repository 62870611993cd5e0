"""The trainer's page: clock, seats, who needs help, and a copy of the lesson."""
