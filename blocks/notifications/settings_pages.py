"""The pages on which a citizen says how to be reached: the address, and what they want of each sender."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from blocks.notifications import addresses, preferences, wishes
from blocks.notifications.channels.email import EMAIL
from blocks.notifications.model import NOBODY, Address, Choice
from blocks.notifications.wishes import OfSender, Wish
from profile_core.contract import (
    Acting,
    ConflictError,
    InvalidError,
    NotFoundError,
    Platform,
    ProfileError,
    ids,
    page_citizen,
    texts,
    visitor,
)

SETTINGS = "/me/settings"
LABEL = texts(nl="Instellingen", fr="Paramètres", de="Einstellungen", en="Settings")
ADDRESS = f"{SETTINGS}/email"
CHOICES = f"{SETTINGS}/choices"
_Page = Callable[[Platform, Request, Acting], Awaitable[Response]]
_DONE = ("verified", "removed", "chosen")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAddress:
    """What the templates show of an address; ``state`` is counts, waits or failed."""

    id: UUID
    text: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSender:
    """What the templates show of a sender."""

    path: str
    name: object
    wishes: Sequence[Wish] = ()
    types: Sequence[object] = ()


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return the addresses of the pages."""

    def route(path: str, page: _Page, *methods: str) -> Route:
        async def served(request: Request) -> Response:
            return await page(platform, request, await page_citizen(request))

        return Route(path, served, methods=list(methods))

    return [
        route(SETTINGS, _settings, "GET"),
        route(ADDRESS, _give, "GET", "POST"),
        route(f"{ADDRESS}/code/{{id}}", _code, "GET", "POST"),
        route(f"{ADDRESS}/again/{{id}}", _again, "POST"),
        route(f"{ADDRESS}/remove/{{id}}", _remove, "GET", "POST"),
        route(CHOICES, _choose, "POST"),
        route(f"{CHOICES}/{{id}}", _sender, "GET", "POST"),
    ]


async def _settings(platform: Platform, request: Request, acting: Acting) -> Response:
    done = request.query_params.get("done", "")
    shown = await wishes.wishes(platform, acting)
    return platform.pages.page(
        request,
        "notifications/settings.html",
        visitor=visitor(acting),
        addresses=[_shown(*one) for one in await addresses.mine(platform, acting)],
        mail=any(wish.channel == EMAIL for wish in shown.general),
        general=shown.general,
        senders=[_shown_sender(one) for one in shown.senders],
        done=done if done in _DONE else "",
    )


async def _give(platform: Platform, request: Request, acting: Acting) -> Response:
    """Take an address, and go on to its code; what cannot be used stays in the form."""
    if request.method == "GET":
        return await _address_form(platform, request, acting, "", "")
    typed = str((await request.form()).get("address", ""))
    try:
        given = await addresses.add(platform, acting, typed, platform.pages.language(request))
    except (ConflictError, InvalidError) as error:
        return await _address_form(platform, request, acting, typed, _word(error))
    return _to(platform, request, f"{ADDRESS}/code/{given}")


async def _address_form(
    platform: Platform, request: Request, acting: Acting, typed: str, error: str
) -> Response:
    known = await addresses.mine(platform, acting)
    return platform.pages.page(
        request,
        "notifications/settings_email.html",
        status=400 if error else 200,
        visitor=visitor(acting),
        typed=typed,
        error=error,
        replaces=next((text for address, text in known if address.counts), ""),
    )


async def _code(platform: Platform, request: Request, acting: Acting) -> Response:
    address = await _one(platform, request, acting)
    if address.state == "counts":
        return _to(platform, request, f"{SETTINGS}?done=verified")
    if request.method == "GET":
        return _code_form(platform, request, acting, address, "")
    typed = str((await request.form()).get("code", ""))
    try:
        await addresses.verify(platform, acting, address.id, typed)
    except (ConflictError, InvalidError) as error:
        return _code_form(platform, request, acting, address, _word(error))
    return _to(platform, request, f"{SETTINGS}?done=verified")


def _code_form(
    platform: Platform, request: Request, acting: Acting, address: ShownAddress, error: str
) -> Response:
    return platform.pages.page(
        request,
        "notifications/settings_code.html",
        status=400 if error else 200,
        visitor=visitor(acting),
        address=address,
        error=error,
        again="again" in request.query_params and not error,
    )


