"""A configuration as a Flemish header gives it, and what nobody should get past us."""

from typing import Any

CONFIG: dict[str, Any] = {
    "branding": {
        "level": 3,
        "colors": {"primary": "#FFE615", "functional": "rgb(0, 85, 204)"},
        "umbrella": {"label": "Vlaanderen", "href": "https://www.vlaanderen.be", "target": None},
        "host": {
            "label": "Lennik é \u2028 </script>",
            "href": "/",
            "logo": {"src": "https://www.lennik.be/logo.svg", "srcSet": None, "alt": "Lennik"},
        },
    },
    "alert": {"enabled": True, "message": "<b>Gesloten</b> op 1 mei: bel ons", "modifier": "warning"},
    "i18n": {"default": "nl", "translations": {"nl": {"menu": {"login": "Aanmelden"}}}},
    "extensions": [
        {"pluginTypeId": "contact", "serviceEndpoints": {"chatSocket": "wss://chat.lennik.be"}},
        {
            "pluginTypeId": "citizen_profile",
            "mainLinks": [
                {"label": "Bel ons", "href": "tel:+3225310000"},
                {"nl": {"href": "mailto:a@lennik.be"}},
            ],
            "session": {"application": {"sessionSupport": True}},
        },
    ],
    "somethingNew": [1, 2.5, None],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the configuration with another value somewhere, such as ``branding.host.href``."""

    def _with(part: Any, names: list[str]) -> Any:
        if not names:
            return value
        name, *rest = names
        if isinstance(part, list):
            return [_with(one, rest) if str(at) == name else one for at, one in enumerate(part)]
        return {**part, name: _with(part.get(name, {}), rest)}

    return _with(CONFIG, path.split("."))


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in CONFIG.items() if key != name}


def nested(levels: int) -> Any:
    value: Any = "deep"
    for _ in range(levels):
        value = [value]
    return value


def extended(at: int, **fields: Any) -> dict[str, Any]:
    """Return the configuration with other fields in one of its extensions."""
    return changed(f"extensions.{at}", {**CONFIG["extensions"][at], **fields})


def points(**fields: Any) -> dict[str, Any]:
    return extended(0, servicePoints=fields)


def spoken(language: str, translation: Any) -> dict[str, Any]:
    return {"default": "nl", "translations": {language: translation}}


HOSTILE: dict[str, tuple[Any, str]] = {
    "script in a link": (changed("branding.host.href", "javascript:alert(1)"), "'javascript'"),
    "script behind a blank": (changed("branding.umbrella.href", "\x01 JavaScript:alert(1)"), "JavaScript"),
    "script with a line in it": (changed("branding.host.logo.src", "java\nscript:alert(1)"), "javascript"),
    "script in a set of images": (changed("branding.host.logo.srcSet", ["vbscript:x 2x"]), "vbscript"),
    "script where we know no field": (
        changed("extensions.1.mainLinks.0.nl.to", "javascript:x"),
        "javascript",
    ),
    "page in a link": (changed("extensions.1.mainLinks.0.href", "data:text/html,x"), "'data'"),
    "file in a link": (changed("extensions.0.serviceEndpoints.url", "file:///etc/passwd"), "'file'"),
    "number for a text": (changed("branding.host.label", 7), "$.branding.host.label"),
    "text for a truth": (changed("alert.enabled", "yes"), "$.alert.enabled"),
    "unknown modifier": (changed("alert.modifier", "loud"), "$.alert.modifier"),
    "level that is none": (changed("branding.level", 5), "$.branding.level"),
    "style for a colour": (
        changed("branding.colors.primary", "red;background:url(//x)"),
        "$.branding.colors",
    ),
    "language that we do not speak": (changed("i18n.default", "it"), "$.i18n.default"),
    "list for an object": ([CONFIG], "Expected `object`"),
    "text for an object": ("{}", "Expected `object`"),
    "no branding": (without("branding"), "missing required field `branding`"),
    "no alert": (without("alert"), "missing required field `alert`"),
    "extension without a type": (changed("extensions.0", {"a": 1}), "missing required field `pluginTypeId`"),
    "half a character": (changed("somethingNew", "\ud800"), "half a character"),
    "half a character in a name": (changed("\udfff", {"href": "data:,x"}), "half a character"),
    "too large": (changed("alert.message", "x" * 65_536), "larger than 64 KB"),
    "too deep": (changed("somethingNew", nested(200)), "nested deeper"),
}
"""What is sent, and a part of the answer."""

OF_ANOTHER_TYPE: dict[str, tuple[Any, str]] = {
    "text for main links": (extended(1, mainLinks="x"), "`$.extensions[1].mainLinks`"),
    "number for main links": (extended(1, mainLinks=5), "`$.extensions[1].mainLinks`"),
    "nothing for a main link": (extended(1, mainLinks=[None]), "`$.extensions[1].mainLinks[0]`"),
    "object for a label": (extended(1, mainLinks=[{"label": {}}]), "`$.extensions[1].mainLinks[0].label`"),
    "number for an address": (
        extended(1, applicationMenu=[{"href": 5}]),
        "`$.extensions[1].applicationMenu[0].href`",
    ),
    "text for sessions": (
        extended(1, session={"application": {"sessionSupport": "no"}}),
        "`$.extensions[1].session.application.sessionSupport`",
    ),
    "no application": (extended(1, application=None), "`$.extensions[1].application`"),
    "number for points": (points(contextual=5), "`$.extensions[0].servicePoints.contextual`"),
    "number for channels": (
        points(contextual=[{"channels": 5}]),
        "`$.extensions[0].servicePoints.contextual[0].channels`",
    ),
    "number for an hour": (
        points(defaults=[{"channels": [{"availability": {"hours": [[{"from": 9}]]}}]}]),
        "availability.hours[0][0].from`",
    ),
    "text for screen sharing": (
        extended(0, cobrowse={"isEnabled": "no"}),
        "`$.extensions[0].cobrowse.isEnabled`",
    ),
    "null for a brand": (changed("branding.host.label", None), "`$.branding.host.label`"),
    "text for extensions in French": (
        changed("i18n.translations.fr", {"extensions": "x"}),
        "`$.extensions`, as i18n.translations.fr has it",
    ),
    "number for the alert in Dutch": (
        changed("i18n.translations.nl", {"alert": {"message": 5}}),
        "`$.alert.message`, as i18n.translations.nl has it",
    ),
    "text for a language": (changed("i18n.translations.en", "x"), "as i18n.translations.en has it"),
    "number for a link in German": (
        changed("i18n.translations.de", {"extensions": {"1": {"mainLinks": [5]}}}),
        "`$.extensions[1].mainLinks[0]`, as i18n.translations.de has it",
    ),
    "number for the brand in French": (
        changed("branding.i18n", spoken("fr", {"host": {"label": 5}})),
        "`$.branding.host.label`, as branding.i18n.translations.fr has it",
    ),
    "text for points in English": (
        extended(0, servicePoints={"defaults": []}, i18n=spoken("en", {"servicePoints": {"defaults": "x"}})),
        "`$.extensions[0].servicePoints.defaults`, as extensions[0].i18n.translations.en has it",
    ),
    "name of an extension in English": (
        extended(0, i18n=spoken("en", {"pluginTypeId": 5})),
        "`$.extensions[0].pluginTypeId`, as extensions[0].i18n.translations.en has it",
    ),
}
"""A field that the package names holds something else: what is sent, and the place that is answered."""
