"""The second store: any server that speaks SPARQL 1.1 query, update and graph store protocol.

The journal stays in the data directory and is the truth; the server holds a projection of it.
`binding` writes values into trusted questions, `dialect` refuses what is no standard SPARQL,
`http` talks to the server, `state` is what the server keeps about itself in a graph that no
reader sees, `store` writes and `reader` reads.
"""

from lien.store.remote.directory import RemoteDirectory, open_remote
from lien.store.remote.http import Addresses
from lien.store.remote.reader import RemoteReader
from lien.store.remote.store import RemoteStore, connect

__all__ = ["Addresses", "RemoteDirectory", "RemoteReader", "RemoteStore", "connect", "open_remote"]
