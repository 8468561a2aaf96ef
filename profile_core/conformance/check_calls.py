"""What holds of every call that was made: these look back, and so they come last."""

from collections import Counter
from collections.abc import Iterable

from profile_core.conformance.asking import Asker
from profile_core.conformance.calling import Failure, Reply
from profile_core.conformance.model import Check, Group
from profile_core.conformance.shown import first
from profile_core.kit.redaction import numbers_in


async def _in_time(asker: Asker) -> list[str]:
    prompt = asker.limits.prompt
    return _counted(
        f"{reply.path}: {_late(reply)}"
        for reply in asker.replies
        if reply.failure is Failure.SILENT or reply.seconds > prompt
    )


def _late(reply: Reply) -> str:
    return str(reply.failure) if reply.failure else "an answer took more than two seconds"


async def _whole(asker: Asker) -> list[str]:
    broken = (Failure.BROKEN, Failure.AWAY)
    return _counted(f"{reply.path}: {reply.failure}" for reply in asker.replies if reply.failure in broken)


async def _size(asker: Asker) -> list[str]:
    return _counted(
        f"{reply.path}: {reply.failure}" for reply in asker.replies if reply.failure is Failure.LARGE
    )


async def _no_redirects(asker: Asker) -> list[str]:
    return _counted(
        f"{reply.path}: {reply.said}, a redirect" for reply in asker.replies if 300 <= reply.status < 400
    )


async def _no_errors(asker: Asker) -> list[str]:
    failed = (one for one in asker.replies if one.status >= 500 and not _is_later(one))
    return _counted(f"{reply.path}: {reply.said}" for reply in failed)


async def _later(asker: Asker) -> list[str]:
    return _counted(
        f"{reply.path}: {reply.said} without Retry-After"
        for reply in asker.replies
        if reply.status in (429, 503) and not _is_later(reply)
    )


async def _addresses(asker: Asker) -> list[str]:
    numbers = {*asker.target.subjects, asker.target.other_subject} - {""}
    return _counted(
        f"{reply.path}: the number of a subject stands in Location"
        for reply in asker.replies
        if (to := reply.headers.get("location", "")) and _names(to, numbers)
    )


def _names(address: str, numbers: set[str]) -> bool:
    digits = "".join(one for one in address if one.isdecimal())
    return bool(numbers_in(address)) or any(number in digits for number in numbers)


def _is_later(reply: Reply) -> bool:
    return reply.status in (429, 503) and reply.headers.get("retry-after", "").isdecimal()


def _counted(lines: Iterable[str]) -> list[str]:
    """Say each once, with how often."""
    counted = Counter(lines)
    return first(f"{line} ({times} of the calls)" for line, times in counted.items())


CHECKS = (
    Check(
        code="calls-in-time",
        group=Group.CALLS,
        claims="Every answer is there within two seconds.",
        remedy="Put an index on (subject, created_at, external_id, type), and wait for nobody else while answering.",
        section="query",
        run=_in_time,
    ),
    Check(
        code="calls-whole",
        group=Group.CALLS,
        claims="Every answer comes whole.",
        remedy="Send the Content-Length that the answer has, and close no connection before its end.",
        section="query",
        run=_whole,
    ),
    Check(
        code="calls-size",
        group=Group.CALLS,
        claims="No answer is larger than 1 MiB.",
        remedy="Make pageSize smaller; a page of a thousand items need not be that large.",
        section="Page",
        run=_size,
    ),
    Check(
        code="calls-no-redirect",
        group=Group.CALLS,
        claims="No answer is a redirect: it is not followed.",
        remedy="Answer at the very address that is called; register the address where you answer.",
        section="query",
        run=_no_redirects,
    ),
    Check(
        code="calls-no-error",
        group=Group.CALLS,
        claims="No call ends with 500, whatever is asked.",
        remedy="Look into your log for what failed; name expected failures by 400, 401, 403 or 404.",
        section="query",
        run=_no_errors,
    ),
    Check(
        code="calls-later",
        group=Group.CALLS,
        claims="Who answers 429 or 503 says in how many seconds to come back.",
        remedy="Send Retry-After, a number of seconds, with 429 and 503.",
        section="Later",
        run=_later,
    ),
    Check(
        code="calls-address",
        group=Group.CALLS,
        claims="The number of a subject stands in no address.",
        remedy="Keep the number in the body; an address is kept in logs, histories and proxies.",
        section="query",
        run=_addresses,
    ),
)
