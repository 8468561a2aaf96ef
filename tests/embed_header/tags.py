"""Reads elements and their attributes as a browser would."""

from html.parser import HTMLParser


class Tags(HTMLParser):
    """``found`` has the attributes of every element in the order of the document, by name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[dict[str, str | None]]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.setdefault(tag, []).append(dict(attrs))

    def one(self, tag: str) -> dict[str, str | None]:
        [only] = self.found[tag]
        return only
