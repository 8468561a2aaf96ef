"""Who the synthetic citizens are, and what a scan may find."""

import re
from collections.abc import Iterator
from pathlib import Path

from profile_core.kit.numbers import national_number
from profile_core.testing import citizens
from tools.scan.find import NAME, NUMBER, TOKEN, Known, name_words

FOREIGN = frozenset({"chromium", "firefox"})
"""Folders whose files are not ours: the profiles of browsers. Where they went is in `addresses-*.tsv`."""
EXCEPTIONS: tuple[tuple[str, str, str], ...] = (
    (
        "test_observed.py::test_(log_names_the_route_and_never_the_address|metrics_count_by_route_and_keep_no_address)",
        NUMBER,
        "A visitor types it, so that log and metrics are seen to keep no address.",
    ),
    *(
        (
            r"site_check/test_page.py::test_(form_is_shown_to_anybody_and_asks_nothing|query_is_asked_and_neither_shown_nor_logged)",
            what,
            "A web team types it as the address of its page, so that it is seen to be shown and logged nowhere.",
        )
        for what in (NUMBER, NAME)
    ),
    *(
        (test, NUMBER, "A planted fault redirects to an address with a number in it, so that it is seen.")
        for test in (
            r"test_spoiled.py::test_check_sees_what_it_is_for\[calls-(address|no-redirect)\]",
            r"test_source_faults.py::test_fault_is_there_\S+\[subject-in-url\]",
            r"test_simulator.py::test_fault_of_the_simulator_\S+\[subject-in-url\]",
        )
    ),
    (
        "test_par.py::test_requests_are_pushed_by_post_only",
        TOKEN,
        "A client puts its assertion into an address, and is refused.",
    ),
)
"""In which test, what, and why it may stand in an address there. Nothing may stand in a log."""
_ROOT = Path(__file__).parents[2]
_WRITTEN = re.compile(r"(?<!\d)\d{2}[.\s/-]?\d{2}[.\s/-]?\d{2}[.\s/-]?\d{3}[.\s/-]?\d{2}(?!\d)")


def known() -> Known:
    """Gather the numbers that tests and simulators write out, and the names of the citizens."""
    people = citizens.load()
    written = {
        digits for text in _sources() for one in _WRITTEN.findall(text) if (digits := national_number(one))
    }
    return Known(
        numbers=frozenset(written | {one.national_number for one in people}),
        names=name_words(
            [f"{one.given_name} {one.family_name}" for one in people if not _is_a_number_only(one)]
        ),
    )


def _is_a_number_only(one: citizens.Citizen) -> bool:
    """Tell whether a citizen is a published number of the sandbox, named by what it forces: no name to look for."""
    return one.sub.startswith("sandbox-")


def _sources() -> Iterator[str]:
    for folder in ("tests", "profile_core/testing", "profile_core/cli", "docs"):
        for file in (_ROOT / folder).rglob("*"):
            if file.suffix in {".py", ".json", ".mjs", ".md", ".toml"} and "node_modules" not in file.parts:
                yield file.read_text()
