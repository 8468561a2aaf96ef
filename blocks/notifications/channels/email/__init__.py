"""E-mail: what a letter says, how it is written as a message, and how it is handed to a server by SMTP."""

from blocks.notifications.channels.email.channel import EMAIL, channel
from blocks.notifications.channels.email.letters import Letters
from blocks.notifications.channels.email.post import Post, open_post
from blocks.notifications.channels.email.unsubscribing import Unsubscription, opened

__all__ = ["EMAIL", "Letters", "Post", "Unsubscription", "channel", "open_post", "opened"]
