"""What all packages share: refusals, state machines, lesson time, ids, quantities.

Imports the standard library only.
"""
