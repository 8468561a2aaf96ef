"""The ways outside by which notifications reach citizens; connections to the outside are opened here."""

from collections.abc import Sequence

from blocks.notifications.channels import email, own, web_push
from profile_core.contract import Channel, Platform


def channels(platform: Platform) -> Sequence[Channel]:
    """Return our own channels, as far as the deployment is set up for them."""
    mail = email.channel(platform)
    return [*([] if mail is None else [mail]), web_push.channel(platform), own.channel(platform)]
