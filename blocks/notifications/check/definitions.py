"""A type as its provider defines it, by itself."""

import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from msgspec import structs

from blocks.notifications.check import sending, wording
from blocks.notifications.check.fitting import BUILT_IN
from blocks.notifications.check.items import LONGEST_RETENTION, MOST_VALUES
from blocks.notifications.model import Definition, Kind, Mode, TypeDraft
from profile_core.contract import LANGUAGES, InvalidError, Text, Texts, is_public_host, said
from profile_core.contract.said import Path

_PATH: Path = ("type",)
_LONGEST_NAME = 80
_LONGEST_GROUND = 300
_LONGEST_TEMPLATE = 1000
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_TOPIC = re.compile(r"(?=.{3,100}$)[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


def definition(draft: TypeDraft, *, offered: Collection[str], secure_links: bool) -> Definition:
    """Check what a provider defines; ``offered`` are the codes of the channels that there are.

    The order of languages, channels, values and reminders means nothing: the same in another order is equal.
    """
    _code(draft.code)
    ground = said.line(
        draft.legal_basis, "type.legal_basis", _at("legalBasis"), _LONGEST_GROUND, "the ground"
    )
    channels = sending.channels(draft.channels, _at("channels"), offered)
    _mandatory_by_law(channels.mandatory, ground)
    defined = Definition(
        service=draft.service,
        name=_ordered(said.texts(draft.name, _at("name"), _LONGEST_NAME)),
        category=_category(draft.category),
        kind=draft.kind,
        title=_template(draft.title, draft.required_values, _at("title"), said.LONGEST_TITLE),
        text=_template(draft.text, draft.required_values, _at("text"), said.LONGEST_TEXT, lines=True),
        required_values=_required(draft.required_values),
        channels=channels,
        retention=_retention(draft.retention),
        sending_window=sending.window(draft.sending_window, _at("sendingWindow")),
        reminders=sending.reminders(draft.reminders, draft.kind, _at("reminders")),
        escalation=sending.escalation(draft.escalation, channels, _at("escalation")),
        condition_url=_condition(draft.condition_url, secure=secure_links),
        legal_basis=ground,
        notice=draft.notice,
        mode=draft.mode,
        source=draft.source,
    )
    _notice(defined)
    _source(defined)
    return defined


def _at(field: str) -> Path:
    return (*_PATH, field)


def _code(code: str) -> None:
    if not _CODE.fullmatch(code):
        message = "Use 1 to 100 lower-case letters, digits, dots, hyphens and underscores."
        raise InvalidError("type.code", message, path=_at("code"))


def _category(category: str) -> str:
    checked = said.line(category, "type.category", _at("category"), _LONGEST_NAME, "a category")
    return checked or ""


def _ordered(texts: Texts) -> Texts:
    default = texts.default
    marked = [structs.replace(one, default=one is default) for one in texts.items]
    return Texts(tuple(sorted(marked, key=lambda one: LANGUAGES.index(one.language))))


def _template(
    items: Sequence[Text], required: Sequence[str], path: Path, longest: int, *, lines: bool = False
) -> Texts | None:
    """Check a text with placeholders; its own words must fit, whatever stands in their places."""
    if not items:
        return None
    template = said.texts(items, path, _LONGEST_TEMPLATE, lines=lines)
    known = {*required, *BUILT_IN}
    for one in template.items:
        if unknown := sorted(wording.names(one.text, path) - known):
            message = f"The text in {one.language} names {unknown[0]}: add it to requiredValues."
            raise InvalidError("template.unknown", message, path=path)
    wording.filled(template, dict.fromkeys(known, ""), path, longest)
    return _ordered(template)


def _required(names: Sequence[str]) -> tuple[str, ...]:
    if len(names) > MOST_VALUES or len(set(names)) != len(names):
        message = f"Require each value once, at most {MOST_VALUES}."
        raise InvalidError("type.required_values", message, path=_at("requiredValues"))
    for at, name in enumerate(names):
        if not wording.NAME.fullmatch(name) or name in BUILT_IN:
            message = (
                "Name a value with letters, digits and underscores, at most 40, and not as a field is named."
            )
            raise InvalidError("type.required_values", message, path=(*_at("requiredValues"), str(at)))
    return tuple(sorted(names))


def _retention(days: int) -> int:
    if not 1 <= days <= LONGEST_RETENTION:
        message = f"Keep notifications for 1 to {LONGEST_RETENTION} days."
        raise InvalidError("type.retention", message, path=_at("retentionDays"))
    return days


def _condition(address: str | None, *, secure: bool) -> str | None:
    """Check where it is asked whether something is still needed; ``secure`` takes only what we would call."""
    path = _at("conditionUrl")
    checked = said.address(address, "type.condition_url", path, secure=secure)
    if secure and checked is not None and not is_public_host(urlsplit(checked).hostname or ""):
        message = "Give an address on the public internet: we call no private address."
        raise InvalidError("type.condition_url", message, path=path)
    return checked


def _mandatory_by_law(mandatory: Sequence[str], ground: str | None) -> None:
    if mandatory and ground is None:
        message = "Say on which legal ground a channel is mandatory: citizens are shown it."
        raise InvalidError("type.legal_basis", message, path=_at("legalBasis"))


def _source(defined: Definition) -> None:
    """Check that a type that pulls says from where; what lies with its provider is no other block's to tell."""
    if (defined.mode is Mode.PUSH) != (defined.source is None):
        message = "Give the code of your source for PULL_LIVE and PULL_FEED, and none for PUSH."
        raise InvalidError("type.source", message, path=_at("source"))
    if defined.mode is not Mode.PUSH and defined.notice is not None:
        message = "What a block tells is stored here: a type with a notice has the mode PUSH."
        raise InvalidError("type.notice", message, path=_at("notice"))


def _notice(defined: Definition) -> None:
    """Check what turns another block's notices into notifications: these bring values, and no texts."""
    if defined.notice is None:
        return
    if not _TOPIC.fullmatch(defined.notice):
        message = "Use the topic of a block, such as acme_parking.permit_ends."
        raise InvalidError("type.notice", message, path=_at("notice"))
    if defined.title is None or defined.text is None:
        message = "Give title and text: what a block tells has none of its own."
        raise InvalidError("type.notice", message, path=_at("title" if defined.title is None else "text"))
    if defined.kind is Kind.APPOINTMENT:
        message = "What a block tells is no appointment. Use MESSAGE or TASK."
        raise InvalidError("type.notice", message, path=_at("kind"))
