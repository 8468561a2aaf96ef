import hmac
from hashlib import sha256

import pytest
from hypothesis import given, strategies as st

from profile_core.kit import ids, keyfile, keyring
from profile_core.kit.errors import InvalidError

KEYS = keyring.new_keyring()


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_what_is_sealed_opens_for_the_same_purpose_and_binding_only(plain: bytes, bound: bytes):
    sealed = KEYS.seal("letters", plain, bound_to=bound)

    assert KEYS.open_sealed("letters", sealed, bound_to=bound) == plain
    with pytest.raises(keyring.SealError):
        KEYS.open_sealed("other", sealed, bound_to=bound)
    with pytest.raises(keyring.SealError):
        KEYS.open_sealed("letters", sealed, bound_to=bound + b"x")


@given(texts=st.lists(st.binary(max_size=200), min_size=2, max_size=4))
def test_what_is_looked_up_is_an_hmac_of_each_text_by_itself(texts: list[bytes]):
    key = KEYS.secret("mac:number")

    assert [KEYS.mac("number", one) for one in texts] == [
        b"\x01" + hmac.digest(key, one, sha256) for one in texts
    ]
    assert [KEYS.bucket_of(one) for one in texts] == [
        int.from_bytes(hmac.digest(KEYS.bucket_secret, one, sha256)[:2]) % ids.BUCKETS for one in texts
    ]


def test_after_a_rotation_the_old_still_opens_and_looks_up():
    newer = keyring.promoted(keyring.rotated(KEYS))

    assert newer.open_sealed("letters", KEYS.seal("letters", b"hello")) == b"hello"
    assert KEYS.mac("number", b"1") in newer.macs("number", b"1")
    assert newer.mac("number", b"1") != KEYS.mac("number", b"1")


def test_between_rotation_and_promotion_the_old_generation_seals_and_all_open():
    between = keyring.rotated(KEYS)
    after = keyring.promoted(between)

    assert KEYS.open_sealed("letters", between.seal("letters", b"hello")) == b"hello"
    assert between.open_sealed("letters", after.seal("letters", b"hello")) == b"hello"
    assert between.mac("number", b"1") == KEYS.mac("number", b"1")
    assert after.mac("number", b"1") in between.macs("number", b"1")


def test_a_rotation_moves_no_subject_and_changes_no_pairwise_sub():
    newer, subject = keyring.promoted(keyring.rotated(KEYS)), ids.new_id(7)

    assert newer.bucket_of(b"x") == KEYS.bucket_of(b"x")
    assert newer.pairwise("gent", subject) == KEYS.pairwise("gent", subject)


def test_a_keyring_without_the_generation_cannot_open():
    newest_only = keyring.Keyring(
        bucket_secret=KEYS.bucket_secret, generations=keyring.promoted(keyring.rotated(KEYS)).generations[:1]
    )

    with pytest.raises(keyring.SealError, match="key id"):
        newest_only.open_sealed("letters", KEYS.seal("letters", b"hello"))


def test_two_sectors_know_a_subject_by_different_subs_that_only_they_turn_back():
    subject = ids.new_id(3)
    at_gent, at_aalst = KEYS.pairwise("gent", subject), KEYS.pairwise("aalst", subject)

    assert at_gent != at_aalst
    assert KEYS.from_pairwise("gent", at_gent) == subject
    assert KEYS.from_pairwise("aalst", at_gent) is None


@pytest.mark.parametrize("invented", ["", "x", "é", "A" * 43, "A" * 4000])
def test_an_invented_sub_is_nobody(invented: str):
    assert KEYS.from_pairwise("gent", invented) is None


def test_a_keyring_file_is_read_back_as_it_was_written():
    assert keyfile.parse(keyfile.dump(KEYS)) == KEYS


@pytest.mark.parametrize("damaged", [b"", b"{}", b'{"bucket_secret": "AAAA", "generations": []}'])
def test_a_damaged_keyring_file_says_what_to_do(damaged: bytes):
    with pytest.raises(InvalidError, match="back-up"):
        keyfile.parse(damaged)


def test_a_keyring_shows_none_of_its_secrets():
    two = keyring.rotated(KEYS)
    shown = repr(two)

    assert all(repr(one.secret)[2:-1] not in shown for one in two.generations)
    assert repr(two.bucket_secret)[2:-1] not in shown
    assert "Generation(id=2)" in shown
