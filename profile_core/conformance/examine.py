"""Makes every check, one after the other, and says what came of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from profile_core.conformance.asking import Asker
from profile_core.conformance.calling import Caller, Failure, Limits
from profile_core.conformance.checks import CHECKS
from profile_core.conformance.model import Check, NotLookedError, Report, Result, Target, UnreachableError
from profile_core.conformance.signing import Signer

Tell = Callable[[Check], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What to look at, how to sign, and how long to wait."""

    target: Target
    signer: Signer
    limits: Limits = field(default_factory=Limits)
    checks: Sequence[Check] = CHECKS

    async def report(self, tell: Tell = lambda _: None) -> Report:
        """Make all checks; ``tell`` hears of each before it is made.

        ``UnreachableError`` when nobody answers at the address at all.
        """
        async with Caller(self.target.url, self.limits) as caller:
            asker = Asker(self.target, self.signer, caller, self.limits)
            await _reach(asker)
            results: list[Result] = []
            for check in self.checks:
                tell(check)
                results.append(await _made(check, asker))
        return Report(
            url=self.target.url, block=self.target.block, results=tuple(results), calls=len(asker.replies)
        )


async def _reach(asker: Asker) -> None:
    reply = await asker.describe()
    if reply.failure is Failure.AWAY:
        raise UnreachableError(f"{asker.target.url} {reply.said}. Start your endpoint, or mend the address.")


async def _made(check: Check, asker: Asker) -> Result:
    try:
        return Result(check=check, wrong=tuple(await check.run(asker)))
    except NotLookedError as reason:
        return Result(check=check, unseen=str(reason))
