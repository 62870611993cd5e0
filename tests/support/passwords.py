"""A trainer's password whose hash costs no work. Knows no test."""

from __future__ import annotations

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from registry.classroom import hall as halls
from registry.classroom.hall import Hall

QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
"""The shipped kind of hash without its work, which is what slows a guesser down."""


def set_quickly(hall: Hall, password: str) -> None:
    """Set the password; checking it costs no work either, for a hash says how it was made."""
    shipped = halls._PASSWORDS
    halls._PASSWORDS = QUICK
    try:
        hall.set_password(password)
    finally:
        halls._PASSWORDS = shipped
