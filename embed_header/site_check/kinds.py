"""All that a check of a page can find, on one screen; the texts stand in ``locale/`` under the same codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum

_LONGEST = 160


class Level(IntEnum):
    """How bad it is; with an error the header does not work."""

    OK = 0
    ADVICE = 1
    WARNING = 2
    ERROR = 3


class Kind(Enum):
    """A code, and its level. ``error``: the header fails; ``warning``: it works, and somebody suffers."""

    ADDRESS_UNUSABLE = "address-unusable", Level.ERROR
    SITE_UNKNOWN = "site-unknown", Level.ERROR
    PLAIN_HTTP = "plain-http", Level.ERROR
    PAGE_UNREAD = "page-unread", Level.ERROR
    PAGE_LEADS_AWAY = "page-leads-away", Level.ERROR
    PAGE_STATUS = "page-status", Level.ERROR
    PAGE_NOT_HTML = "page-not-html", Level.ERROR

    SITE_FINE = "site-fine", Level.OK
    SITE_TEST = "site-test", Level.ADVICE
    SITE_NOT_READY = "site-not-ready", Level.ADVICE
    SITE_AGREEMENT = "site-agreement", Level.ERROR
    SITE_SCOPE = "site-scope", Level.ERROR

    DOCUMENT_FINE = "document-fine", Level.OK
    PAGE_CROWDED = "page-crowded", Level.WARNING
    LANGUAGE_MISSING = "language-missing", Level.WARNING
    LANGUAGE_OTHER = "language-other", Level.ADVICE
    TITLE_MISSING = "title-missing", Level.WARNING
    MAIN_MISSING = "main-missing", Level.WARNING
    VIEWPORT_MISSING = "viewport-missing", Level.WARNING
    ZOOM_FORBIDDEN = "zoom-forbidden", Level.WARNING

    DROP_IN = "drop-in", Level.OK
    FILES_FINE = "files-fine", Level.OK
    SCRIPT_MISSING = "script-missing", Level.ERROR
    SCRIPT_TWICE = "script-twice", Level.WARNING
    SCRIPT_NO_MODULE = "script-no-module", Level.ERROR
    STYLE_MISSING = "style-missing", Level.WARNING
    STYLE_LATE = "style-late", Level.WARNING
    STYLE_NO_CROSSORIGIN = "style-no-crossorigin", Level.ERROR
    FILE_ELSEWHERE = "file-elsewhere", Level.ERROR
    FILE_CREDENTIALS = "file-credentials", Level.ERROR
    FILE_UNKNOWN = "file-unknown", Level.ERROR
    FILE_OLD = "file-old", Level.ADVICE
    FILE_NEXT = "file-next", Level.WARNING
    FILE_EVERGREEN = "file-evergreen", Level.ADVICE
    FILES_DIFFER = "files-differ", Level.WARNING
    INTEGRITY_MISSING = "integrity-missing", Level.WARNING
    INTEGRITY_WRONG = "integrity-wrong", Level.ERROR
    INTEGRITY_EVERGREEN = "integrity-evergreen", Level.WARNING

    ELEMENT_FINE = "element-fine", Level.OK
    ELEMENT_MISSING = "element-missing", Level.ERROR
    ELEMENT_TWICE = "element-twice", Level.ERROR
    ELEMENT_OPEN = "element-open", Level.ERROR
    ELEMENT_API = "element-api", Level.ERROR
    ELEMENT_LOW = "element-low", Level.WARNING
    ELEMENT_LATE = "element-late", Level.WARNING
    ELEMENT_NESTED = "element-nested", Level.WARNING
    NO_FALLBACK = "no-fallback", Level.WARNING
    ATTRIBUTE_UNKNOWN = "attribute-unknown", Level.ADVICE
    ATTRIBUTE_VALUE = "attribute-value", Level.ERROR
    ATTRIBUTE_IDLE = "attribute-idle", Level.ADVICE
    BASE_ELSEWHERE = "base-elsewhere", Level.ERROR
    WIDGETS_MALFORMED = "widgets-malformed", Level.ERROR
    WIDGET_UNKNOWN = "widget-unknown", Level.WARNING
    WIDGET_PIN = "widget-pin", Level.WARNING
    WIDGET_OLD = "widget-old", Level.ADVICE

    POLICY_FINE = "policy-fine", Level.OK
    POLICY_MISSING = "policy-missing", Level.ADVICE
    POLICY_BLOCKS = "policy-blocks", Level.ERROR
    POLICY_STRICT_DYNAMIC = "policy-strict-dynamic", Level.ERROR
    POLICY_UNQUOTED = "policy-unquoted", Level.WARNING
    POLICY_WIDE = "policy-wide", Level.ADVICE
    POLICY_TRUSTED_TYPES = "policy-trusted-types", Level.WARNING
    POLICY_SANDBOX = "policy-sandbox", Level.ERROR
    POLICY_INTEGRITY = "policy-integrity", Level.ERROR
    EMBEDDER_POLICY = "embedder-policy", Level.WARNING
    REFERRER_POLICY = "referrer-policy", Level.ADVICE

    LINKS_FINE = "links-fine", Level.OK
    LINK_ELSEWHERE = "link-elsewhere", Level.WARNING
    LINK_UNREAD = "link-unread", Level.ERROR
    LINK_STATUS = "link-status", Level.ERROR
    LINK_LEADS_AWAY = "link-leads-away", Level.WARNING
    LINK_CLIENT = "link-client", Level.ERROR

    TOKEN_FINE = "token-fine", Level.OK
    TOKEN_ELSEWHERE = "token-elsewhere", Level.ERROR
    TOKEN_UNREAD = "token-unread", Level.ERROR
    TOKEN_STATUS = "token-status", Level.ERROR
    TOKEN_NOT_JSON = "token-not-json", Level.ERROR
    TOKEN_KEPT = "token-kept", Level.WARNING
    TOKEN_FOREIGN = "token-foreign", Level.ERROR
    TOKEN_SHARED = "token-shared", Level.ERROR

    def __init__(self, code: str, level: Level) -> None:
        """Take a code, which never changes once it is published, and the level of whatever is of this kind."""
        self.code = code
        self.level = level

    @property
    def seen(self) -> str:
        """Return the key of the text that says what was seen."""
        return f"header.check.{self.code}.seen"

    @property
    def remedy(self) -> str:
        """Return the key of the text that says what to do; what is well has none."""
        return f"header.check.{self.code}.do" if self.level is not Level.OK else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was seen; ``values`` fill both texts."""

    kind: Kind
    values: Mapping[str, str]


def found(kind: Kind, **values: object) -> Finding:
    """Return a finding; what comes from the page is cut short, and cannot move a terminal's cursor."""
    return Finding(kind=kind, values={name: _plain(str(value)) for name, value in values.items()})


def _plain(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text[:_LONGEST])
