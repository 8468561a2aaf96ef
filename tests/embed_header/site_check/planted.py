"""Mistakes of web teams, each one replacement in the good site, and what must be found of it."""

from typing import NamedTuple

from embed_header.releases import SCRIPT, STYLE
from embed_header.site_check.kinds import Kind
from tests.embed_header.site_check.sample import GATEWAY, OLDEST, RELEASE

_SCRIPT_HASH = RELEASE.integrity(SCRIPT)
_CSP = "content-security-policy: default-src 'none'; "
_API = f'api="{GATEWAY}"'
_STYLE = f'<link rel="stylesheet" href="{GATEWAY}/header/{RELEASE.version}/fallback.css"'
_COPY_OF_ANOTHER = f'<link rel="stylesheet" href="/copy.css" integrity="{RELEASE.integrity(SCRIPT)}"'
_SCRIPT = f'<script type="module" async src="{GATEWAY}/header/{RELEASE.version}/'
_ENDLESS = "x" * 1_100_000
_LONG_POLICY = (
    f'<meta http-equiv="content-security-policy" content="img-src {" ".join(map(str, range(4000)))}">'
)
_OPEN, _CLOSE = "<citizen-profile-header", "</citizen-profile-header>"


class Mistake(NamedTuple):
    """What is found when ``old`` becomes ``new`` in one of the site's answers."""

    kind: Kind
    where: str
    old: str
    new: str


