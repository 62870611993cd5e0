"""The client for scripts: `Client`, and `AsyncClient` for several things at once.

It imports nothing of the server.
"""

from registry.client.aio import AsyncClient as AsyncClient
from registry.client.errors import Failed as Failed
from registry.client.errors import KeyUsed as KeyUsed
from registry.client.errors import NoConnection as NoConnection
from registry.client.errors import Refused as Refused
from registry.client.errors import TanluError as TanluError
from registry.client.events import Event as Event
from registry.client.steps import Done as Done
from registry.client.sync import Client as Client
