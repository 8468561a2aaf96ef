"""The kit finds nothing in the simulator, and each of its faults that can be seen from outside."""

import pytest
from starlette.types import ASGIApp

from profile_core.conformance.signing import Signer
from profile_core.testing.source.app import create_app
from profile_core.testing.source.config import Config, Served
from profile_core.testing.source.faults import FAULTS
from profile_core.testing.source.generated import known_types
from tests.conformance.conftest import examined, said, wrong
from tests.conformance.honest import LOTTE, WOUT
from tests.standing import stood

KNOWN = frozenset(known_types())
FOUND = {
    "hang": {"calls-in-time"},
    "slow": {"calls-in-time"},
    "late": {"calls-in-time"},
    "garbage": {"json"},
    "truncated": {"json"},
    "huge": {"calls-size"},
    "redirect-private": {"calls-no-redirect"},
    "error-500": {"question-answered", "calls-no-error"},
    "error-flapping": {"calls-no-error"},
    "html-content-type": {"content-type"},
    "subject-in-url": {"calls-address", "calls-no-redirect"},
    "unsigned-allowed": {"signature-missing"},
    "wrong-audience-allowed": {"signature-audience"},
    "expired-allowed": {"signature-expired"},
    "digest-ignored": {"signature-digest"},
    "replay-allowed": {"signature-replay"},
    "any-key-allowed": {"signature-key"},
    "wrong-order": {"order"},
    "ignores-before": {"before-heeded", "before-exclusive"},
    "before-inclusive": {"before-exclusive"},
    "ignores-only": {"only", "only-none"},
    "ignores-limit": {"limit"},
    "over-page-size": {"page-size"},
    "repeats-items": {"page-no-repeats"},
    "skips-items": {"page-no-gaps", "before-complete"},
    "changing-created-at": {"created-at-stays"},
    "bad-item": {"item-required"},
    "unknown-type": {"item-type"},
    "missing-created-at": {"item-required"},
    "naive-times": {"item-moments"},
    "wrong-default-text": {"text-default"},
    "number-in-text": {"item-number"},
    "other-subject": {"whose-other"},
    "404-for-empty": {"whose-empty"},
    "no-next-cursor": {"cursor-leads-on"},
    "cursor-loops": {"cursor-ends"},
    "no-as-of": {"as-of"},
    "future-as-of": {"as-of-now"},
    "feed-unordered": {"feed-order"},
    "feed-gap": {"feed-no-gaps"},
    "feed-no-version": {"feed-version"},
    "feed-version-falls": {"feed-version-grows"},
    "feed-cursor-forgotten": {"feed-remembered"},
    "describe-missing": {"describe-answers"},
    "describe-wrong-blocks": {"describe-blocks"},
}
"""Which checks find which fault, at least; a fault has consequences besides."""


def played(signer: Signer, *faults: str) -> ASGIApp:
    served = Served(subjects=(LOTTE, WOUT), items=12, page_size=10, faults=faults)
    return create_app(Config(issuer=signer.issuer, source=served))


async def test_good_simulator_has_nothing_wrong_and_all_is_looked_at(signer: Signer):
    with stood(played(signer)) as port:
        report = await examined(signer, f"http://127.0.0.1:{port}", types=KNOWN)
    assert said(report) == {}
    assert {one.check.code: one.unseen for one in report.results if one.unseen} == {}


@pytest.mark.parametrize("fault", FOUND)
async def test_fault_is_found(signer: Signer, fault: str):
    with stood(played(signer, fault)) as port:
        report = await examined(signer, f"http://127.0.0.1:{port}", types=KNOWN)
    assert FOUND[fault] <= wrong(report), said(report)


def test_every_fault_is_found_by_some_check():
    assert FOUND.keys() == FAULTS.keys()
