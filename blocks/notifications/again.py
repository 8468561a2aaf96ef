"""What was accepted once stays so: sent again it gets its answer, whatever became of its type since."""

from collections.abc import Mapping, Sequence

from blocks.notifications import ingest
from blocks.notifications.check.items import Checked
from blocks.notifications.model import Accepted, Key
from blocks.notifications.rows import types
from profile_core.contract import Caller, Platform, Tx, recipients


async def accepted_before(
    tx: Tx, platform: Platform, caller: Caller, refused: Sequence[Checked]
) -> Mapping[tuple[str, ...], Accepted]:
    """Return, by path, the answers that items had which are refused by now: a paused type, an edit, no agreement."""
    if not refused:
        return {}
    known = await types.by_code(tx, caller, {one.type for one in refused})
    found = await recipients.look_up(tx, platform.keyring, caller, [one.to for one in refused], creates=False)
    sent = [
        ingest.Sent(
            key=Key(
                bucket=found[one.to].ref.bucket,
                subject=found[one.to].ref.id,
                type=known[one.type].id,
                external_id=one.external_id,
            ),
            item=one.item,
            path=one.path,
        )
        for one in refused
        if one.to in found and one.type in known
    ]
    held = await ingest.held(tx, platform, caller, sent)
    return {path: outcome for path, outcome in held.items() if isinstance(outcome, Accepted)}