PLANTED = (
    Mistake(Kind.PAGE_STATUS, "page", "200\n", "503\n"),
    Mistake(Kind.PAGE_NOT_HTML, "page", "text/html", "application/json"),
    Mistake(Kind.PAGE_UNREAD, "page", "text/html; charset=utf-8", "text/html\ncontent-encoding: br"),
    Mistake(Kind.PAGE_UNREAD, "page", "200\n", "302\nlocation: /again\n"),
    Mistake(Kind.PAGE_LEADS_AWAY, "page", "200\n", "302\nlocation: https://elsewhere.example/\n"),
    # the files
    Mistake(
        Kind.SCRIPT_MISSING, "page", '<script type="module" async src', '<script type="module" async data-src'
    ),
    Mistake(
        Kind.SCRIPT_TWICE,
        "page",
        "</head>",
        f'{_SCRIPT}citizen-profile-header.js" integrity="{_SCRIPT_HASH}"></script></head>',
    ),
    Mistake(Kind.SCRIPT_NO_MODULE, "page", '<script type="module"', "<script"),
    Mistake(Kind.STYLE_MISSING, "page", 'rel="stylesheet"', 'rel="preload" as="style"'),
    Mistake(Kind.STYLE_MISSING, "page", f'{_STYLE} integrity="{RELEASE.integrity(STYLE)}"', _COPY_OF_ANOTHER),
    Mistake(Kind.STYLE_LATE, "page", 'rel="stylesheet"', 'rel="stylesheet" media="print"'),
    Mistake(Kind.STYLE_LATE, "page", _STYLE, f"{_OPEN}><a href=/>x</a>{_CLOSE}{_STYLE}"),
    Mistake(Kind.STYLE_NO_CROSSORIGIN, "page", ' crossorigin="anonymous">\n<script', ">\n<script"),
    Mistake(Kind.EMBEDDER_POLICY, "page", ' crossorigin="anonymous">\n<script', ">\n<script"),
    Mistake(Kind.FILE_CREDENTIALS, "page", 'crossorigin="anonymous"', 'crossorigin="use-credentials"'),
    Mistake(Kind.FILE_ELSEWHERE, "page", _SCRIPT, '<script type="module" async src="/assets/'),
    Mistake(Kind.FILE_UNKNOWN, "page", _SCRIPT, f'<script type="module" async src="{GATEWAY}/header/9.9.9/'),
    Mistake(
        Kind.FILE_OLD, "page", _SCRIPT, f'<script type="module" async src="{GATEWAY}/header/{OLDEST.version}/'
    ),
    Mistake(
        Kind.FILES_DIFFER,
        "page",
        _SCRIPT,
        f'<script type="module" async src="{GATEWAY}/header/{OLDEST.version}/',
    ),
    Mistake(Kind.FILE_NEXT, "page", _SCRIPT, f'<script type="module" async src="{GATEWAY}/header/next/'),
    Mistake(Kind.FILE_EVERGREEN, "page", _SCRIPT, f'<script type="module" async src="{GATEWAY}/header/v1/'),
    Mistake(
        Kind.INTEGRITY_EVERGREEN, "page", _SCRIPT, f'<script type="module" async src="{GATEWAY}/header/v1/'
    ),
    Mistake(Kind.INTEGRITY_MISSING, "page", f'integrity="{_SCRIPT_HASH}"', ""),
    Mistake(Kind.POLICY_INTEGRITY, "page", f'integrity="{_SCRIPT_HASH}"', ""),
    Mistake(Kind.INTEGRITY_WRONG, "page", _SCRIPT_HASH, OLDEST.integrity(SCRIPT)),
    Mistake(Kind.INTEGRITY_WRONG, "page", _SCRIPT_HASH, f"{_SCRIPT_HASH} sha512-AAAA"),
    # the element
    Mistake(Kind.ELEMENT_MISSING, "page", "citizen-profile-header api", "citizen-header api"),
    Mistake(Kind.ELEMENT_MISSING, "page", _OPEN, f"<template>{_OPEN}"),
    Mistake(Kind.ELEMENT_TWICE, "page", "</main>", f"</main>{_OPEN}><a href=/>x</a>{_CLOSE}"),
    Mistake(Kind.ELEMENT_OPEN, "page", _CLOSE, ""),
    Mistake(Kind.ELEMENT_API, "page", _API, 'api="https://other.example"'),
    Mistake(Kind.ELEMENT_LOW, "page", '<a href="#inhoud">Ga naar de inhoud</a>', "<h1>Stad Gent</h1>"),
    Mistake(
        Kind.ELEMENT_LOW, "page", '<a href="#inhoud">Ga naar de inhoud</a>', "<p>Wij gebruiken cookies.</p>"
    ),
    Mistake(
        Kind.ELEMENT_LOW, "page", '<a href="#inhoud">Ga naar de inhoud</a>', "<img src=/kop.jpg alt=Gent>"
    ),
    Mistake(Kind.ELEMENT_LATE, "page", "<body>", f"<body><script>/* {'x' * 210_000} */</script>"),
    Mistake(Kind.ELEMENT_NESTED, "page", _OPEN, f"<nav>{_OPEN}"),
    Mistake(Kind.ELEMENT_NESTED, "page", _OPEN, f"<header><div><header>{_OPEN}"),
    Mistake(Kind.NO_FALLBACK, "page", '<a href="/">Stad Gent</a><a href="/login">Aanmelden</a>', "Aanmelden"),
    Mistake(Kind.ATTRIBUTE_UNKNOWN, "page", 'organisation="', 'organization="'),
    Mistake(Kind.ATTRIBUTE_VALUE, "page", _API, f'{_API} tier="3"'),
    Mistake(Kind.ATTRIBUTE_IDLE, "page", _API, f'{_API} tier="0"'),
    Mistake(Kind.BASE_ELSEWHERE, "page", "</head>", '<base href="https://elsewhere.example/"></head>'),
    Mistake(Kind.WIDGETS_MALFORMED, "page", 'widgets="parking sha384-', 'widgets="parking '),
    Mistake(Kind.WIDGET_UNKNOWN, "page", 'widgets="parking', 'widgets="library'),
    # the policy
    Mistake(Kind.POLICY_MISSING, "page", "content-security-policy:", "x-content-security-policy:"),
    Mistake(Kind.POLICY_BLOCKS, "page", f"script-src {GATEWAY};", "script-src 'self';"),
    Mistake(Kind.POLICY_BLOCKS, "page", f"script-src {GATEWAY};", ""),
    Mistake(
        Kind.POLICY_BLOCKS, "page", f"script-src {GATEWAY};", f"script-src 'nonce-abc' '{_SCRIPT_HASH}';"
    ),
    Mistake(Kind.POLICY_BLOCKS, "page", f"style-src 'self' {GATEWAY}", "style-src 'self'"),
    Mistake(Kind.POLICY_BLOCKS, "page", f"connect-src 'self' {GATEWAY}", "connect-src 'self'"),
    Mistake(Kind.POLICY_BLOCKS, "page", f"connect-src 'self' {GATEWAY}", f"connect-src {GATEWAY}"),
    Mistake(
        Kind.POLICY_BLOCKS, "page", f"connect-src 'self' {GATEWAY}", f"connect-src 'self' {GATEWAY}/header/"
    ),
    Mistake(
        Kind.POLICY_BLOCKS,
        "page",
        f"connect-src 'self' {GATEWAY}",
        "connect-src 'self' https://profile.localhost:8400",
    ),
    Mistake(
        Kind.POLICY_BLOCKS,
        "page",
        "</head>",
        '<meta http-equiv="Content-Security-Policy" content="connect-src \'self\'"></head>',
    ),
    Mistake(Kind.POLICY_BLOCKS, "page", _CSP, f"{_CSP}script-src-elem 'self'; "),
    Mistake(
        Kind.POLICY_STRICT_DYNAMIC,
        "page",
        f"script-src {GATEWAY};",
        f"script-src 'nonce-abc' 'strict-dynamic' {GATEWAY};",
    ),
    Mistake(Kind.POLICY_UNQUOTED, "page", "connect-src 'self'", "connect-src 'self' self"),
    Mistake(Kind.POLICY_WIDE, "page", f"script-src {GATEWAY};", "script-src http:;"),
    Mistake(Kind.POLICY_TRUSTED_TYPES, "page", "trusted-types citizen-profile", "trusted-types dompurify"),
    Mistake(Kind.POLICY_SANDBOX, "page", _CSP, f"{_CSP}sandbox allow-scripts allow-forms; "),
    Mistake(Kind.REFERRER_POLICY, "page", "strict-origin-when-cross-origin", "no-referrer"),
    # the page around it
    Mistake(Kind.PAGE_CROWDED, "page", "<main", f"{'<script></script>' * 600}<main"),
    Mistake(Kind.PAGE_CROWDED, "page", "</main>", f"</main>{'<b>' * 50_000}"),
    Mistake(Kind.PAGE_CROWDED, "page", "</head>", f"{_LONG_POLICY}</head>"),
    Mistake(Kind.LANGUAGE_MISSING, "page", '<html lang="nl">', "<html>"),
    Mistake(Kind.LANGUAGE_OTHER, "page", '<html lang="nl">', '<html lang="es">'),
    Mistake(Kind.TITLE_MISSING, "page", "<title>Stad Gent</title>", "<title> </title>"),
    Mistake(Kind.MAIN_MISSING, "page", '<main id="inhoud">', '<div id="inhoud">'),
    Mistake(Kind.VIEWPORT_MISSING, "page", '<meta name="viewport"', '<meta name="view"'),
    Mistake(Kind.ZOOM_FORBIDDEN, "page", "initial-scale=1", "initial-scale=1, user-scalable=no"),
    Mistake(Kind.ZOOM_FORBIDDEN, "page", "initial-scale=1", "maximum-scale=1.0"),
    # what its server answers
    Mistake(Kind.LINK_ELSEWHERE, "page", 'login-url="/login"', 'login-url="https://login.example/"'),
    Mistake(Kind.LINK_UNREAD, "login", "\n\n", f"\n\n{_ENDLESS}"),
    Mistake(Kind.TOKEN_UNREAD, "token", '{"error": "no_session"}', _ENDLESS),
    Mistake(Kind.LINK_STATUS, "login", "303\n", "200\n"),
    Mistake(Kind.LINK_STATUS, "logout", "303\n", "405\n"),
    Mistake(Kind.LINK_LEADS_AWAY, "login", GATEWAY, "https://other.example"),
    Mistake(Kind.LINK_CLIENT, "login", "client_id=gent-website", "client_id=aalst-website"),
    Mistake(Kind.TOKEN_ELSEWHERE, "page", _API, f'{_API} token-url="https://login.example/token"'),
    Mistake(Kind.TOKEN_STATUS, "token", "401\n", "404\n"),
    Mistake(Kind.TOKEN_STATUS, "token", "401\n", "302\nlocation: /login\n"),
    Mistake(
        Kind.TOKEN_NOT_JSON, "token", '{"error": "no_session"}', "<!doctype html><title>Aanmelden</title>"
    ),
    Mistake(Kind.TOKEN_NOT_JSON, "token", "application/json", "text/html"),
    Mistake(Kind.TOKEN_KEPT, "token", "no-store", "private"),
    Mistake(Kind.TOKEN_FOREIGN, "foreign", "403\n", "401\n"),
    Mistake(Kind.TOKEN_SHARED, "foreign", "cache-control", "access-control-allow-origin: *\ncache-control"),
)
"""More than one kind may be found of a mistake: this one always is."""
