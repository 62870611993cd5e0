"""Words that all packages share: refusals, machines, clock, ids, quantities.

Standard library only.
"""
