"""A provider that sends citizens of a region something; its client is other people's software."""

import json
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.region import ROOT, Region

_NODE = ROOT / ".venv" / "bin" / "node"
_REGISTER = """
mutation Push($type: NotificationTypeInput!, $items: [NotificationInput!]!) {
  registerNotificationType(type: $type) { __typename ... on Error { code message } }
  registerNotifications(items: $items) { __typename ... on Error { code message } }
}
"""


def push(
    region: Region,
    whom: str,
    *,
    title: str,
    code: str = "parking.card",
    kind: str = "MESSAGE",
    channels: dict[str, Any] | None = None,
) -> str:
    """Send a citizen or an enterprise one notification, as Gent; return its id there."""
    item = _item(_number(region, whom), code, title)
    ask(region, _REGISTER, type=_type(code, kind, channels or {}), items=[item])
    return str(item["externalId"])


def ask(region: Region, document: str, **variables: object) -> Any:
    """Ask as Gent and return the data; an answer with an error fails the test."""
    provider = next(one for one in region.facts["providers"] if "Gent" in one["name"])
    asked = {
        "issuer": region.facts["issuer"],
        "endpoint": region.facts["provider_graphql"],
        "client_id": provider["client_id"],
        "private_jwk": provider["private_jwk"],
        "scope": " ".join(provider["scopes"]),
        "document": document,
        "variables": variables,
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
    return json.loads(done.stdout)


def register_type(region: Region) -> None:
    """Register the type ``parking.card`` as Gent."""
    push(region, region.facts["citizens"][0]["name"], title="Uw parkeerkaart")


def _number(region: Region, whom: str) -> dict[str, str]:
    for citizen in region.facts["citizens"]:
        if citizen["name"] == whom:
            return {"nationalNumber": citizen["national_number"]}
    found = next(one for one in region.facts["enterprises"] if one["name"] == whom)
    return {"enterpriseNumber": found["enterprise_number"]}


def _type(code: str, kind: str, channels: dict[str, Any]) -> dict[str, object]:
    return {
        "code": code,
        "service": "LPDC-44021-0101",
        "category": "mobility",
        "kind": kind,
        "name": [{"language": "nl", "text": "Parkeerkaart", "default": True}],
        "channels": channels,
    }


def _item(number: dict[str, str], code: str, title: str) -> dict[str, object]:
    return {
        "type": code,
        "externalId": str(uuid4()),
        "recipient": number,
        "title": [{"language": "nl", "text": title, "default": True}],
        "text": [{"language": "nl", "text": "U kunt ze afhalen aan het loket.", "default": True}],
    }
