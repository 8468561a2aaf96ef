"""Every way in which a source can misbehave, by name. They go together."""

from profile_core.testing.source import misheard, missaid, missent
from profile_core.testing.source.turn import ABOUT, FEED, LIVE, Fault

_FOREVER = 3600.0
FAULTS: dict[str, Fault] = {
    "hang": Fault(sentence="Never answers a question.", waits=_FOREVER),
    "slow": Fault(sentence="Answers a question after 3 seconds.", waits=3.0),
    "late": Fault(sentence="Answers a question after 4 seconds.", waits=4.0),
    "garbage": Fault(sentence="Answers with a web page instead of JSON.", sends=missent.garbage),
    "truncated": Fault(sentence="Sends the first half of an answer.", sends=missent.half),
    "huge": Fault(sentence="Answers with 100 MB.", sends=missent.huge),
    "redirect-private": Fault(sentence="Redirects to a private address.", sends=missent.to_a_private_address),
    "error-500": Fault(sentence="Answers every question with 500.", sends=missent.broken),
    "error-flapping": Fault(
        sentence="Answers every second question with 500.", sends=missent.broken_now_and_then
    ),
    "busy": Fault(sentence="Asks with 503 to come back in a second, every time.", sends=missent.busy),
    "no-consent": Fault(
        sentence="Says of everybody that they did not agree to be shown.",
        doors=LIVE,
        sends=missent.no_consent,
    ),
    "html-content-type": Fault(sentence="Says that its JSON is a web page.", sends=missent.as_html),
    "subject-in-url": Fault(
        sentence="Redirects to an address that has the subject's number in it.",
        doors=LIVE,
        sends=missent.to_an_address_with_the_number,
    ),
    "unsigned-allowed": Fault(sentence="Answers a call that is not signed.", believes=frozenset({"missing"})),
    "wrong-audience-allowed": Fault(
        sentence="Answers a token for another address.", believes=frozenset({"aud"})
    ),
    "expired-allowed": Fault(sentence="Answers a token that has expired.", believes=frozenset({"exp"})),
    "digest-ignored": Fault(sentence="Answers a token for another body.", believes=frozenset({"digest"})),
    "replay-allowed": Fault(sentence="Answers the same token a second time.", believes=frozenset({"jti"})),
    "any-key-allowed": Fault(
        sentence="Answers a token that anybody's key signed.", believes=frozenset({"key"})
    ),
    "wrong-order": Fault(sentence="Sends a page oldest first.", doors=LIVE, says=missaid.backwards),
    "ignores-before": Fault(sentence="Does not read before.", doors=LIVE, hears=misheard.no_before),
    "before-inclusive": Fault(
        sentence="Sends with before the item itself that it names.",
        doors=LIVE,
        hears=misheard.before_and_that,
    ),
    "ignores-only": Fault(sentence="Does not read only.", doors=LIVE, hears=misheard.no_only),
    "ignores-limit": Fault(sentence="Does not read limit.", hears=misheard.no_limit),
    "over-page-size": Fault(
        sentence="Sends more than pageSize items when limit is above it.", hears=misheard.no_page_size
    ),
    "repeats-items": Fault(
        sentence="Begins the page after a cursor with the last item of the page before.",
        doors=LIVE,
        hears=misheard.cursor_and_that,
    ),
    "skips-items": Fault(
        sentence="Leaves out one item between two pages.", doors=LIVE, says=missaid.without_first
    ),
    "changing-created-at": Fault(
        sentence="Says another createdAt each time.", doors=LIVE, says=missaid.moving
    ),
    "bad-item": Fault(
        sentence="Has one item that lacks its key and whose title is no list.",
        says=missaid.one(missaid.malformed),
    ),
    "unknown-type": Fault(
        sentence="Has one item of a type that nobody registered.", says=missaid.one(missaid.unheard_of)
    ),
    "missing-created-at": Fault(
        sentence="Has one item without createdAt.", says=missaid.one(missaid.lacking("createdAt"))
    ),
    "naive-times": Fault(sentence="Writes moments without an offset.", says=missaid.each(missaid.naive)),
    "wrong-default-text": Fault(
        sentence="Says of several texts that they are the default.", says=missaid.each(missaid.two_defaults)
    ),
    "number-in-text": Fault(
        sentence="Has a national number in a text.", says=missaid.one(missaid.with_number)
    ),
    "other-subject": Fault(
        sentence="Sends somebody else's items among those that were asked for.",
        doors=LIVE,
        hears=misheard.next_one_too,
    ),
    "404-for-empty": Fault(
        sentence="Answers 404 about a subject of whom it has nothing.", doors=LIVE, sends=missent.nobody
    ),
    "no-next-cursor": Fault(
        sentence="Says with every page that it is the last.",
        doors=LIVE,
        says=missaid.saying(nextCursor=None),
    ),
    "cursor-loops": Fault(
        sentence="Names the same cursor again and again.", doors=LIVE, says=missaid.leading_nowhere
    ),
    "no-as-of": Fault(sentence="Does not say of when it is.", doors=LIVE, says=missaid.no_as_of),
    "future-as-of": Fault(sentence="Says that it is of tomorrow.", doors=LIVE, says=missaid.tomorrow),
    "feed-unordered": Fault(
        sentence="Sends the changes of a page newest first.", doors=FEED, says=missaid.backwards
    ),
    "feed-gap": Fault(
        sentence="Leaves one change out until it has been passed over six times.",
        doors=FEED,
        says=missaid.uncommitted,
    ),
    "feed-no-version": Fault(
        sentence="Sends changes without a version.", doors=FEED, says=missaid.each(missaid.lacking("version"))
    ),
    "feed-version-falls": Fault(
        sentence="Counts the versions of an item down.", doors=FEED, says=missaid.falling
    ),
    "feed-cursor-forgotten": Fault(
        sentence="Refuses a cursor of the feed that comes a second time.", doors=FEED, sends=missent.forgotten
    ),
    "describe-missing": Fault(sentence="Does not describe itself.", doors=ABOUT, sends=missent.nothing_here),
    "describe-wrong-blocks": Fault(
        sentence="Says that it serves another block.", doors=ABOUT, says=missaid.saying(blocks=["news"])
    ),
}
