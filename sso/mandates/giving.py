"""The pages on which a citizen gives a mandate: the form, and the question whether they are sure."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Acting, ConflictError, InvalidError, visitor
from sso.issuer import Issuer
from sso.mandates import form, give, mandate as mandates
from sso.mandates.form import Typed
from sso.mandates.give import Wish
from sso.mandates.showing import LIST, oneself, to

PATH = f"{LIST}/give"


async def giving(issuer: Issuer, request: Request) -> Response:
    """Show the form, ask whether the citizen is sure, and give."""
    acting = await oneself(issuer, request)
    if isinstance(acting, Response):
        return acting
    if request.method == "GET":
        return _form(issuer, request, acting, Typed(), {})
    said = await request.form()
    if "sealed" not in said:
        return await _check(issuer, request, acting, form.typed(said))
    wish = form.opened(issuer.platform.keyring, acting, str(said["sealed"]))
    if wish is None:
        return to(request, PATH)
    if "change" in said:
        return _form(issuer, request, acting, _as_typed(wish), {})
    return await _give(issuer, request, acting, wish)


async def _check(issuer: Issuer, request: Request, acting: Acting, said: Typed) -> Response:
    wish, errors = form.wish(acting, said, mandates.today(issuer.platform))
    if wish is None:
        return _form(issuer, request, acting, said, errors)
    try:
        await give.check(issuer.platform, acting, wish)
    except InvalidError as error:
        return _form(issuer, request, acting, said, _errors(error))
    return issuer.platform.pages.page(
        request,
        "sso/mandate_confirm.html",
        visitor=visitor(acting),
        called=wish.called,
        number=_spaced(wish.number.digits),
        valid_until=wish.valid_until,
        sealed=form.sealed(issuer.platform.keyring, acting, wish),
        action=PATH,
    )


async def _give(issuer: Issuer, request: Request, acting: Acting, wish: Wish) -> Response:
    try:
        await give.give(issuer.platform, acting, wish)
    except (InvalidError, ConflictError) as error:
        return _form(issuer, request, acting, _as_typed(wish), _errors(error))
    return to(request, LIST, done="given")


def _form(
    issuer: Issuer, request: Request, acting: Acting, said: Typed, errors: Mapping[str, str]
) -> Response:
    return issuer.platform.pages.page(
        request,
        "sso/mandate_give.html",
        status=422 if errors else 200,
        visitor=visitor(acting),
        typed=said,
        errors=errors,
        latest=give.latest(mandates.today(issuer.platform)),
        most=give.MOST_OPEN,
        most_a_day=give.MOST_A_DAY,
        action=PATH,
        back=LIST,
    )


def _errors(error: InvalidError | ConflictError) -> dict[str, str]:
    """Say at which field what we know better than the form is shown."""
    field = "until" if "until" in error.path else "number"
    return {field: error.code.removeprefix("mandate.")}


def _as_typed(wish: Wish) -> Typed:
    return Typed(number=_spaced(wish.number.digits), called=wish.called, until=wish.valid_until.isoformat())


def _spaced(digits: str) -> str:
    """Write a national number as it stands on the card: 88.02.14-000.84."""
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}-{digits[6:9]}.{digits[9:]}"
