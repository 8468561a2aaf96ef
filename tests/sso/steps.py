"""Steps that several tests of sign-on take."""

from tests.sso.conftest import Played
from tests.sso.played import fields_of, redeem


async def id_token(played: Played, **changed: str) -> str:
    code = fields_of((await played.browser.log_in(**changed)).headers["location"])["code"]
    return (await redeem(played.ours, played.gent, code)).json()["id_token"]


async def log_in_to_profile(played: Played) -> str:
    answer = await played.browser.go("/sso/login", return_to="/me/item/1")
    if answer.headers["location"].startswith("/"):
        return answer.headers["location"]
    return (await played.browser.back(await played.browser.through(answer))).headers["location"]
