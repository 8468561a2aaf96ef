"""The fields that ``@govflanders/vl-widget-global-header-types`` 2.0.14 names in a configuration, and what they hold.

A field that is not named here may hold anything. Null is only for fields that the package gives it to.
"""

from typing import Annotated, Any, Literal, Required, TypedDict

import msgspec

Language = Literal["nl", "fr", "de", "en"]
_Color = Annotated[
    str, msgspec.Meta(pattern=r"^(#[0-9A-Fa-f]{3,8}|[A-Za-z]{1,30}|(rgb|hsl)a?\([0-9.,%/ ]{1,50}\))?$")
]


class I18n(TypedDict):
    """``I18n``; what it translates is checked where it is laid over the configuration."""

    default: Language
    translations: dict[str, Any]


class _Link(TypedDict, total=False):
    label: str
    href: str
    target: str | None


class _Logo(TypedDict, total=False):
    src: str | None
    srcSet: list[str] | None
    alt: Required[str]


class _Host(_Link, total=False):
    logo: _Logo | None


class _Colors(TypedDict, total=False):
    primary: _Color
    functional: _Color


class _Branding(TypedDict, total=False):
    allowOverride: bool
    level: Literal[1, 2, 3, 4]
    colors: _Colors
    umbrella: _Link
    host: _Host
    i18n: I18n


class _Alert(TypedDict):
    enabled: bool
    message: str
    modifier: Literal["success", "warning", "error"]


class Extension(TypedDict, total=False):
    """What each extension has."""

    pluginTypeId: Required[str]
    i18n: I18n


class Config(TypedDict, total=False):
    """``Config``."""

    branding: Required[_Branding]
    alert: Required[_Alert]
    extensions: Required[list[Extension]]
    i18n: I18n


class _MainLink(TypedDict, total=False):
    label: str
    href: str
    isExternal: bool
    target: Literal["_blank", "_self", "_parent", "_top"]


class _ApplicationMenuLink(TypedDict, total=False):
    label: str
    href: str
    target: str
    icon: Literal["e-desk", "e-desk-lock"]


class _Sessions(TypedDict, total=False):
    sessionSupport: bool


class _Session(TypedDict, total=False):
    application: _Sessions


class _Application(TypedDict, total=False):
    isMainCapacity: bool
    mainCapacityCode: Literal["BUR", "EA", "VER"]
    name: str


class _AccessMenu(TypedDict, total=False):
    session: _Session
    application: _Application
    applicationMenu: list[_ApplicationMenuLink]
    mainLinks: list[_MainLink]


class _Consent(TypedDict, total=False):
    title: str
    htmlContent: str


class _Cobrowse(TypedDict, total=False):
    isEnabled: bool
    licenseKey: str
    channels: list[Literal["link-mobile", "chat"]]
    consent: _Consent


_TimeSlot = TypedDict(
    "_TimeSlot",
    {
        "from": str,
        "to": str,
        "remark": Literal["OPEN", "APPOINTMENT", "PHONE", "DIGITAL", "OTHER"],
        "customRemark": str,
    },
    total=False,
)


class _Exception(TypedDict, total=False):
    date: str
    information: str
    hours: list[_TimeSlot]


class _Availability(TypedDict, total=False):
    openInformation: str
    closedInformation: str
    exceptionallyClosedInformation: str
    hours: list[list[_TimeSlot]]
    exceptions: list[_Exception]
    remark: str


class _OpeningHours(TypedDict, total=False):
    is_open: bool


class _Attributes(TypedDict, total=False):
    name: str
    maxlength: float
    type: str
    placeholder: str
    required: str


class _Field(TypedDict, total=False):
    type: str
    label: str
    attrs: _Attributes


class _Form(TypedDict, total=False):
    name: str
    address: str
    campaign: str
    workgroup: str
    information: str
    formId: str
    fields: list[_Field]


class _Channel(TypedDict, total=False):
    id: str
    name: str
    icon: Literal["call", "mail", "chat", "screen", "location"]
    type: Literal["link-mobile", "form", "chat", "link", "location"]
    url: str
    information: str
    ouapi_contactline_id: str
    value: _Form | None
    availability: _Availability
    opening_hours: _OpeningHours


class _Medium(TypedDict, total=False):
    icon: Literal["facebook", "twitter", "instagram", "linkedin", "youtube", "x"]
    text: str
    description: str
    url: str


class _Social(TypedDict, total=False):
    description: str
    media: list[_Medium]


class _Privacy(TypedDict, total=False):
    gdpr: str


class _ServicePoint(TypedDict, total=False):
    type: Literal["contactOption", "link"]
    label: str
    href: str
    name: str
    contactGroupId: str
    groupDisplayLabel: str
    key: str
    about: str
    ouapi_id: str
    configCategory: Literal["CONTACTOPTIES"]
    createdAt: str
    lastModifiedAt: str
    channels: list[_Channel]
    social: _Social
    subject: str
    requestedBy: str
    privacy: _Privacy


class _ServicePoints(TypedDict, total=False):
    displayMode: Literal["grouped"]
    groupLabel: str
    contextual: list[_ServicePoint] | None
    defaults: list[_ServicePoint] | None


class _Contact(TypedDict, total=False):
    cobrowse: _Cobrowse
    defaultContext: str
    serviceEndpoints: dict[str, str]
    servicePoints: _ServicePoints


EXTENSIONS: dict[str, Any] = {"citizen_profile": _AccessMenu, "contact": _Contact}
"""What an extension holds beside its ``pluginTypeId``; one of another name may hold anything."""
