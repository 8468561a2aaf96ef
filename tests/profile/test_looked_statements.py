"""Who looked costs the same few statements, whoever stands in its lines and however many they are."""

from uuid import UUID

import httpx2

from profile_core.contract import Acting, Caller, Environment, Platform, Role, audit, clock, ids
from profile_core.directory import tables
from profile_core.profile import looked
from profile_core.sources.tables import source_table
from tests.notifications.tokens import bearer
from tests.profile.conftest import somebody
from tests.sent import collected

STATEMENTS = 4
"""The lines; then programs, sources and providers by what those lines name."""


async def _provider(platform: Platform, code: str) -> tuple[Caller, UUID]:
    """Register a provider with a program and a source."""
    provider, source = ids.plain_id(), ids.plain_id()
    name = [{"language": "nl", "text": f"Stad {code}", "default": True}]
    program = {"client_id": code, "provider_id": provider, "environment": "live", "name": code, "profile": ""}
    program |= {key: [] for key in ("jwks", "scopes", "redirect_uris", "post_logout_redirect_uris")}
    asked = {"id": source, "provider_id": provider, "environment": "live", "code": code, "url": "x"}
    asked |= {"blocks": [], "page_size": 9, "languages": [], "paused": False, "announces": False}
    at = {"created_at": clock.now(), "changed_at": clock.now()}
    async with platform.store.begin() as tx:
        await tx.insert(tables.provider_table, [{"id": provider, "code": code, "nis": None, "name": name}])
        await tx.insert(tables.application_table, [program])
        await tx.insert(source_table, [asked | at])
    scopes = frozenset[str]()
    return Caller(client_id=code, provider=provider, environment=Environment.LIVE, scopes=scopes), source


async def _lines_of_all_kinds(platform: Platform, acting: Acting, code: str) -> None:
    """Let a provider's program, its source, a site that is told and who acts for the citizen each leave a line."""
    program, source = await _provider(platform, code)
    deputy = Acting(citizen=somebody(9).citizen, subject=acting.citizen, role=Role(code="EA"))
    said: list[tuple[audit.Actor, str, dict[str, str]]] = [
        (program, "sso.disclosure", {}),
        (deputy, "sources.asked", {"ids": str(source), "role": "EA"}),
        ("sso", "sso.client_session_ended", {"clients": code}),
    ]
    async with platform.store.begin() as tx:
        for actor, action, detail in said:
            await audit.record(
                tx, subject=acting.citizen, actor=actor, action=action, purpose="test", detail=detail
            )


async def test_statements_are_as_many_however_many_lines(whole: Platform, asking: httpx2.AsyncClient):
    acting, counts = somebody(), list[int]()
    for codes in (["a"], list("bcdefghijk")):
        for code in codes:
            await _lines_of_all_kinds(whole, acting, code)
        with collected("SELECT") as sent:
            html = (await asking.get(looked.PATH, headers={"Accept": "text/html", **bearer(acting)})).text
        counts.append(len(sent))
        assert all(f"Stad {code}" in html for code in codes)
        assert html.count("cp-looked-who") == min(looked.ON_A_PAGE, 3 * len(codes))
    assert counts == [STATEMENTS, STATEMENTS]
