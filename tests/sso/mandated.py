"""Citizens who give each other mandates, each a new one."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from profile_core.contract import Acting, Platform, ids
from profile_core.directory import subjects
from profile_core.directory.subjects import Number
from sso.mandates import give, mandate as mandates, read
from sso.mandates.give import Wish
from sso.mandates.mandate import Mandate

_born = count(1)


def new_number() -> Number:
    """Return a national number that nobody has yet."""
    n = next(_born)
    base = f"{60 + n // 900:02}0101{n % 900 + 1:03}"
    return subjects.national(f"{base}{97 - int(base) % 97:02}")


@dataclass(frozen=True, kw_only=True)
class Citizen:
    """Who logged in, and their number."""

    acting: Acting
    number: Number


async def citizen(platform: Platform, name: str, *, synthetic: bool = False) -> Citizen:
    """Let a citizen be known, acting for themselves."""
    number = new_number()
    async with platform.store.begin() as tx:
        if synthetic:
            await subjects.mark_synthetic(tx, platform.keyring, [number])
        [subject] = await subjects.resolve(tx, platform.keyring, [number])
    acting = Acting(
        citizen=subject.ref, subject=subject.ref, name=name, sid=ids.new_id(subject.ref.bucket).hex
    )
    return Citizen(acting=acting, number=number)


def in_days(platform: Platform, days: int) -> date:
    """Return a day, counted from today where the deployment is."""
    return mandates.today(platform) + timedelta(days=days)


def wish(giver: Citizen, holder: Number, until: date, called: str = "ons Katarzyna") -> Wish:
    """Return what the form would ask."""
    mandate = ids.new_id(giver.acting.citizen.bucket)
    return Wish(id=mandate, number=holder, called=called, valid_until=until)


async def given(platform: Platform, giver: Citizen, holder: Citizen, days: int = 30) -> Mandate:
    """Give a mandate and return it as the giver sees it."""
    asked = wish(giver, holder.number, in_days(platform, days))
    await give.give(platform, giver.acting, asked)
    return await read.one(platform, giver.acting, asked.id)
