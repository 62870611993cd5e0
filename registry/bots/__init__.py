"""Players that are programs: one for every role, using exactly what a person can use.

A bot is a generator of commands; the lesson runs each as its own command and stops at its cap.
Knows no database table and no clock but the view it is given.
"""

from registry.bots.players import act

__all__ = ["act"]
