"""A directory file, checked field by field. What refers to what is checked when it is loaded."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import import_key

from profile_core.directory import subjects
from profile_core.directory.entries import (
    AgreementEntry,
    ApplicationEntry,
    DirectoryFile,
    ProviderEntry,
    ServiceEntry,
    SiteEntry,
    SupplierEntry,
)
from profile_core.directory.sheet import Entry, Problems, read
from profile_core.directory.subjects import Number
from profile_core.kit.errors import InvalidError

SECTIONS = (
    "providers",
    "suppliers",
    "services",
    "applications",
    "sites",
    "agreements",
    "synthetic_citizens",
    "synthetic_enterprises",
)
_CODE = r"[a-z0-9][a-z0-9-]{0,62}"
_CODE_HINT = "a short name of small letters, figures and hyphens"
_CATALOGUE_CODE = r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}"
_ENVIRONMENTS = ("test", "live")
_PROFILES = ("standard", "fapi2")


def parse(source: str, problems: Problems, *, production: bool) -> DirectoryFile:
    """Read a directory file; what is wrong with it is added to ``problems``."""
    sections = read(source, SECTIONS, problems)
    file = DirectoryFile(
        providers=tuple(_provider(entry) for entry in sections.get("providers", ())),
        suppliers=tuple(_supplier(entry) for entry in sections.get("suppliers", ())),
        services=tuple(_service(entry) for entry in sections.get("services", ())),
        applications=tuple(_application(entry, production) for entry in sections.get("applications", ())),
        sites=tuple(_site(entry, production) for entry in sections.get("sites", ())),
        agreements=tuple(_agreement(entry) for entry in sections.get("agreements", ())),
        synthetic_citizens=tuple(
            number
            for entry in sections.get("synthetic_citizens", ())
            for number in _number(entry, "national_number", subjects.national)
        ),
        synthetic_enterprises=tuple(
            number
            for entry in sections.get("synthetic_enterprises", ())
            for number in _number(entry, "enterprise_number", subjects.enterprise)
        ),
    )
    for entries in sections.values():
        for entry in entries:
            entry.close()
    return file


def _provider(entry: Entry) -> ProviderEntry:
    return ProviderEntry(
        line=entry.line,
        code=entry.text("code", _CODE, _CODE_HINT),
        nis=entry.text("nis", r"\d{5}", "the five figures of the NIS code", needed=False) or None,
        name=entry.texts("name"),
    )


def _supplier(entry: Entry) -> SupplierEntry:
    code = entry.text("code", _CODE, _CODE_HINT)
    return SupplierEntry(line=entry.line, code=code, name=entry.text("name"))


def _service(entry: Entry) -> ServiceEntry:
    return ServiceEntry(
        line=entry.line,
        code=entry.text("code", _CATALOGUE_CODE, "the id of the service in the product catalogue"),
        provider=entry.text("provider", _CODE, "the code of a provider"),
        name=entry.texts("name"),
    )


def _application(entry: Entry, production: bool) -> ApplicationEntry:
    return ApplicationEntry(
        line=entry.line,
        client_id=entry.text("client_id", r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", "letters, figures and hyphens"),
        provider=entry.text("provider", _CODE, "the code of a provider"),
        supplier=entry.text("supplier", _CODE, "the code of a supplier", needed=False),
        environment=entry.choice("environment", _ENVIRONMENTS),
        name=entry.text("name"),
        profile=entry.choice("profile", _PROFILES),
        keys=_keys(entry),
        scopes=entry.many("scopes", r"[!#-\[\]-~]+", "one scope"),
        redirect_uris=_addresses(entry, "redirect_uris", production),
        post_logout_redirect_uris=_addresses(entry, "post_logout_redirect_uris", production),
    )


def _site(entry: Entry, production: bool) -> SiteEntry:
    origin = entry.text("origin")
    if origin and (not _reachable(origin) or origin != _origin(origin)):
        entry.refuse(
            "origin", "give an origin such as https://www.gent.be, without a path or a slash at its end."
        )
    _refuse_local(entry, "origin", [origin] if production else [])
    return SiteEntry(
        line=entry.line,
        origin=origin,
        provider=entry.text("provider", _CODE, "the code of a provider"),
        application=entry.text("application"),
        name=entry.texts("name"),
    )


def _agreement(entry: Entry) -> AgreementEntry:
    return AgreementEntry(
        line=entry.line,
        provider=entry.text("provider", _CODE, "the code of a provider"),
        block=entry.text("block", r"[a-z][a-z0-9_]*", "the name of a block, such as notifications"),
        purpose=entry.text("purpose"),
        legal_basis=entry.text("legal_basis"),
        data_sets=entry.many("data_sets"),
        valid_from=entry.day("valid_from"),
        valid_until=entry.day("valid_until", needed=False),
    )


def _number(entry: Entry, name: str, checked: Callable[[str], Number]) -> list[Number]:
    """Check a number; the refusal does not repeat it, for it may be somebody's."""
    text = entry.text(name)
    try:
        return [checked(text)] if text else []
    except InvalidError as error:
        entry.refuse(name, error.message)
        return []


def _keys(entry: Entry) -> tuple[dict[str, Any], ...]:
    keys = entry.mappings("keys")
    if not keys:
        entry.refuse("keys", "give at least one public key (a JWK); clients authenticate by private_key_jwt.")
    for key, _ in keys:
        if "d" in key:
            entry.refuse(
                "keys", "this is a private key: keep it at the client and give the public part here."
            )
        elif not _is_key(key):
            entry.refuse("keys", "give each key as a JWK with kty, crv, x, y and a kid of its own.")
    return tuple(key for key, _ in keys)


def _is_key(key: dict[str, Any]) -> bool:
    try:
        return bool(import_key(key).as_dict(private=False) and key.get("kid"))
    except (JoseError, ValueError, KeyError, TypeError):
        return False


def _addresses(entry: Entry, name: str, production: bool) -> tuple[str, ...]:
    addresses = entry.many(name, r"\S+", "an address")
    for address in addresses:
        if not _reachable(address) or "#" in address or "*" in address:
            entry.refuse(name, f"{address}: give an exact https address; http is for localhost only.")
    _refuse_local(entry, name, addresses if production else [])
    return addresses


def _refuse_local(entry: Entry, name: str, addresses: Iterable[str]) -> None:
    for address in addresses:
        if _is_local(urlsplit(address).hostname or ""):
            entry.refuse(name, f"{address}: this is production: give the https address that citizens visit.")


def _reachable(address: str) -> bool:
    """Https, or plain http where nobody else can listen (RFC 8252 section 8.3)."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _is_local(host)))


def _is_local(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")


def _origin(address: str) -> str:
    match = re.match(r"https?://[^/?#\s]+", address)
    return match.group().lower() if match else ""
