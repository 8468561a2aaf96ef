"""All checks in one ordered list: what a later one builds on was looked at before."""

from profile_core.conformance import (
    check_calls,
    check_change,
    check_describe,
    check_feed,
    check_item,
    check_order,
    check_page,
    check_paging,
    check_question,
    check_signature,
    check_text,
    check_whose,
)

CHECKS = (
    *check_describe.CHECKS,
    *check_page.CHECKS,
    *check_signature.CHECKS,
    *check_item.CHECKS,
    *check_text.CHECKS,
    *check_order.CHECKS,
    *check_paging.CHECKS,
    *check_whose.CHECKS,
    *check_question.CHECKS,
    *check_feed.CHECKS,
    *check_change.CHECKS,
    *check_calls.CHECKS,
)
