"""What the docs tell providers to do with a webhook is done here."""

import re
from pathlib import Path

import pytest

from profile_core.kit import clock
from profile_core.outbound.webhooks import signing

ROOT = Path(__file__).parents[2]
SAMPLES = dict(
    re.findall(
        r"^```python (\S+)\n(.*?)^```",
        (ROOT / "docs/providers/webhooks.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )
)


@pytest.mark.parametrize("way", ["library", "hand"])
def test_both_ways_to_check_a_signature_take_ours_and_no_other(way: str):
    secrets, body = [signing.new_secret() for _ in range(2)], b'{"id": "1"}'
    headers = dict(signing.signed(body, id="msg_1", at=clock.now(), secrets=secrets))
    for secret in secrets:
        known = {"secret": secret, "body": body, "headers": headers}
        exec(SAMPLES[way], known)
        assert known["event"] == {"id": "1"}
    with pytest.raises(Exception, match=r"not from us|No matching signature"):
        exec(SAMPLES[way], {"secret": signing.new_secret(), "body": body, "headers": headers})


def test_sample_of_a_channel_is_that_of_the_strangers_block():
    page = (ROOT / "docs/blocks.md").read_text()
    [sample] = re.findall(r"^```python channel.py\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert sample in (ROOT / "tests/fixtures/acme_letterbox/acme_letterbox/channel.py").read_text()
