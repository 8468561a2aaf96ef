"""How much the citizen may be asked (OpenID Connect Core section 3.1.2.1)."""

from sso.authorize.asked import Asked, RefusedError

PROMPTS = frozenset({"none", "login", "consent", "select_account"})


def check_prompt(asked: Asked) -> None:
    """Refuse a prompt that is unknown, and ``none`` beside another."""
    prompts = asked.words("prompt")
    if not prompts <= PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise RefusedError("invalid_request", "prompt is unknown, or none stands beside another.")
