"""Every template in every state, served as real pages. To look at them: ``python -m tests.pages.gallery``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from blocks.notifications.push_pages import scripts
from embed_header.duties.pages import links
from profile_core.kit.texts import texts
from profile_core.pages.render import Pages
from tests.pages.check_scenes import check_scenes
from tests.pages.data_scenes import data_scenes
from tests.pages.duty_scenes import duty_scenes
from tests.pages.error_scenes import error_scenes
from tests.pages.file_scenes import file_scenes
from tests.pages.inbox_scenes import inbox_scenes
from tests.pages.looked_scenes import looked_scenes
from tests.pages.mandate_scenes import mandate_scenes
from tests.pages.overview_scenes import overview_scenes
from tests.pages.push_scenes import push_scenes
from tests.pages.scene import Scene
from tests.pages.session_scenes import STATES, session_scenes
from tests.pages.settings_scenes import settings_scenes
from tests.pages.sign_on_scenes import sign_on_scenes
from tests.pages.snippet_scenes import snippet_scenes

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "sso": ROOT / "sso",
    "notifications": ROOT / "blocks/notifications",
    "file_status": ROOT / "blocks/file_status",
    "header": ROOT / "embed_header",
}
NAVIGATION = [
    (texts(nl="Overzicht", fr="Aperçu", de="Überblick", en="Overview"), "/scene/overview"),
    (texts(nl="Berichten", fr="Messages", de="Mitteilungen", en="Messages"), "/scene/inbox"),
    (texts(nl="Parkeren", fr="Stationnement", de="Parken", en="Parking"), "/scene/empty"),
]


def scenes() -> dict[str, Scene]:
    """Return all scenes by name."""
    return {
        "landing": Scene(template="landing.html"),
        "parts": Scene(template="gallery/parts.html"),
        **error_scenes(),
        **sign_on_scenes(),
        **mandate_scenes(),
        **session_scenes(),
        **duty_scenes(),
        **snippet_scenes(),
        **check_scenes(),
        **overview_scenes(),
        **inbox_scenes(),
        **file_scenes(),
        **push_scenes(),
        **settings_scenes(),
        **data_scenes(),
        **looked_scenes(),
    }


def application() -> Starlette:
    """Serve every scene under its name."""
    folders = {**FOLDERS, "gallery": Path(__file__).parent}
    pages = Pages(public_url="http://localhost", folders=folders, navigation=NAVIGATION, footer=links())

    async def scene(request: Request) -> Response:
        shown = scenes().get(request.path_params["name"])
        if shown is None:
            return pages.error(request, 404)
        return pages.page(request, shown.template, visitor=shown.visitor, **shown.values)

    async def status(request: Request) -> Response:
        return JSONResponse(STATES[request.path_params["state"]])

    async def index(_: Request) -> Response:
        links = "".join(f'<li><a href="/scene/{name}">{name}</a>' for name in scenes())
        return HTMLResponse(f"<!doctype html><title>Gallery</title><ul>{links}</ul>")

    return Starlette(
        routes=[
            *pages.routes(),
            *scripts(),
            Route("/scene/{name}", scene),
            Route("/session/{state}/status", status),
            Route("/gallery", index),
        ],
    )


@contextmanager
def served(port: int = 0) -> Iterator[str]:
    """Serve the gallery on a free port; gives its address."""
    server = uvicorn.Server(uvicorn.Config(application(), port=port, log_level="warning"))
    socket = server.config.bind_socket()
    socket.listen()
    thread = Thread(target=server.run, args=([socket],), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    with served() as address:
        input(f"{address}/gallery  (Enter ends it) ")
