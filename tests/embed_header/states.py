"""Every state of the header, by name: what axe, keyboard, screen reader, zoom and gallery go through."""

from playwright.sync_api import Page

from tests.embed_header.played_region import Region
from tests.embed_header.state import ELEMENT, HEADER, State, Step, entry, item

OUT = ".button"
IN = ".toggle"
ALERT = """<p slot="alert" data-kind="{kind}">{text} <a href="/meer">Lees meer</a></p>"""
LOGO = (
    """<a slot="brand" href="/"><img src="{gateway}/logo.svg" width="120" height="40" alt="Stad Gent"></a>"""
)
LINKS = """<ul slot="links"><li><a href="/afspraak">Afspraak maken</a></li><li><a href="/taxes">Belastingen</a></li>
<li><a href="/nieuws">Nieuws</a></li></ul>"""
CONTACT = """<details slot="contact"><summary>Hulp nodig?</summary>
<ul><li><a href="tel:+3292101010">Bel 09 210 10 10</a></li><li><a href="/vraag">Stel uw vraag</a></li></ul></details>"""
LANGUAGES = """<ul slot="languages"><li><a hreflang="fr" lang="fr" href="/fr">Français</a></li>
<li><a hreflang="en" lang="en" href="/en">English</a></li></ul>"""
CLOSED = "Het stadhuis is maandag gesloten."
ALL = ALERT.format(kind="warning", text=CLOSED) + LOGO + LINKS + CONTACT + LANGUAGES
GENT = 'organisation="Stad Gent"'
SWITCH = f'{GENT} switch-capacity-url="/login?switch"'
TOLD = {
    "active": True,
    "switchCapacityUrl": "/wissel",
    "idpData": {
        "user": {"firstName": "Jan", "name": "De Smet"},
        "activeIdentity": {"onBehalfOf": {"code": "EA", "name": "Fietsatelier De Ketting bv"}},
        "identities": [
            {"onBehalfOf": {"code": "BUR", "firstName": "Jan", "name": "De Smet"}, "loginHint": "1"},
            {"onBehalfOf": {"code": "VER", "name": "Turnkring Sint-Amandsberg vzw"}, "loginHint": "2"},
        ],
    },
}
EMPTY = {"unreadCount": 0, "items": [], "entries": [entry("notifications", "Berichten", 0)]}
WITH_FILES = {
    "unreadCount": 3,
    "entries": [entry("notifications", "Berichten", 2), entry("file_status", "Dossiers", 1)],
}
LONG_WORD = "Gemeentebelastingdienstverleningsovereenkomstenadministratie"
LONG = {
    "name": "Maria-Magdalena Vandenbroucke-Papadimitrakopoulou",
    "role": {"code": "EA", "name": "Aannemingsmaatschappij Vandenberghe, Vandermeulen & Zonen bv"},
    "unreadCount": 100,
    "items": [item(n, f"{LONG_WORD}: herinnering", LONG_WORD, days=n) for n in range(5)],
    "entries": [
        entry("notifications", "Berichten", 100),
        *(entry(f"block{n}", f"{LONG_WORD} {n}", n) for n in range(4)),
    ],
}


def shows(part: str) -> Step:
    """Wait until a part of the header is seen."""
    return lambda page, _: page.locator(f"{HEADER} {part}").first.wait_for()


def opens(page: Page, region: Region) -> None:
    page.locator(IN).click()
    page.locator("#panel").wait_for()


def draws(page: Page, region: Region) -> None:
    """Open the panel again where the widget came too late to be drawn at once, as on a slow machine."""
    while not page.locator(f"{HEADER} [data-block]").count():
        page.evaluate(f"{ELEMENT}.closePanel().then(() => {ELEMENT}.openPanel())")


def tells(page: Page, region: Region) -> None:
    """Say who is there, as a site of tier 1 does."""
    page.evaluate(f"(told) => {ELEMENT}.setProfile(told)", TOLD)


def breaks(page: Page, region: Region) -> None:
    region.answers = "503"
    page.evaluate(f"{ELEMENT}.refresh()")


def disconnects(page: Page, region: Region) -> None:
    page.context.set_offline(True)


def ends(page: Page, region: Region) -> None:
    region.ended = True


def helps(page: Page, region: Region) -> None:
    page.locator("summary").click()


def without_script(page: Page, region: Region) -> None:
    page.route("**/*.js", lambda route: route.abort())


