"""What the header of a site shows is chosen by its own provider or by the operator, and by nobody else."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from embed_header import configure, flemish
from embed_header.block import block as header
from embed_header.configure import Change
from profile_core import audit
from profile_core.contract import (
    DuplicateError,
    Environment,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Platform,
    ProfileError,
    SubjectRef,
)
from profile_core.directory import rows as directory
from profile_core.kit.settings import Settings
from tests.databases import Database
from tests.embed_header.flemish_configs import CONFIG, HOSTILE, OF_ANOTHER_TYPE, changed
from tests.embed_header.region_of_blocks import Shown
from tests.embed_header.registered_sites import (
    AALST,
    AALST_BE,
    GENT,
    GENT_BE,
    GENT_TEST,
    PLAYERS,
    caller,
    register,
)
from tests.gateway.platforms import played

KNOWN = UUID("9717ae3b-84e8-43b2-a814-e35a2547927f")


@pytest.fixture
async def platform(database: Database) -> AsyncIterator[Platform]:
    settings = Settings(database_url=database.url, public_url="https://profile.example.org")
    shown = [Shown(name=name).block() for name in ("letters", "parking")]
    platform = played(settings, PLAYERS, header, *shown)
    async with platform.store.begin() as tx:
        await register(tx)
    yield platform
    await platform.store.close()


async def lines(platform: Platform, provider: UUID = GENT.id) -> list[tuple[Any, ...]]:
    """Return the audit lines of a body, the oldest first."""
    async with platform.store.read() as tx:
        found = await audit.about(tx, SubjectRef(provider), most=20)
    return [(one.action, one.actor, one.detail["blocks"], one.detail["flemish"]) for one in reversed(found)]


async def test_provider_says_what_its_site_shows_and_finds_it_again(platform: Platform):
    done = await configure.configure(
        platform, caller(), Change(origin=GENT_BE, blocks=["parking", "letters", "parking"], flemish=CONFIG)
    )
    assert (done.origin, done.provider, done.blocks) == (GENT_BE, GENT.id, {"letters", "parking"})
    assert done.id is not None
    assert await configure.own(platform, caller()) == [done]
    assert await configure.every(platform) == [done]


async def test_what_is_left_out_stays_as_it_is(platform: Platform):
    first = await configure.configure_any(platform, Change(origin=GENT_BE, flemish=CONFIG, id=KNOWN))
    second = await configure.configure(platform, caller(), Change(origin=GENT_BE, blocks=["letters"]))
    assert (second.id, second.flemish, second.blocks) == (KNOWN, first.flemish, {"letters"})
    third = await configure.configure(platform, caller(), Change(origin=GENT_BE, blocks=None, flemish=None))
    assert (third.id, third.flemish, third.blocks) == (KNOWN, None, None)


async def test_same_again_changes_nothing_and_leaves_no_line(platform: Platform):
    change = Change(origin=GENT_BE, blocks=["letters"], flemish=CONFIG)
    first = await configure.configure(platform, caller(), change)
    turned = Change(origin=GENT_BE, blocks=["letters"], flemish=dict(reversed(CONFIG.items())))
    assert await configure.configure(platform, caller(), turned) == first
    assert await configure.configure_any(platform, replace(change, id=first.id)) == first
    assert await lines(platform) == [("header.configured", "program", "letters", "yes")]


async def test_each_change_leaves_a_line_under_the_body_of_the_site(platform: Platform):
    await configure.configure(platform, caller(), Change(origin=GENT_BE, blocks=["letters"]))
    await configure.configure_any(platform, Change(origin=GENT_BE, blocks=None, flemish=CONFIG))
    assert await lines(platform) == [
        ("header.configured", "program", "letters", "no"),
        ("header.configured", audit.OPERATOR, "all", "yes"),
    ]
    assert await lines(platform, AALST.id) == []


async def test_rehearsal_says_what_would_be_and_writes_nothing(platform: Platform):
    change = Change(origin=GENT_BE, blocks=["letters"])
    told = await configure.rehearse(platform, caller(), change)
    assert (told.id, told.blocks, told.changed_at) == (None, {"letters"}, None)
    assert (await configure.every(platform), await lines(platform)) == ([], [])


async def refused(platform: Platform, change: Change, **whose: Any) -> ProfileError:
    with pytest.raises(ProfileError) as raised:
        await configure.configure(platform, caller(**whose), change)
    return raised.value


async def test_site_of_another_body_and_none_are_the_same_answer(platform: Platform):
    said = {
        origin: await refused(platform, Change(origin=origin, blocks=["letters"]))
        for origin in (AALST_BE, "https://nobody.example", "gent", "")
    }
    assert all(isinstance(one, NotFoundError) and one.path == ("header", "origin") for one in said.values())
    assert len({(one.code, one.message.replace(f"site {origin}.", "")) for origin, one in said.items()}) == 1
    assert await configure.every(platform) == []


async def test_test_program_touches_and_sees_test_sites_only(platform: Platform):
    test = caller(environment=Environment.TEST)
    await configure.configure(platform, caller(), Change(origin=GENT_BE, blocks=["letters"]))
    assert await configure.own(platform, test) == []
    with pytest.raises(NotFoundError):
        await configure.configure(platform, test, Change(origin=GENT_BE, blocks=None))
    mine = await configure.configure(platform, test, Change(origin=GENT_TEST, blocks=["letters"]))
    assert await configure.own(platform, test) == [mine]
    assert len(await configure.own(platform, caller())) == 2


async def test_program_without_the_scope_does_and_sees_nothing(platform: Platform):
    without = caller(scopes=frozenset({"notifications"}))
    assert isinstance(await refused(platform, Change(origin=GENT_BE), scopes=without.scopes), ForbiddenError)
    with pytest.raises(ForbiddenError):
        await configure.own(platform, without)
    with pytest.raises(ForbiddenError):
        await configure.rehearse(platform, without, Change(origin=GENT_BE))


@pytest.mark.parametrize(
    ("blocks", "path", "remedy"),
    [
        (["letters", "postbode"], ("header", "blocks", "1"), "Choose out of: letters, parking."),
        (["header"], ("header", "blocks", "0"), "Choose out of: letters, parking."),
        ([], ("header", "blocks"), "Name at least one block"),
    ],
)
async def test_block_that_is_shown_nowhere_is_refused(
    platform: Platform, blocks: list[str], path: tuple[str, ...], remedy: str
):
    said = await refused(platform, Change(origin=GENT_BE, blocks=blocks))
    assert (isinstance(said, InvalidError), said.path) == (True, path)
    assert remedy in said.message
    assert await configure.every(platform) == []


async def test_hostile_configuration_is_refused_with_what_to_do_and_nothing_is_stored(platform: Platform):
    for name, (config, part) in (HOSTILE | OF_ANOTHER_TYPE).items():
        said = await refused(platform, Change(origin=GENT_BE, flemish=config))
        assert isinstance(said, InvalidError), name
        assert said.path[:2] == ("header", "flemishConfig"), name
        assert part in said.message, (name, said.message)
        assert "getConfig()" in said.message, name
    assert await configure.every(platform) == []


async def test_configuration_comes_back_as_it_went_in(platform: Platform):
    done = await configure.configure(platform, caller(), Change(origin=GENT_BE, flemish=CONFIG))
    assert done.flemish == flemish.checked(CONFIG)
    assert (await configure.own(platform, caller()))[0].flemish == done.flemish


def test_text_that_speaks_of_data_is_no_address():
    for text in ("data: 12 november", "Let op: bel ons", "mailto:x", "c:\\map"):
        assert flemish.checked(changed("alert.message", text))


def test_what_the_package_does_not_name_is_kept_also_in_a_translation():
    unknown = {"9": {"x": 1}, "1": {"mainLinks": {"0": {"label": "Appelez"}, "x": [5]}}}
    for config in (
        changed("branding.host.somethingNew", [None, 5]),
        changed("extensions.0", {"pluginTypeId": "newer", "mainLinks": 5}),
        changed("i18n.translations.fr", {"extensions": unknown, "menu": {"login": 5}}),
        changed("i18n.translations.it", 5),
    ):
        assert json.loads(flemish.checked(config)) == config


async def test_id_of_another_site_is_taken_and_one_of_a_site_that_is_gone_is_free(platform: Platform):
    await configure.configure_any(platform, Change(origin=AALST_BE, id=KNOWN, blocks=["letters"]))
    with pytest.raises(DuplicateError) as raised:
        await configure.configure_any(platform, Change(origin=GENT_BE, id=KNOWN))
    assert raised.value.existing_id == str(KNOWN)
    async with platform.store.begin() as tx:
        site = await directory.site(tx, AALST_BE)
        assert site
        await directory.take_away(tx, site)
    done = await configure.configure_any(platform, Change(origin=GENT_BE, id=KNOWN))
    assert await configure.every(platform) == [done]
    assert (done.origin, done.blocks) == (GENT_BE, None)


async def test_site_gets_the_id_that_it_had_elsewhere_also_later(platform: Platform):
    first = await configure.configure(platform, caller(), Change(origin=GENT_BE, blocks=["letters"]))
    second = await configure.configure_any(platform, Change(origin=GENT_BE, id=KNOWN))
    assert first.id != KNOWN
    assert (second.id, second.blocks) == (KNOWN, {"letters"})
    assert await configure.every(platform) == [second]


async def test_of_two_sites_that_are_given_one_id_at_once_one_gets_it(platform: Platform):
    same = uuid4()
    both = [
        configure.configure_any(platform, Change(origin=origin, id=same)) for origin in (GENT_BE, AALST_BE)
    ]
    said = await asyncio.gather(*both, return_exceptions=True)
    kinds = sorted(type(one).__name__ for one in said)
    assert kinds == ["Configuration", "DuplicateError"]


async def test_changes_of_one_site_at_once_are_all_kept(platform: Platform):
    for origin in (AALST_BE, GENT_BE):  # the first round opens the connections that the second has at once
        changes = [Change(origin=origin, blocks=["letters"]), Change(origin=origin, flemish=CONFIG)] * 3
        done = await asyncio.gather(*(configure.configure_any(platform, one) for one in changes))
        assert len({one.id for one in done}) == 1
    for kept in await configure.every(platform):
        assert (kept.blocks, kept.flemish) == ({"letters"}, flemish.checked(CONFIG))
