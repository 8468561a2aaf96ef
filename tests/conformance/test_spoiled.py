"""Every check sees what it is for: one thing of a good endpoint is broken, and the check says so."""

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from profile_core.conformance.checks import CHECKS
from profile_core.conformance.signing import Signer
from tests.conformance.conftest import examined, said, wrong
from tests.conformance.honest import Honest
from tests.conformance.spoiled import BREAKS
from tests.standing import stood


@pytest.mark.parametrize("code", BREAKS)
async def test_check_sees_what_it_is_for(signer: Signer, code: str):
    honest = Honest(issuer=signer.issuer, **BREAKS[code])
    with stood(honest.app()) as port:
        honest.base = f"http://127.0.0.1:{port}"
        report = await examined(signer, honest.base)
    assert code in wrong(report), said(report)


async def test_endpoint_that_hangs_is_told_so_and_left_in_peace(signer: Signer):
    async def hang(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.sleep(3)

    with stood(hang) as port:
        report = await examined(signer, f"http://127.0.0.1:{port}")
    assert "calls-in-time" in wrong(report)
    assert report.calls < 5


def test_every_check_has_a_break():
    assert {check.code for check in CHECKS} == {*BREAKS, "calls-in-time"}
