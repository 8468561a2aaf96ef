"""Which release the page uses, and whether the hashes are those of its files."""

import base64
import hashlib
from collections.abc import Iterator

from embed_header.releases import Release, pinned
from embed_header.site_check.address import origin_of
from embed_header.site_check.case import Case, Loaded
from embed_header.site_check.kinds import Finding, Kind, found

_STRENGTH = ("sha256", "sha384", "sha512")


def check_version(case: Case) -> Iterator[Finding]:
    """Find a release that does not exist, is not meant for everybody, or is old."""
    newest = pinned(case.releases)
    for one in _ours(case):
        if one.release is None:
            yield found(Kind.FILE_UNKNOWN, file=one.name, version=one.version, newest=newest.version)
        elif one.release.order > newest.order or one.version == "next":
            yield found(Kind.FILE_NEXT, file=one.name, version=one.version, newest=newest.version)
        elif not one.is_pinned:
            yield found(Kind.FILE_EVERGREEN, file=one.name, version=one.version, newest=newest.version)
        elif one.release is not newest:
            yield found(Kind.FILE_OLD, file=one.name, version=one.version, newest=newest.version)


def check_same_release(case: Case) -> Iterator[Finding]:
    """Find script and style sheet of two releases."""
    for script, style in zip(case.scripts[:1], case.styles[:1], strict=False):
        if script.release and style.release and script.release is not style.release:
            yield found(Kind.FILES_DIFFER, script=script.version, style=style.version)


def check_integrity(case: Case) -> Iterator[Finding]:
    """Find pinned files without their hash, and files that change with one (Subresource Integrity section 3)."""
    for one in _ours(case):
        if one.release is None:
            continue
        given = one.tag.attributes.get("integrity", "").split()
        if given and not _is_right(given, one.release, one.name):
            yield found(
                Kind.INTEGRITY_WRONG,
                file=one.name,
                version=one.release.version,
                integrity=one.release.integrity(one.name),
            )
        elif given and not one.is_pinned:
            yield found(
                Kind.INTEGRITY_EVERGREEN, file=one.name, version=one.version, newest=one.release.version
            )
        elif not given and one.is_pinned:
            yield found(Kind.INTEGRITY_MISSING, file=one.name, integrity=one.release.integrity(one.name))


def _ours(case: Case) -> list[Loaded]:
    return [one for one in (*case.scripts, *case.styles) if origin_of(one.url) == case.gateway]


def _is_right(given: list[str], release: Release, name: str) -> bool:
    """Compare with the strongest kind of hash that is given, as browsers do (section 3.3.4); none is as good as right."""
    known = [one.partition("-") for one in given if one.partition("-")[0] in _STRENGTH]
    if not known:
        return True
    strongest = max((kind for kind, _, _ in known), key=_STRENGTH.index)
    digest = base64.b64encode(hashlib.new(strongest, release.files[name]).digest()).decode()
    return any(value.partition("?")[0] == digest for kind, _, value in known if kind == strongest)
