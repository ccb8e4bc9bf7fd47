"""Networks of people: who hears whom, and how much they trust them."""

from stonecast.network.csr import Network
from stonecast.network.reading.read import read_network

__all__ = ["Network", "read_network"]
