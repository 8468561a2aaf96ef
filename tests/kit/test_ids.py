from uuid import UUID

from hypothesis import given, strategies as st

from profile_core.kit import ids


@given(st.integers(0, ids.BUCKETS - 1))
def test_an_id_carries_its_bucket(bucket: int):
    assert ids.bucket_of(ids.new_id(bucket)) == bucket


def test_an_id_is_a_uuid_of_version_7_and_of_its_variant():
    made = ids.new_id(1023)

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert (made, made.is_safe) == (UUID(str(made)), UUID(str(made)).is_safe)


def test_ids_of_one_bucket_are_in_the_order_in_which_they_were_made():
    made = [ids.new_id(5) for _ in range(2000)]

    assert made == sorted(made)
    assert len(set(made)) == 2000


def test_what_is_no_id_is_none():
    assert ids.parse_id("../../etc/passwd") is None
