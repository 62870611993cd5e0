"""Players that are programs: one for every role, using exactly what a person can use.

A bot is a generator of commands; the lesson runs each as its own command, up to a cap. It reads
tables and time only through its view.
"""

from registry.bots.minding import minding
from registry.bots.players import act

__all__ = ["act", "minding"]
