"""E-mail: what a letter says, how it is written as a message, and how it is handed to a server by SMTP."""

from blocks.notifications.channels.email.channel import EMAIL, SCHEDULE, channel
from blocks.notifications.channels.email.letters import Letters
from blocks.notifications.channels.email.post import Post, open_post

__all__ = ["EMAIL", "SCHEDULE", "Letters", "Post", "channel", "open_post"]
