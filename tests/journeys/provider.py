"""A provider that sends citizens of a region something; its client is other people's software."""

import json
import subprocess
from pathlib import Path
from uuid import uuid4

from tests.region import ROOT, Region

_NODE = ROOT / ".venv" / "bin" / "node"
_REGISTER = """
mutation Push($type: NotificationTypeInput!, $items: [NotificationInput!]!) {
  registerNotificationType(type: $type) { __typename ... on Error { code message } }
  registerNotifications(items: $items) { __typename ... on Error { code message } }
}
"""


def push(region: Region, citizen: str, *, title: str) -> None:
    """Send a citizen one notification, of the type ``parking.card``, as Gent."""
    provider = next(one for one in region.facts["providers"] if "Gent" in one["name"])
    number = next(one["national_number"] for one in region.facts["citizens"] if one["name"] == citizen)
    asked = {
        "issuer": region.facts["issuer"],
        "endpoint": region.facts["provider_graphql"],
        "client_id": provider["client_id"],
        "private_jwk": provider["private_jwk"],
        "scope": " ".join(provider["scopes"]),
        "document": _REGISTER,
        "variables": {"type": _type(), "items": [_item(number, title)]},
    }
    done = subprocess.run(
        [_NODE, Path(ROOT / "tests/node/push_with_graphql_request.mjs")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stdout, done.stdout


def register_type(region: Region) -> None:
    """Register the type ``parking.card`` as Gent."""
    push(region, region.facts["citizens"][0]["name"], title="Uw parkeerkaart")


def _type() -> dict[str, object]:
    return {
        "code": "parking.card",
        "service": "LPDC-44021-0101",
        "category": "mobility",
        "kind": "MESSAGE",
        "name": [{"language": "nl", "text": "Parkeerkaart", "default": True}],
    }


def _item(number: str, title: str) -> dict[str, object]:
    return {
        "type": "parking.card",
        "externalId": str(uuid4()),
        "recipient": {"nationalNumber": number},
        "title": [{"language": "nl", "text": title, "default": True}],
        "text": [{"language": "nl", "text": "U kunt ze afhalen aan het loket.", "default": True}],
    }
