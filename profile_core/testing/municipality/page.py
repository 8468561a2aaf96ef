"""The pages of a municipality, with the header pasted in, under a strict policy."""

from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from profile_core.testing.municipality.site import Site

_FOLDER = Path(__file__).parent
_templates = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, undefined=StrictUndefined
)


async def home(site: Site, request: Request) -> Response:
    """Show the home page."""
    return _page(site, request, "home.html")


async def service(site: Site, request: Request) -> Response:
    """Show the page of one service."""
    slug = request.path_params["slug"]
    for service in site.content.services:
        if service.slug == slug:
            return _page(site, request, "service.html", service=service)
    return trouble(site, request, "Deze pagina bestaat niet (meer).", 404)


def trouble(
    site: Site, request: Request, message: str, status: int, *, heading: str = "Er ging iets mis"
) -> Response:
    """Show what went wrong and where to go on."""
    return _page(site, request, "trouble.html", status=status, message=message, heading=heading)


async def theme(site: Site, _: Request) -> Response:
    """Serve the colours of the municipality."""
    colours = site.content.colours
    lines = "".join(
        f"  --{name.replace('_', '-')}: {getattr(colours, name)};\n" for name in colours.__struct_fields__
    )
    return PlainTextResponse(f":root {{\n{lines}}}\n", media_type="text/css")


async def header_style(site: Site, _: Request) -> Response:
    """Serve the site's own copy of the header's style sheet."""
    return PlainTextResponse(site.config.header_style, media_type="text/css")


async def style(_: Request) -> Response:
    """Serve the style sheet that all municipal sites share."""
    return FileResponse(_FOLDER / "static" / "site.css")


def _page(site: Site, request: Request, template: str, *, status: int = 200, **values: object) -> Response:
    html = _templates.get_template(template).render(
        site=site.content,
        snippet=site.config.snippet,
        session=site.session_of(request),
        here=quote(request.url.path) if status == 200 else "/",
        **values,
    )
    return HTMLResponse(html, status, headers=_headers(site))


def _headers(site: Site) -> dict[str, str]:
    """Allow what a careful web team allows: its own files, and the header's script from its one origin."""
    gateway = site.config.gateway
    policy = [
        "default-src 'none'",
        f"script-src {gateway}",
        "style-src 'self'",
        f"connect-src 'self' {gateway}",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ]
    return {
        "content-security-policy": "; ".join(policy),
        "cache-control": "private, no-cache",
        "referrer-policy": "strict-origin-when-cross-origin",
        "x-content-type-options": "nosniff",
    }
