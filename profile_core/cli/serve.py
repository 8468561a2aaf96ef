"""``citizen-profile serve``."""


def serve() -> None:
    """Serve the gateway: both GraphQL addresses, sign-on, pages and the header."""
    from profile_core.gateway.server import serve as serve_gateway
    from profile_core.kit.settings import Settings

    serve_gateway(Settings())
