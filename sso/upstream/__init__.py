"""Towards an identity provider of the region: metadata and keys, the login, what its claims mean."""
