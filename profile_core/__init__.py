"""Citizen Profile: the gateway, the store and what building blocks stand on."""
