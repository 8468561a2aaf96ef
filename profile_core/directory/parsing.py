"""A directory file, checked field by field. What refers to what is checked when it is loaded."""

from collections.abc import Callable, Iterable
from typing import Any

from profile_core.directory import addresses, client_ids, jwk, subjects
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
        client_id=entry.text("client_id", client_ids.SHAPE, client_ids.HINT),
        provider=entry.text("provider", _CODE, "the code of a provider"),
        supplier=entry.text("supplier", _CODE, "the code of a supplier", needed=False),
        environment=entry.choice("environment", _ENVIRONMENTS),
        name=entry.text("name"),
        profile=entry.choice("profile", _PROFILES),
        keys=_keys(entry),
        jwks_uri=_address(entry, "jwks_uri", production),
        scopes=entry.many("scopes", r"[!#-\[\]-~]+", "one scope"),
        redirect_uris=_addresses(entry, "redirect_uris", production),
        post_logout_redirect_uris=_addresses(entry, "post_logout_redirect_uris", production),
        backchannel_logout_uri=_address(entry, "backchannel_logout_uri", production),
    )


def _site(entry: Entry, production: bool) -> SiteEntry:
    origin = entry.text("origin")
    if origin and not addresses.is_origin(origin):
        entry.refuse(
            "origin", "give an origin such as https://www.gent.be, without a path or a slash at its end."
        )
    elif production:
        _refuse_local(entry, "origin", origin)
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
    keys = [key for key, _ in entry.mappings("keys")]
    at_address = entry.has("jwks_uri")
    if not keys and not at_address:
        entry.refuse(
            "keys",
            "give at least one public key (a JWK), or a jwks_uri where they are published; clients authenticate "
            "by private_key_jwt.",
        )
    if keys and at_address:
        entry.refuse("keys", "give either keys or the jwks_uri where they are published: take one away.")
    for problem in filter(None, map(jwk.problem_of, keys)):
        entry.refuse("keys", problem)
    return tuple(keys)


def _address(entry: Entry, name: str, production: bool) -> str:
    """Return an address that need not be there."""
    address = entry.text(name, r"\S+", "an address", needed=False)
    _check(entry, name, [address] if address else [], production)
    return address


def _addresses(entry: Entry, name: str, production: bool) -> tuple[str, ...]:
    found = entry.many(name, r"\S+", "an address")
    _check(entry, name, found, production)
    return found


def _check(entry: Entry, name: str, found: Iterable[str], production: bool) -> None:
    for address in found:
        if not addresses.is_exact(address):
            entry.refuse(name, f"{address}: give an exact https address; http is for localhost only.")
        elif production:
            _refuse_local(entry, name, address)


def _refuse_local(entry: Entry, name: str, address: str) -> None:
    if addresses.is_local(address):
        entry.refuse(name, f"{address}: this is production: give the https address that citizens visit.")
