"""Web push: messages encrypted for one browser (RFC 8291), from a server that says who it is (RFC 8292)."""

from blocks.notifications.channels.web_push.channel import channel
from blocks.notifications.channels.web_push.keys import current, from_text, reseal, rotate, text
from blocks.notifications.channels.web_push.subscription import Subscription
from blocks.notifications.rows.push import WEB_PUSH

__all__ = ["WEB_PUSH", "Subscription", "channel", "current", "from_text", "reseal", "rotate", "text"]
