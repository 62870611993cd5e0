"""The class: lesson plans, one open lesson, seats, clock, live play, replay."""
