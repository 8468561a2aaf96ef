"""An endpoint that keeps the source API has nothing wrong, and every check is made."""

from profile_core.conformance.signing import Signer
from tests.conformance.conftest import examined, said
from tests.conformance.honest import Honest
from tests.standing import stood


async def test_good_endpoint_has_nothing_wrong_and_all_is_looked_at(signer: Signer):
    honest = Honest(issuer=signer.issuer)
    with stood(honest.app()) as port:
        honest.base = f"http://127.0.0.1:{port}"
        report = await examined(signer, honest.base)
    assert said(report) == {}
    assert {one.check.code: one.unseen for one in report.results if one.unseen} == {}
    assert report.calls < 130
