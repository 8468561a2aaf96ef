"""Simulators: other people's software, imitated with the real protocols, each a process of its own.

They import nothing of ours but ``profile_core.kit`` and keep their state in memory: what they forget when they
stop is theirs, never ours.
"""
