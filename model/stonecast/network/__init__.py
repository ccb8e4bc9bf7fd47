"""Networks of people: who hears whom, and how much they trust them."""

from stonecast.network.csr import Network

__all__ = ["Network"]
