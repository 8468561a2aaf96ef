"""Choose a role: not asked where there is only one, never guessed where there are more."""

from dataclasses import dataclass

from starlette.responses import Response

from profile_core.contract import Tx
from profile_core.contract.roles import SELF
from sso.authorize.asked import RefusedError
from sso.mandates import answer as mandates
from sso.mandates.mandate import SOURCE
from sso.model import ActiveRole
from sso.roles import gather, hint
from sso.roles.gather import Roles
from sso.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of the page: ``value`` is what the form sends, the role's login hint."""

    value: str
    role: ActiveRole


async def choose_role(turn: Turn) -> Turn | Response:
    """Settle the role: the one that was asked for or chosen, the only one, or the one picked on a page.

    A role that is asked for and not held is an error, never another role.
    """
    if turn.session is None:
        return turn
    wish = hint.read(turn.waiting.role or _asked_for(turn))
    if wish is not None and wish.cap_hint == SELF:
        return turn.in_role(gather.oneself(turn.session))
    roles = await gather.roles_of(turn.issuer, turn.session, turn.environment)
    if wish is not None:
        return turn.in_role(_held(turn, roles, wish))
    if len(roles.held) == 1 and not roles.away and "select_account" not in turn.prompts:
        return turn.in_role(roles.held[0])
    turn.must_not_ask("account_selection_required", "The citizen has to choose a role.")
    return await turn.ask(
        "sso/roles.html", choices=_choices(turn, roles), name=turn.session.person.name, away=roles.away
    )


async def check_mandate(tx: Tx, turn: Turn) -> None:
    """Refuse a role by a mandate of ours that was ended while the citizen chose; nobody ends it before ``tx`` does."""
    if turn.session is None or turn.role is None or turn.role.source != SOURCE:
        return
    if not await mandates.holds(turn.issuer.platform, tx, turn.session.subject, turn.role.subject):
        raise RefusedError("access_denied", "The mandate has ended.")


def _asked_for(turn: Turn) -> str:
    if turn.wanted is None or "select_account" in turn.prompts:
        return ""
    return turn.wanted.login_hint


def _held(turn: Turn, roles: Roles, wish: hint.RoleHint) -> ActiveRole:
    found = hint.chosen(turn.issuer.platform.keyring, turn.sector, roles.held, wish)
    if found is not None:
        return found
    if roles.away:
        raise RefusedError("temporarily_unavailable", "A register of roles does not answer just now.")
    raise RefusedError("access_denied", "The citizen does not hold the role that login_hint asks for.")


def _choices(turn: Turn, roles: Roles) -> list[Choice]:
    keyring = turn.issuer.platform.keyring
    return [Choice(value=hint.write(keyring, turn.sector, role), role=role) for role in roles.held]
