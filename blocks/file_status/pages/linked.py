"""A file as JSON-LD 1.1: the words of OSLO Dossier and Transactie where they have one, else those that both build on.

The context stands in the document, so that reading it asks nobody who is reading.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from blocks.file_status.model import Contact, Matrix, Moment, Output, Status
from blocks.file_status.pages.shown import File, phase_name, sentence
from blocks.file_status.read import Whole
from profile_core.contract import Texts

MEDIA_TYPE = "application/ld+json"
_Node = dict[str, Any]
_IN_LANGUAGES = {"@container": "@language"}
_MOMENT = "xsd:dateTime"
CONTEXT: _Node = {
    "@version": 1.1,
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "dct": "http://purl.org/dc/terms/",
    "dossier": "https://data.vlaanderen.be/ns/dossier#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "transactie": "http://data.vlaanderen.be/ns/transactie#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "Action": "schema:Action",
    "Concept": "skos:Concept",
    "ContactPoint": "schema:ContactPoint",
    "Dossier": "dossier:Dossier",
    "Organization": "schema:Organization",
    "Procedurestap": "dossier:Procedurestap",
    "PublicService": "cpsv:PublicService",
    "Stuk": "dossier:Stuk",
    "identifier": "dct:identifier",
    "title": {"@id": "dct:title", **_IN_LANGUAGES},
    "description": {"@id": "dct:description", **_IN_LANGUAGES},
    "created": {"@id": "dct:created", "@type": _MOMENT},
    "modified": {"@id": "dct:modified", "@type": _MOMENT},
    "publisher": "dct:publisher",
    "isInstantieVan": "transactie:isInstantieVan",
    "status": "adms:status",
    "notation": "skos:notation",
    "prefLabel": {"@id": "skos:prefLabel", **_IN_LANGUAGES},
    "doorloopt": {"@id": "dossier:doorloopt", "@container": "@list"},
    "startedAtTime": {"@id": "prov:startedAtTime", "@type": _MOMENT},
    "bestaatUit": {"@id": "dossier:Dossier.bestaatUit", "@container": "@set"},
    "contactPoint": "schema:contactPoint",
    "name": "schema:name",
    "email": "schema:email",
    "telephone": "schema:telephone",
    "url": {"@id": "schema:url", "@type": "@id"},
    "potentialAction": {"@id": "schema:potentialAction", "@container": "@set"},
    "actionName": {"@id": "schema:name", **_IN_LANGUAGES},
    "target": {"@id": "schema:target", "@type": "@id"},
    "startTime": {"@id": "schema:startTime", "@type": "xsd:date"},
    "endTime": {"@id": "schema:endTime", "@type": _MOMENT},
    "agent": "schema:agent",
}


def written(whole: Whole, shown: File, origin: str) -> bytes:
    """Return a file as its reader sees it; ``origin`` is our own, before the path of its page."""
    return msgspec.json.format(msgspec.json.encode(_file(whole, shown, origin)), indent=2)


def _file(whole: Whole, shown: File, origin: str) -> _Node:
    file = whole.file
    sender: _Node = {"@type": "Organization", "title": _in_languages(shown.sender)}
    node: _Node = {
        "@context": CONTEXT,
        "@id": f"{origin}{shown.path}",
        "@type": "Dossier",
        "identifier": file.external_id,
        "title": _in_languages(shown.name),
        "created": file.about.created_at,
        "modified": file.status.changed_at,
        "publisher": sender | _contact(shown.contact),
        "isInstantieVan": {"@type": "PublicService", "identifier": file.about.service},
        "status": _status(file.status, whole.matrix),
        "doorloopt": [_step(one, whole.matrix) for one in whole.history],
        "bestaatUit": [_output(one) for one in shown.outputs],
        "potentialAction": _to_do(shown, sender),
        "url": shown.link,
    }
    return _said(node)


def _status(status: Status, matrix: Matrix) -> _Node:
    return {
        "@type": "Concept",
        "notation": f"{status.phase}/{status.code}",
        "prefLabel": _in_languages(sentence(status, matrix)),
    }


def _step(moment: Moment, matrix: Matrix) -> _Node:
    status = moment.status
    return _said(
        {
            "@type": "Procedurestap",
            "title": _in_languages(phase_name(status, matrix)),
            "startedAtTime": status.changed_at,
            "status": _status(status, matrix),
            "description": _in_languages(status.detail),
        }
    )


def _output(output: Output) -> _Node:
    return _said({"@type": "Stuk", "title": _in_languages(output.name), "url": output.link})


def _to_do(shown: File, sender: _Node) -> Sequence[_Node]:
    """Return what the reader has to do, and what the sender does next; who may not act is told the latter only."""
    asked = shown.action and {
        "@type": "Action",
        "actionName": _in_languages(shown.action),
        "target": shown.action_link,
        "endTime": shown.deadline,
    }
    step = shown.next_step and {
        "@type": "Action",
        "actionName": _in_languages(shown.next_step.text),
        "agent": sender,
        "startTime": shown.next_step.expected_on,
    }
    return [_said(one) for one in (asked, step) if one]


def _contact(contact: Contact | None) -> _Node:
    if contact is None:
        return {}
    reached = {"name": contact.name, "email": contact.email, "telephone": contact.phone}
    return {"contactPoint": _said({"@type": "ContactPoint", **reached})}


def _in_languages(some: Texts | None) -> dict[str, str]:
    return {one.language: one.text for one in some.items} if some else {}


def _said(node: _Node) -> _Node:
    """Leave out what is empty: in linked data nothing is said by saying nothing."""
    return {name: value for name, value in node.items() if value not in (None, "", {}, [])}
