"""The browser's own accessibility tree, as lines that can be read: what a screen reader has to go by."""

from typing import Any

from playwright.sync_api import Page

SILENT = ("generic", "none", "InlineTextBox", "RootWebArea", "ListMarker", "LineBreak")
STATES = ("expanded", "focused", "busy", "live", "hasPopup")
NAMED_BY_CONTENT = ("link", "button", "heading", "DisclosureTriangle")


def spoken(page: Page) -> str:
    """Give one line a node, indented below what it stands in: role, name, states. The page itself is left out."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    return "\n".join(_lines(nodes[0], by_id, depth=0))


def _lines(node: dict[str, Any], by_id: dict[str, dict[str, Any]], *, depth: int) -> list[str]:
    role = node.get("role", {}).get("value", "")
    if role == "main":
        return []
    says = not node["ignored"] and role not in SILENT
    own = ["  " * depth + _line(node, role)] if says else []
    if says and role in NAMED_BY_CONTENT:
        return own
    children = [by_id[child] for child in node.get("childIds", []) if child in by_id]
    return own + [line for child in children for line in _lines(child, by_id, depth=depth + says)]


def _line(node: dict[str, Any], role: str) -> str:
    name = " ".join(node.get("name", {}).get("value", "").split())
    held = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
    states = [
        f"{state}={held[state]}" for state in STATES if state in held and held[state] not in (False, "off")
    ]
    if held.get("expanded") is False:
        states.append("collapsed")
    return " ".join([role, f'"{name}"' if name else "", *states]).replace("  ", " ").strip()
