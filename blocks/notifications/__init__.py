"""Notifications: providers register them, citizens find them in one list, from whoever they come."""
