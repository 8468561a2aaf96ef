"""What citizens want of the channels: per sender and type, and never of what a type makes mandatory."""

from blocks.notifications.model import NOBODY, Choice, NotificationType, Preference
from blocks.notifications.rows import preferences as rows
from profile_core.contract import SubjectRef, Tx


async def effective(tx: Tx, subject: SubjectRef, of: NotificationType) -> dict[str, Choice]:
    """Return what counts for each outside channel that a type names, in one statement.

    The keys are the codes in its ``channels`` and its escalation, ``own:<code>`` among them: a provider's own
    channel follows the choice for that of ours which it replaces or goes beside, and brings nothing daily.
    What nobody chose is ON, and so is what is mandatory, whatever was chosen.
    """
    chosen = await rows.about(tx, subject, of.provider, of.id)
    channels = of.definition.channels
    escalation = of.definition.escalation
    ours = {*channels.allowed, *channels.mandatory, *([escalation.channel] if escalation else [])}
    counts = {code: _counting(of, code, chosen) for code in ours}
    for own in channels.own:
        code = f"own:{own.code}"
        follows = Choice.ON if code in channels.mandatory else _counting(of, own.channel, chosen)
        counts[code] = Choice.OFF if follows is Choice.OFF else Choice.ON
    return counts


def nearest(chosen: list[Preference], channel: str) -> Choice:
    """Return the choice for a channel that is nearest to a type, of those that bear on it."""
    bearing = [one for one in chosen if one.channel == channel]
    bearing.sort(key=lambda one: (one.type == NOBODY, one.provider == NOBODY))
    return bearing[0].choice if bearing else Choice.ON


def _counting(of: NotificationType, channel: str, chosen: list[Preference]) -> Choice:
    return Choice.ON if channel in of.definition.channels.mandatory else nearest(chosen, channel)
