"""What providers' sources say, read at the door: past here nobody knows their field names."""

from blocks.notifications.providers.source import SourceItem, read

__all__ = ["SourceItem", "read"]
