"""Who acted at which site for whom: each thing done in a role leaves a line with both, told by reference only."""

from typing import Any

from profile_core.audit import audit_table
from profile_core.contract import Acting, SubjectRef
from profile_core.directory import subjects
from profile_core.testing import citizens
from sso.account import connected
from tests.sso.conftest import Played
from tests.sso.played import Browser, Prover, fields_of, header_token, redeem
from tests.sso.registered import (
    answered,
    chooser,
    chosen,
    hint,
    offered,
)

EVERY = range(1024)
SELF, BIKES = "Voor mezelf", "Fietsatelier Voorbeeld BV"
SIGN_ON = ("sso.disclosure", "sign-on")


async def lines(played: Played, action: str) -> list[Any]:
    async with played.platform.store.read() as tx:
        t = audit_table
        found = await tx.rows(t.select().where(t.c.bucket.in_(EVERY), t.c.action == action))
    return sorted(found, key=lambda line: line.at)


async def about(played: Played, *numbers: subjects.Number) -> list[SubjectRef]:
    async with played.platform.store.read() as tx:
        known = await subjects.look_up(tx, played.platform.keyring, list(numbers))
    return [known[number].ref for number in numbers]


async def lotte_and_bikes(played: Played) -> list[SubjectRef]:
    [lotte] = [one for one in citizens.load() if one.given_name == "Lotte"]
    return await about(played, subjects.national(lotte.national_number), subjects.enterprise("0999990123"))


async def in_role(browser: Browser, played: Played, name: str, **changed: str) -> dict[str, str]:
    code = await chosen(browser, await chooser(browser, **changed), name)
    return (await redeem(played.ours, played.gent, code)).json()


async def test_disclosure_in_a_role_stands_under_both_and_says_who_for_whom(roles: Played):
    await in_role(roles.browser, roles, BIKES)
    lotte, bikes = await lotte_and_bikes(roles)
    both = await lines(roles, "sso.disclosure")
    assert {(line.bucket, line.subject_id) for line in both} == {
        (lotte.bucket, lotte.id),
        (bikes.bucket, bikes.id),
    }
    for line in both:
        assert (line.actor_kind, line.actor, line.purpose) == ("provider", "gent", "sign-on")
        said = {name: line.detail[name] for name in ("by", "for", "role", "source")}
        assert said == {"by": lotte.id.hex, "for": bikes.id.hex, "role": "EA", "source": "enterprises"}


async def test_header_userinfo_and_refresh_in_a_role_stand_under_both(roles: Played):
    tokens = await in_role(roles.browser, roles, BIKES)
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    await roles.ours.get("/sso/userinfo", headers=bearer)
    await header_token(roles.ours, roles.gent, tokens["id_token"], Prover())
    _, bikes = await lotte_and_bikes(roles)
    found = [line for line in await lines(roles, "sso.disclosure") if line.subject_id == bikes.id]
    assert [line.purpose for line in found] == ["sign-on", "userinfo", "header"]


async def test_login_as_oneself_leaves_one_line(roles: Played):
    await in_role(roles.browser, roles, SELF)
    lotte, _ = await lotte_and_bikes(roles)
    [line] = await lines(roles, "sso.disclosure")
    assert (line.subject_id, line.detail["by"], line.detail["for"]) == (lotte.id, lotte.id.hex, lotte.id.hex)
    assert (line.detail["role"], "source" in line.detail) == ("BUR", False)


async def test_consent_that_is_given_stands_under_both(roles: Played):
    await in_role(roles.browser, roles, BIKES, scope="openid profile citizen")
    lotte, bikes = await lotte_and_bikes(roles)
    given = await lines(roles, "sso.consent_given")
    assert {line.subject_id for line in given} == {lotte.id, bikes.id}
    for line in given:
        assert (line.actor_kind, line.actor) == ("citizen", str(lotte.id))
        assert (line.detail["clients"], line.detail["scope"]) == ("gent", "citizen")
        assert (line.detail["role"], line.detail["for"]) == ("EA", bikes.id.hex)
    await answered(roles.browser, scope="openid profile citizen", login_hint=hint("EA"))
    assert len(await lines(roles, "sso.consent_given")) == 2


async def test_consent_that_is_withdrawn_stands_under_both(roles: Played):
    await in_role(roles.browser, roles, BIKES, scope="openid profile citizen")
    lotte, bikes = await lotte_and_bikes(roles)
    acting = Acting(citizen=lotte, subject=lotte)
    async with roles.platform.store.begin() as tx:
        await connected.withdraw(tx, acting, "gent", "EA", bikes.id)
    gone = await lines(roles, "sso.consent_withdrawn")
    assert {line.subject_id for line in gone} == {lotte.id, bikes.id}
    assert {(line.actor, line.detail["by"], line.detail["for"]) for line in gone} == {
        (str(lotte.id), lotte.id.hex, bikes.id.hex)
    }


async def test_our_own_pages_in_a_role_leave_a_line_under_both(roles: Played):
    answer = await roles.browser.go("/sso/login", return_to="/me")
    page = await roles.browser.back(await roles.browser.through(answer))
    assert await lines(roles, "sso.role_taken") == []
    await roles.browser.settled(await roles.browser.choose(page, role=offered(page.text)[BIKES]))
    lotte, bikes = await lotte_and_bikes(roles)
    taken = await lines(roles, "sso.role_taken")
    assert {line.subject_id for line in taken} == {lotte.id, bikes.id}
    assert {(line.actor, line.purpose, line.detail["for"]) for line in taken} == {
        (str(lotte.id), "pages", bikes.id.hex)
    }


async def test_number_that_is_sent_to_a_register_leaves_a_line_for_each(roles: Played):
    await in_role(roles.browser, roles, SELF)
    lotte, _ = await lotte_and_bikes(roles)
    sent = await lines(roles, "sso.register_asked")
    assert {(line.subject_id, line.actor, line.purpose) for line in sent} == {(lotte.id, "sso", "roles")}
    assert {line.detail["register"] for line in sent} == {"enterprises", "mandates"}


async def test_who_names_their_role_as_oneself_is_no_number_sent(roles: Played):
    answer = await roles.browser.log_in(login_hint=hint("BUR"))
    assert "code" in fields_of(answer.headers["location"])
    assert await lines(roles, "sso.register_asked") == []


async def test_lines_name_nobody(roles: Played):
    await in_role(roles.browser, roles, BIKES, scope="openid profile citizen")
    async with roles.platform.store.read() as tx:
        found = await tx.rows(audit_table.select().where(audit_table.c.bucket.in_(EVERY)))
    written = " ".join(f"{line.actor} {line.detail}" for line in found)
    for name in (
        "Vermeulen",
        "Fietsatelier",
        "0999990123",
        *(one.national_number for one in citizens.load()),
    ):
        assert name not in written
