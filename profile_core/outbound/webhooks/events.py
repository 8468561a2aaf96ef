"""What a webhook's body is: a CloudEvent (CloudEvents 1.0.2, JSON format 1.0.1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

MEDIA_TYPE = "application/cloudevents+json"
_PREFIX = "citizen-profile."


def event(*, source: str, type: str, id: UUID, at: datetime, data: Mapping[str, Any]) -> bytes:  # noqa: A002 (the standard's names)
    """Write an event; ``source`` is our origin, ``type`` what happened (``delivery.requested``)."""
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": str(id),
            "source": source,
            "type": _PREFIX + type,
            "time": at,
            "datacontenttype": "application/json",
            "data": data,
        }
    )
