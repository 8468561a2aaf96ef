"""The citizen that a site names by an id token of ours (``id_token_hint``, OpenID Connect Core section 3.1.2.1)."""

from sso import hints
from sso.authorize.asked import RefusedError
from sso.turn import Turn


async def check_hint(turn: Turn) -> Turn:
    """Refuse when another citizen is logged in; the site may ask again without the hint, or with prompt=login."""
    if turn.wanted is None or turn.session is None or not turn.wanted.id_token_hint:
        return turn
    hint = await hints.read(turn.issuer, turn.wanted.id_token_hint)
    if hint is None:
        raise RefusedError("invalid_request", "id_token_hint is not an id token of ours.")
    sector = str(turn.wanted.client.provider)
    if hint.sub != turn.issuer.platform.keyring.pairwise(sector, turn.session.subject.id):
        raise RefusedError("login_required", "Another citizen is logged in than id_token_hint names.")
    return turn
