"""Erasure: a citizen sees what would go and what must stay, says so once more, and it goes in one transaction."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_core.contract import (
    Acting,
    Platform,
    SubjectRef,
    UnauthenticatedError,
    audit,
    logged_in_lately,
    visitor,
)
from profile_core.profile import export, holdings
from profile_core.profile.export import DATA
from profile_core.profile.holdings import Holding
from profile_core.store import kept as tables

PATH = f"{DATA}/erase"
_SURE = "sure"


async def asked(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show what would go and what must stay, to whom logged in a moment ago."""
    export.own(acting)
    logged_in_lately(acting)
    return await _ask(platform, request, acting, forgotten=False)


async def done(platform: Platform, request: Request, acting: Acting) -> Response:
    """Erase what no hold keeps, and say what was; every session has ended then, this one too."""
    subject = export.own(acting)
    try:
        logged_in_lately(acting)
    except UnauthenticatedError:
        return RedirectResponse(platform.pages.carried(request, PATH), 303)
    if (await request.form()).get(_SURE) != "yes":
        return await _ask(platform, request, acting, forgotten=True)
    before = await _look(platform, subject)
    gone = await erase(platform, subject, acting)
    return platform.pages.page(
        request,
        "erased.html",
        gone=[
            (kept.title, gone[kept.table.name])
            for kept in holdings.declared(platform)
            if gone[kept.table.name]
        ],
        stays=_stays(before),
    )


async def erase(platform: Platform, subject: SubjectRef, actor: audit.Actor) -> dict[str, int]:
    """Erase all about a citizen that no hold keeps; return how many rows went of each table.

    One transaction: the audit line, whoever must be told, and the rows; all of them, or none.
    """
    gone: dict[str, int] = {}
    async with platform.store.begin() as tx:
        for privacy in holdings.privacies(platform):
            if privacy.leaving:
                await privacy.leaving(platform, tx, subject)
            for kept in privacy.kept:
                gone[kept.table.name] = await tables.erase(tx, kept, subject)
        counts = {table: str(count) for table, count in gone.items() if count}
        await audit.record(
            tx, subject=subject, actor=actor, action="profile.erased", purpose="erasure", detail=counts
        )
    return gone


async def _ask(platform: Platform, request: Request, acting: Acting, *, forgotten: bool) -> Response:
    found = await _look(platform, export.own(acting))
    return platform.pages.page(
        request,
        "erase.html",
        status=422 if forgotten else 200,
        visitor=visitor(acting),
        goes=[(one.kept.title, one.tally.goes) for one in found if one.tally.goes],
        stays=_stays(found),
        forgotten=forgotten,
        action=PATH,
        data=DATA,
    )


async def _look(platform: Platform, subject: SubjectRef) -> list[Holding]:
    async with platform.store.read() as tx:
        return await holdings.look(tx, platform, subject, most=0)


def _stays(found: list[Holding]) -> list[tuple[object, int, object]]:
    """Return what stays: its kind, how many, and why."""
    return [(one.kept.title, count, hold.reason) for one in found for hold, count in one.tally.held]
