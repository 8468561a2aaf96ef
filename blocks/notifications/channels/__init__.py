"""The ways outside by which notifications reach citizens; connections to the outside are opened here."""

from collections.abc import Sequence

from blocks.notifications.channels import email
from profile_core.contract import Channel, Platform


def channels(platform: Platform) -> Sequence[Channel]:
    """Return our own channels, as far as the deployment is set up for them."""
    return [one for one in (email.channel(platform),) if one is not None]
