"""The kit as a developer starts it, against an endpoint that is served."""

from collections.abc import Iterator

import pytest
from joserfc.jwk import ECKey

from profile_core.conformance.calling import Limits
from profile_core.conformance.examine import Examination
from profile_core.conformance.model import Report, State, Target
from profile_core.conformance.signing import Signer, new_key
from profile_core.conformance.trusted import served
from tests.conformance.honest import LOTTE, WOUT
from tests.testing.processes import free_port

QUICK = Limits(patience=1.0, prompt=0.5, most_late=2, waits=2.0)
TYPES = frozenset({"parking", "waste"})


@pytest.fixture(scope="session")
def signer() -> Iterator[Signer]:
    """Serve a key for all tests."""
    key, port = new_key(), free_port()
    signer = Signer(key=ECKey.import_key(key.as_dict(private=True)), issuer=f"http://localhost:{port}")
    with served(signer.key, signer.issuer, port):
        yield signer


def target(url: str, **other: object) -> Target:
    """Return what is asked about an endpoint when everything is."""
    asked: dict[str, object] = {
        "subjects": (LOTTE, WOUT),
        "other_subject": WOUT,
        "types": TYPES,
        "feed": True,
    }
    return Target(url=url, **(asked | other))  # pyright: ignore[reportArgumentType]


async def examined(signer: Signer, url: str, limits: Limits = QUICK, **other: object) -> Report:
    return await Examination(target=target(url, **other), signer=signer, limits=limits).report()


def wrong(report: Report) -> set[str]:
    """Return the codes of what is wrong."""
    return {result.check.code for result in report.results if result.state is State.WRONG}


def said(report: Report) -> dict[str, tuple[str, ...]]:
    """Return what was found, to be shown when a test fails."""
    return {result.check.code: result.wrong for result in report.results if result.wrong}
