"""The simulator plays the provider: the good one has nothing wrong, and each of its faults is found."""

import pytest

from profile_core.conformance.checks import CHECKS
from profile_core.conformance.model import Report
from profile_core.conformance.signing import Signer
from profile_core.testing.source.app import create_app
from profile_core.testing.source.config import Config, Served
from profile_core.testing.source.faults import FAULTS as PLAYED
from profile_core.testing.source.generated import known_types
from tests.conformance.conftest import examined, said, wrong
from tests.conformance.faults import FAULTS
from tests.standing import stood


async def played(signer: Signer, *faults: str) -> Report:
    """Return what the kit says of a simulator with faults."""
    served = Served(faults=faults, page_size=10)
    with stood(create_app(Config(issuer=signer.issuer, source=served))) as port:
        return await examined(signer, f"http://127.0.0.1:{port}", types=frozenset(known_types()))


async def test_good_simulator_has_nothing_wrong_and_all_is_looked_at(signer: Signer):
    report = await played(signer)
    assert said(report) == {}
    assert {one.check.code: one.unseen for one in report.results if one.unseen} == {}


@pytest.mark.parametrize("fault", PLAYED)
async def test_fault_of_the_simulator_is_found_by_the_checks_that_are_named_with_it(
    signer: Signer, fault: str
):
    report = await played(signer, fault)
    assert FAULTS[fault] <= wrong(report), said(report)


def test_every_fault_of_the_simulator_is_found():
    assert set(PLAYED) == set(FAULTS), "none of them stays unseen"
    assert all(codes and codes <= {check.code for check in CHECKS} for codes in FAULTS.values())
