"""Mandates that citizens give each other: given, accepted or declined, ended by either, over after their last day."""