async def _again(platform: Platform, request: Request, acting: Acting) -> Response:
    address = await _one(platform, request, acting)
    try:
        await addresses.resend(platform, acting, address.id)
    except ConflictError as error:
        return _code_form(platform, request, acting, address, _word(error))
    return _to(platform, request, f"{ADDRESS}/code/{address.id}?again=1")


async def _remove(platform: Platform, request: Request, acting: Acting) -> Response:
    """Ask whether the citizen is sure, and remove; pressed twice it is removed all the same."""
    if request.method == "POST":
        await addresses.remove(platform, acting, ids.parse_id(request.path_params["id"]))
        return _to(platform, request, f"{SETTINGS}?done=removed")
    address = await _one(platform, request, acting)
    return platform.pages.page(
        request, "notifications/settings_remove.html", visitor=visitor(acting), address=address
    )


async def _choose(platform: Platform, request: Request, acting: Acting) -> Response:
    shown = await wishes.wishes(platform, acting)
    said = _said(await request.form())
    for wish in shown.general:
        await _take(platform, acting, said.get(f"choice.all.{wish.channel}"), wish, of=(NOBODY, NOBODY))
    return _to(platform, request, f"{SETTINGS}?done=chosen")


async def _sender(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show, and take, what a citizen chooses for one sender and for its types."""
    shown = await wishes.wishes(platform, acting)
    wanted = ids.parse_id(request.path_params["id"])
    sender = next((one for one in shown.senders if one.provider.id == wanted), None)
    if sender is None:
        raise NotFoundError("preference.sender", "There is no such sender.")
    if request.method == "POST":
        await _take_of_sender(platform, acting, _said(await request.form()), sender)
        return _to(platform, request, f"{CHOICES}/{sender.provider.id}?done=chosen")
    return platform.pages.page(
        request,
        "notifications/settings_sender.html",
        visitor=visitor(acting),
        sender=_shown_sender(sender),
        wider={wish.channel: wish.counts for wish in shown.general},
        done="done" in request.query_params,
    )


async def _take_of_sender(
    platform: Platform, acting: Acting, said: Mapping[str, str], sender: OfSender
) -> None:
    for wish in sender.wishes:
        typed = said.get(f"choice.sender.{wish.channel}")
        await _take(platform, acting, typed, wish, of=(sender.provider.id, NOBODY))
    for of in sender.types:
        for wish in of.wishes:
            if not wish.mandatory:
                typed = said.get(f"choice.{of.id}.{wish.channel}")
                await _take(platform, acting, typed, wish, of=(sender.provider.id, of.id))


async def _take(
    platform: Platform, acting: Acting, typed: str | None, wish: Wish, *, of: tuple[UUID, UUID]
) -> None:
    """Write one choice down when it is another than before; what was not sent stays."""
    if typed is None or typed == (wish.chosen or (wish.counts if wish.alone else "")):
        return
    if typed and typed not in list(Choice):
        raise InvalidError("preference.choice", "Choose ON, OFF or DAILY.")
    choice = Choice(typed) if typed else None
    provider, kind = of
    await preferences.choose(
        platform, acting, provider=provider, type_id=kind, channel=wish.channel, choice=choice
    )


async def _one(platform: Platform, request: Request, acting: Acting) -> ShownAddress:
    """Return the address that the page is about; somebody else's and none are the same answer."""
    wanted = ids.parse_id(request.path_params["id"])
    for address, text in await addresses.mine(platform, acting):
        if address.id == wanted:
            return _shown(address, text)
    raise NotFoundError("address.unknown", "There is no such address.")


def _shown(address: Address, text: str) -> ShownAddress:
    state = "counts" if address.counts else "failed" if address.failed_at else "waits"
    return ShownAddress(id=address.id, text=text, state=state)


def _shown_sender(one: OfSender) -> ShownSender:
    path = f"{CHOICES}/{one.provider.id}"
    return ShownSender(path=path, name=one.provider.name, wishes=one.wishes, types=one.types)


def _said(form: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in form.items()}


def _word(error: ProfileError) -> str:
    """Return the word under which the template says what is wrong."""
    return error.code.removeprefix("address.").removeprefix("code_")


def _to(platform: Platform, request: Request, path: str) -> Response:
    """Lead on after a form, in the language that was chosen."""
    return RedirectResponse(platform.pages.carried(request, path), status_code=303)
