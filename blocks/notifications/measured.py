"""Figures for the operator: what became of deliveries, and what waits, by provider, type and channel."""

from blocks.notifications.rows import usage, waits
from profile_core.contract import Measure, Platform, clock, directory


async def measures(platform: Platform) -> list[Measure]:
    """Return how many live deliveries came to which state, and how long the oldest that is due has waited."""
    async with platform.store.read() as tx:
        totals, overdue = await usage.totals(tx), await waits.overdue(tx)
        known = await directory.providers(tx, {one.provider for one in (*totals, *overdue)})
    counted = [
        Measure(
            name="deliveries_total",
            meaning="Live deliveries that came to a state.",
            labels={**_labels(known[one.provider].code, one.type, one.channel), "state": one.state},
            value=one.count,
        )
        for one in totals
    ]
    return [*counted, *(found for one in overdue for found in _waiting(known[one.provider].code, one))]


def _waiting(provider: str, one: waits.Waits) -> tuple[Measure, Measure]:
    labels = _labels(provider, one.type, one.channel)
    count = Measure(
        name="deliveries_waiting",
        meaning="Live deliveries that are due and were not sent yet.",
        labels=labels,
        value=one.count,
    )
    seconds = max(0.0, (clock.now() - one.oldest).total_seconds())
    oldest = Measure(
        name="deliveries_oldest_seconds",
        meaning="For how long the oldest of them has been due.",
        labels=labels,
        value=seconds,
    )
    return count, oldest


def _labels(provider: str, type_code: str, channel: str) -> dict[str, str]:
    return {"provider": provider, "type": type_code, "channel": channel}
