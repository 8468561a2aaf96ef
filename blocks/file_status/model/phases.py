"""In which phases a file can be, and with which codes: data that an operator loads."""

from collections.abc import Sequence

from profile_core.contract import Quiet, Texts


class Code(Quiet, frozen=True, kw_only=True):
    """A status within a phase; ``sentence`` is what a neighbour would say of it."""

    code: str
    name: Texts
    sentence: Texts


class Phase(Quiet, frozen=True, kw_only=True):
    """One leg of the road of a file.

    ``expected`` ones lie on the usual road, and are shown before a file is there. A file in one that is ``over``
    has come to its end.
    """

    code: str
    name: Texts
    expected: bool
    over: bool
    codes: tuple[Code, ...]


class Matrix(Quiet, frozen=True, kw_only=True):
    """All phases, in the order of the road."""

    phases: tuple[Phase, ...]

    def phase(self, code: str) -> Phase | None:
        """Return a phase by its code."""
        return next((one for one in self.phases if one.code == code), None)

    def code(self, phase: str, code: str) -> Code | None:
        """Return a code of a phase."""
        found = self.phase(phase)
        return next((one for one in found.codes if one.code == code), None) if found else None

    @property
    def over(self) -> Sequence[str]:
        """Return in which phases a file has come to its end."""
        return [one.code for one in self.phases if one.over]
