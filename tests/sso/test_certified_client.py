"""The certified client `openid-client` at our provider, in both profiles: what passes, and what one wrong thing gets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import KINDS, one_database
from tests.sso.certified import STRICT, Answers, provider
from tests.sso.played import SITE
from tests.sso.refused import FAPI2, STANDARD


@pytest.fixture(scope="module", params=KINDS)
def answers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    """Run one provider of each database for all claims; each script is played once."""
    folder: Path = tmp_path_factory.mktemp("certified")
    with one_database(request, folder) as database, provider(database.url, folder) as running:
        yield Answers(running)


def test_client_of_the_standard_profile_passes(answers: Answers):
    assert answers.of("passes_with_openid_client.mjs", client="gent") == {
        "given": "Lotte",
        "type": "bearer",
        "rotated": True,
        "sameSubject": True,
        "introspected": [True, "gent", True, False],
        "revoked": [False, "invalid_token"],
        "loggedOutTo": f"{SITE}/?state=bye",
        "told": [True, False, {}],
        "afterLogout": ["invalid_token", "invalid_grant"],
    }


def test_client_of_the_strict_profile_passes(answers: Answers):
    assert answers.of("passes_with_openid_client.mjs", client=STRICT) == {
        "given": "Lotte",
        "type": "dpop",
        "rotated": False,
        "sameSubject": True,
        "introspected": [True, STRICT, True, True],
        "revoked": [False, "invalid_token"],
        "loggedOutTo": f"{SITE}/?state=bye",
        "told": [True, False, {}],
        "afterLogout": ["invalid_token", "invalid_grant"],
    }


@pytest.mark.parametrize("wrong", STANDARD)
def test_client_of_the_standard_profile_is_refused(answers: Answers, wrong: str):
    assert answers.of("refused_with_openid_client.mjs")[wrong] == STANDARD[wrong]


@pytest.mark.parametrize("wrong", FAPI2)
def test_client_of_the_strict_profile_is_refused(answers: Answers, wrong: str):
    assert answers.of("refused_fapi2_with_openid_client.mjs")[wrong] == FAPI2[wrong]


def test_every_case_that_is_played_is_claimed(answers: Answers):
    assert answers.of("refused_with_openid_client.mjs").keys() == STANDARD.keys()
    assert answers.of("refused_fapi2_with_openid_client.mjs").keys() == FAPI2.keys()
