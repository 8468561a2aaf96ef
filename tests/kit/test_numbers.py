import pytest
from hypothesis import given, strategies as st
from stdnum.be import nn, vat

from profile_core.kit.numbers import enterprise_number, national_number
from profile_core.kit.redaction import REDACTED, contains_number, numbers_in, redact, redact_value

REAL = "85.07.30-033.28"
"""The example that is printed in every explanation of the number; it is nobody's."""


@given(st.dates(), st.integers(1, 998))
def test_numbers_agree_with_python_stdnum(day, sequence):
    base = f"{day:%y%m%d}{sequence:03d}"
    prefix = "2" if day.year >= 2000 else ""
    number = f"{base}{97 - int(prefix + base) % 97:02d}"
    if nn.is_valid(number):
        assert national_number(number) == number


@pytest.mark.parametrize("wrong", ["85.07.30-033.29", "8507300332", "85073003328x", "", "٨٥٠٧٣٠٠٣٣٢٨"])
def test_a_number_with_a_wrong_check_digit_or_shape_is_none(wrong: str):
    assert national_number(wrong) is None


def test_an_enterprise_number_is_read_as_stdnum_reads_it():
    assert vat.is_valid("0403.019.261")
    assert enterprise_number("BE 0403.019.261") == "0403019261"
    assert enterprise_number("0403.019.262") is None


@pytest.mark.parametrize(
    "written",
    [
        REAL,
        "85073003328",
        "850730-033-28",
        "85 07 30 033 28",
        "85/07/30 033.28",
        "85.07.30–033.28",
        "85. 07. 30 - 033. 28",
        "850_730_033_28",
        "8 5 0 7 3 0 0 3 3 2 8",
        "8507-3003-328",
        "８５０７３００３３２８",
        "85\u200b0730\u200b03328",
        "85%2E07%2E30-033%2E28",
    ],
)
def test_a_number_is_blanked_in_any_formatting(written: str):
    assert redact(f"for {written}, please") == f"for {REDACTED}, please"
    assert contains_number(f"({written})")


@given(
    zeros=st.lists(st.sampled_from("0٠०０𝟎"), min_size=11, max_size=11),
    around=st.text(st.characters(exclude_categories=["Nd", "No"]), max_size=20),
)
def test_a_number_in_digits_of_any_scripts_is_found_in_any_text(zeros: list[str], around: str):
    digits = zip(zeros, "85073003328", strict=True)
    written = "".join(chr(ord(zero) + int(digit)) for zero, digit in digits)

    assert list(numbers_in(f"{around}x {written} x{around}")) == ["85073003328"]


@pytest.mark.parametrize(
    "harmless",
    [
        "call 09 266 51 11 or +32 9 266 51 11",
        "2026-11-22 01:07:47",
        "02/03/2026 - 14:30",
        "BE68 5390 0754 7034",
        "01a200d0-1a7c-704c-8383-cba004ab9405",
    ],
)
def test_a_phone_number_a_moment_an_account_and_an_id_stay(harmless: str):
    assert redact(harmless) == harmless


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client_assertion", "abc"),
        ("Authorization", "Basic x"),
        ("anything", "DPoP eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"),
        ("anything", 85073003328),
        ("anything", ["x", {"deep": REAL}]),
    ],
)
def test_a_secret_never_reaches_a_log(name: str, value: object):
    written = repr(redact_value(name, value))

    assert REDACTED in written
    assert not any(part in written for part in ("abc", "Basic", "eyJ", "85073003328", REAL))
