"""The command line ``citizen-profile``. A command imports what it needs when it runs, so that help comes at once."""

from profile_core.cli.app import app, main

__all__ = ["app", "main"]