def waits_long(page: Page, region: Region) -> None:
    page.clock.fast_forward(3_000)


OPENED = (shows(IN), opens, draws)
PLAIN = (shows(IN), opens)
STATES: dict[str, State] = {
    "links-only": State(attributes=f'{GENT} tier="0"', then=(shows(".link"),)),
    "told-out": State(attributes=f'{GENT} tier="1"', then=(shows(OUT),)),
    "told-in": State(attributes=f'{GENT} tier="1"', then=(shows(OUT), tells, shows(IN))),
    "told-roles": State(attributes=f'{GENT} tier="1"', then=(shows(OUT), tells, *PLAIN)),
    "loading": State(turned={"answers": "hang"}, then=(shows(".waiting"),)),
    "slow": State(
        turned={"answers": "hang"},
        then=(shows(".waiting"), waits_long, shows(".word")),
    ),
    "out": State(turned={"logged_in": False}, then=(shows(OUT),)),
    "out-unasked": State(attributes=f'{GENT} signed-in="false"', then=(shows(OUT),)),
    "in": State(summary=EMPTY, then=(shows(IN),)),
    "in-unread": State(then=(shows(".badge"),)),
    "in-many-unread": State(summary={"unreadCount": 100}, then=(shows(".badge"),)),
    "panel": State(then=OPENED),
    "panel-files": State(summary=WITH_FILES, then=(*OPENED, shows("citizen-profile-file-status"))),
    "panel-empty": State(summary=EMPTY, then=OPENED),
    "panel-without-widgets": State(turned={"pins": ""}, then=PLAIN),
    "panel-roles": State(attributes=SWITCH, then=OPENED),
    "panel-everything": State(attributes=SWITCH, slots=ALL, then=OPENED),
    "down": State(turned={"answers": "503"}, then=(shows(".word"),)),
    "down-known": State(then=(shows(IN), breaks, shows(".attention"))),
    "down-panel": State(then=(*OPENED, breaks, shows(".trouble"))),
    "offline": State(then=(shows(IN), disconnects, shows(".attention"))),
    "offline-panel": State(then=(*OPENED, disconnects, shows(".trouble"))),
    "ended": State(then=(shows(IN), ends, shows(OUT))),
    "alert-info": State(
        slots=ALERT.format(kind="info", text="Vanaf april halen we papier op donderdag."), then=(shows(IN),)
    ),
    "alert-warning": State(slots=ALERT.format(kind="warning", text=CLOSED), then=(shows(IN),)),
    "alert-error": State(
        slots=ALERT.format(kind="error", text="Online betalen lukt nu niet."), then=(shows(IN),)
    ),
    "alert-success": State(
        slots=ALERT.format(kind="success", text="Online betalen lukt weer."), then=(shows(IN),)
    ),
    "logo": State(slots=LOGO, then=(shows(IN),)),
    "main-links": State(slots=LINKS, then=(shows(IN),)),
    "contact": State(slots=CONTACT, then=(shows(IN),)),
    "contact-open": State(slots=CONTACT, then=(shows(IN), helps, shows("li a"))),
    "languages": State(slots=LANGUAGES, then=(shows(IN),)),
    "everything": State(slots=ALL, then=(shows(IN),)),
    "everything-out": State(slots=ALL, turned={"logged_in": False}, then=(shows(OUT),)),
    "everything-down": State(slots=ALL, turned={"answers": "503"}, then=(shows(".word"),)),
    "nobody-named": State(attributes="", turned={"logged_in": False}, then=(shows(OUT),)),
    "consent": State(attributes=f'{GENT} variant="consent"', slots=ALL, then=(shows("[slot=brand]"),)),
    "dark": State(attributes=f'{SWITCH} theme="dark"', slots=ALL, then=OPENED),
    "light": State(attributes=f'{SWITCH} theme="light"', slots=ALL, then=OPENED),
    "long": State(
        attributes=f'organisation="{LONG_WORD}"',
        turned={"fallback": f'<a href="/">{LONG_WORD}</a><a href="/login">Aanmelden</a>'},
        summary=LONG,
        then=(shows(IN),),
    ),
    "long-panel": State(attributes=SWITCH, summary=LONG, then=OPENED),
    "without-script": State(before=(without_script,), then=(shows("> a"),)),
    "without-script-everything": State(slots=ALL, before=(without_script,), then=(shows("> a"),)),
}
