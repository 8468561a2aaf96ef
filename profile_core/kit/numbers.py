"""Identification numbers with check digits: national register and BIS numbers, enterprise numbers."""

import re

_SEPARATORS = re.compile(r"[\s.\-/]")


def national_number(text: str) -> str | None:
    """Return the eleven digits of a valid Belgian national or BIS number, else None.

    The last two digits are 97 minus the first nine modulo 97; who was born from 2000 on has a 2 in front of
    the nine when it is counted.
    """
    digits = text if text.isdecimal() else _SEPARATORS.sub("", text)
    if len(digits) != 11 or not (digits.isascii() and digits.isdecimal()):
        return None
    base, check = divmod(int(digits), 100)
    if check not in (97 - base % 97, 97 - (2_000_000_000 + base) % 97):
        return None
    return digits if _has_plausible_date(base) else None


def enterprise_number(text: str) -> str | None:
    """Return the ten digits of a valid Belgian enterprise number (KBO/BCE), else None."""
    digits = _SEPARATORS.sub("", text.upper().removeprefix("BE"))
    if len(digits) != 10 or not (digits.isascii() and digits.isdecimal()) or digits[0] not in "01":
        return None
    return digits if int(digits[8:]) == 97 - int(digits[:8]) % 97 else None


def _has_plausible_date(base: int) -> bool:
    """Months of BIS numbers are 20 or 40 higher; unknown days and months are 00."""
    month, day = base // 100_000 % 100, base // 1_000 % 100
    return day <= 31 and (month <= 12 or 20 <= month <= 32 or 40 <= month <= 52)
