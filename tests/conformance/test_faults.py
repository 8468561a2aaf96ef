"""Each fault that a provider may have by name is found, by the checks that are named with it."""

import pytest

from profile_core.conformance.checks import CHECKS
from profile_core.conformance.signing import Signer
from tests.conformance.conftest import examined, said, wrong
from tests.conformance.faults import FAULTS
from tests.conformance.honest import Honest
from tests.standing import stood


@pytest.mark.parametrize("fault", FAULTS)
async def test_fault_is_found_by_the_checks_that_are_named_with_it(signer: Signer, fault: str):
    broken, codes = FAULTS[fault]
    honest = Honest(issuer=signer.issuer, **broken)
    with stood(honest.app()) as port:
        honest.base = f"http://127.0.0.1:{port}"
        report = await examined(signer, honest.base)
    assert codes <= wrong(report), said(report)


def test_every_fault_names_checks_that_are_there():
    assert len(FAULTS) >= 25
    assert all(codes and codes <= {check.code for check in CHECKS} for _, codes in FAULTS.values())
