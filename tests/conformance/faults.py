"""The faults that the simulator has by name: how the honest provider has each, and which checks must see it."""

import time
from dataclasses import replace

from tests.conformance.honest import Said
from tests.conformance.spoiled import BREAKS, Break, page, says, text


def late(seconds: float) -> Break:
    """Answer too late, as the tests count; the simulator takes longer."""

    def after(said: Said) -> Said:
        time.sleep(seconds)
        return said

    return says(after)


FAULTS: dict[str, tuple[Break, set[str]]] = {
    "hang": (late(1.5), {"calls-in-time"}),
    "slow": (late(0.7), {"calls-in-time"}),
    "late": (late(0.9), {"calls-in-time"}),
    "garbage": (says(lambda said: replace(said, body=b"<!doctype html><p>Onderhoud")), {"json"}),
    "truncated": (says(lambda said: replace(said, body=b'{"items": [{"type": "par')), {"json"}),
    "huge": (says(lambda said: replace(said, body=b" " * 100_000_000)), {"calls-size"}),
    "redirect-private": (
        says(lambda said: replace(said, status=302, headers={"location": "http://10.0.0.1/"})),
        {"calls-no-redirect"},
    ),
    "error-500": (says(lambda said: replace(said, status=500)), {"calls-no-error", "question-answered"}),
    "error-flapping": (BREAKS["calls-no-error"], {"calls-no-error"}),
    "wrong-order": (BREAKS["order"], {"order"}),
    "ignores-before": (BREAKS["before-heeded"], {"before-heeded"}),
    "before-inclusive": (BREAKS["before-exclusive"], {"before-exclusive"}),
    "ignores-only": (BREAKS["only"], {"only"}),
    "ignores-limit": (BREAKS["limit"], {"limit"}),
    "over-page-size": (BREAKS["page-size"], {"page-size"}),
    "repeats-items": (BREAKS["page-no-repeats"], {"page-no-repeats"}),
    "skips-items": (BREAKS["page-no-gaps"], {"page-no-gaps"}),
    "changing-created-at": (BREAKS["created-at-stays"], {"created-at-stays"}),
    "bad-item": (
        page(lambda said, _: {"items": [*said["items"][:1], {"title": 7}, *said["items"][1:]]}),
        {"item-required"},
    ),
    "unknown-type": (BREAKS["item-type"], {"item-type"}),
    "missing-created-at": (BREAKS["item-required"], {"item-required"}),
    "naive-times": (BREAKS["item-moments"], {"item-moments"}),
    "wrong-default-text": (BREAKS["text-default"], {"text-default"}),
    "number-in-text": (text("Uw dossier 88.02.14-000.84", "text"), {"item-number"}),
    "other-subject": (BREAKS["whose-other"], {"whose-other"}),
    "404-for-empty": (BREAKS["whose-empty"], {"whose-empty"}),
    "unsigned-allowed": (BREAKS["signature-missing"], {"signature-missing"}),
    "wrong-audience-allowed": (BREAKS["signature-audience"], {"signature-audience"}),
    "expired-allowed": (BREAKS["signature-expired"], {"signature-expired"}),
    "digest-ignored": (BREAKS["signature-digest"], {"signature-digest"}),
    "replay-allowed": (BREAKS["signature-replay"], {"signature-replay"}),
    "any-key-allowed": (BREAKS["signature-key"], {"signature-key"}),
    "no-next-cursor": (BREAKS["cursor-leads-on"], {"cursor-leads-on"}),
    "cursor-loops": (BREAKS["cursor-ends"], {"cursor-ends"}),
    "no-as-of": (page(lambda _, __: {"asOf": None}), {"as-of"}),
    "future-as-of": (BREAKS["as-of-now"], {"as-of-now"}),
    "html-content-type": (BREAKS["content-type"], {"content-type"}),
    "subject-in-url": (BREAKS["calls-address"], {"calls-address", "calls-no-redirect"}),
    "feed-unordered": (BREAKS["feed-order"], {"feed-order"}),
    "feed-gap": (BREAKS["feed-no-gaps"], {"feed-no-gaps"}),
    "feed-no-version": (BREAKS["feed-version"], {"feed-version"}),
    "feed-version-falls": (BREAKS["feed-version-grows"], {"feed-version-grows"}),
    "feed-cursor-forgotten": (BREAKS["feed-remembered"], {"feed-remembered"}),
    "describe-missing": (BREAKS["describe-answers"], {"describe-answers"}),
    "describe-wrong-blocks": (BREAKS["describe-blocks"], {"describe-blocks"}),
}
"""None of them stays unseen."""
