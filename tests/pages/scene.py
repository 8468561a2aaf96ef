"""A template in one state, and who stands on it."""

from dataclasses import dataclass, field
from typing import Any

from profile_core.kit.texts import texts
from profile_core.pages.render import Visitor

GENT = texts(nl="Stad Gent", fr="Ville de Gand", de="Stadt Gent", en="City of Ghent")
AALST = texts(nl="Stad Aalst", fr="Ville d’Alost", de="Stadt Aalst", en="City of Aalst")
AN = Visitor(name="An Peeters", logout_path="/sso/logout")
BAKERY = Visitor(
    name="Marie-Christine Vandenberghe", role="Bakkerij De Gouden Krakeling bv", logout_path="/x"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A template in one state."""

    template: str
    visitor: Visitor | None = None
    values: dict[str, Any] = field(default_factory=dict)
