"""Codes and passwords that people read and type, and the hashes under which texts are stored."""

from __future__ import annotations

import hashlib
import secrets

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Characters of codes that people type; without I, O, 0 and 1, which are confused on a projector.
"""


def new_join_code() -> str:
    """A join code such as `KX7-4Q2`."""
    letters = _letters(6)
    return f"{letters[:3]}-{letters[3:]}"


def new_personal_code() -> str:
    """A personal code, which is shown in two groups."""
    return _letters(8)


def shown(code: str) -> str:
    """A personal code in two groups of four, unlike a join code: `KX7M-4Q2W`."""
    return f"{code[:4]}-{code[4:]}"


def new_password() -> str:
    """A trainer's password that can be read aloud: four groups of four letters and digits."""
    return "-".join(_letters(4).lower() for _ in range(4))


def plain_code(code: str) -> str:
    """A code without the hyphen, blanks and case in which people type it."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def digest_of(token: str) -> str:
    """The sha256 under which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def digest(*parts: str) -> str:
    """The sha256 of texts that are stored as hashes; no two lists of texts have the same."""
    return digest_of("".join(f"{len(part)}:{part}" for part in parts))


def _letters(count: int) -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(count))
