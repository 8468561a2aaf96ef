"""Nothing foreign runs on a page of ours, nothing leaks from it, nobody frames it, nothing of it is kept."""

from profile_core.pages.headers import strict


def directives() -> dict[str, str]:
    policy = strict(secure=True)["Content-Security-Policy"]
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in policy.split(";"))}


def test_policy_starts_from_nothing_and_allows_only_ourselves():
    allowed = directives()
    assert allowed.pop("default-src") == "'none'"
    assert allowed.pop("base-uri") == "'none'"
    assert allowed.pop("frame-ancestors") == "'none'"
    assert allowed.pop("require-trusted-types-for") == "'script'"
    assert {"script-src", "style-src", "form-action", "connect-src"} <= allowed.keys()
    assert set(allowed.values()) == {"'self'"}


def test_pages_are_neither_kept_nor_sniffed_nor_named_to_others():
    sent = strict(secure=False)
    assert sent["Cache-Control"] == "no-store"
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Referrer-Policy"] == "same-origin"
    assert sent["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in sent["Permissions-Policy"]


def test_only_https_promises_https():
    assert "Strict-Transport-Security" not in strict(secure=False)
    assert strict(secure=True)["Strict-Transport-Security"].startswith("max-age=31536000")
