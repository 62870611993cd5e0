"""The address at which people join a lesson, and its QR code."""

from __future__ import annotations

from urllib.parse import urlencode

import segno
from markupsafe import Markup

from registry.web.frame.addresses import to
from registry.web.frame.visitor import Visitor


def join_url(visitor: Visitor, join_code: str) -> str:
    """The address at which a phone in the room joins: the public one, else the visitor's."""
    return f"{address_of(visitor, to('join'))}?{urlencode({'code': join_code})}"


def address_of(visitor: Visitor, path: str) -> str:
    """The whole address of a page, as a phone in the room opens it."""
    host = dict(visitor.scope["headers"]).get(b"host", b"").decode("latin-1")
    base = visitor.server.settings.public_url or f"http://{host}"
    return f"{base.rstrip('/')}{path}"


def qr_of(address: str) -> Markup:
    """The address as a QR code: SVG that scales, with its quiet zone and without inline style."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=4, omitsize=True, svgclass="qr-code", lineclass=None)
    return Markup(drawn)  # Safe markup: generated from an address, without foreign text.
