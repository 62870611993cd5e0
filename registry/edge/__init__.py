"""Code that API and pages share: authentication, seats, rate limits, request checks, answers."""
