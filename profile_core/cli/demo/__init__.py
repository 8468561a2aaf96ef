"""``citizen-profile demo``: a whole region on this machine."""

from profile_core.cli.demo.command import demo

__all__ = ["demo"]
