"""What whoever registered a site does next."""

from collections.abc import Iterator

from profile_core.contract import Environment, Platform
from sso.agreements import HEADER
from sso.joining.draft import ClientProfile
from sso.joining.register import Welcome


def discovery(platform: Platform) -> str:
    """Return where everything about our OpenID provider is found (OpenID Connect Discovery section 4)."""
    return f"{platform.settings.public_url}/.well-known/openid-configuration"


def snippet(platform: Platform) -> str | None:
    """Return where the header for the site's pages is printed, when this region has one."""
    runs = any(block.name == HEADER for block in platform.blocks)
    return f"{platform.settings.public_url}/header/v1/snippet" if runs else None


def following(platform: Platform, welcome: Welcome) -> Iterator[str]:
    """Say what to do next, step by step."""
    application = welcome.joined.application
    yield (
        f"Give your OpenID Connect library the issuer {platform.settings.public_url}, the client id "
        f"{application.client_id} and your private key: code with PKCE S256, private_key_jwt of at most 300 s"
        f"{', pushed requests and DPoP' if application.profile == ClientProfile.FAPI2 else ''}."
    )
    at = snippet(platform)
    if at and HEADER in application.scopes:
        yield f"Paste what {at} prints right after <body>."
    if not application.backchannel_logout_uri:
        yield "Add a backchannelLogoutUri, so that a logout elsewhere ends the session at your site too."
    if application.environment is Environment.TEST:
        yield "Test it now, with a synthetic citizen. For real ones, register the same site as LIVE."
    elif welcome.missing:
        yield "What is missing below must come first: until then what needs it is refused before anybody logs in."
