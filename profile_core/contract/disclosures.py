"""What audit lines say to the citizen whom they are about."""

from dataclasses import dataclass

from profile_core.kit.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """An action that audit lines record, as *who looked at my data* says it.

    ``what`` is a sentence that a neighbour would say, ``why`` the purpose, ``ground`` the legal ground
    (GDPR article 6, or the law that asks for it).
    """

    what: Texts
    why: Texts
    ground: Texts
