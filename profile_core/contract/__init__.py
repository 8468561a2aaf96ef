"""The public API for authors of building blocks; semantic versioning. A block imports nothing else of ours.

``Block`` is the one value that a block offers under the entry-point group ``citizen_profile.blocks``.
"""

from profile_core import audit, outbound, sources
from profile_core.contract import bulk, calendar, failures, in_role, paging, privacy_words, said
from profile_core.contract.block import (
    Authenticator,
    Block,
    HeaderItem,
    HeaderPart,
    Job,
    Living,
    Opener,
    Platform,
    PlatformListener,
)
from profile_core.contract.channels import Channel, Parcel, ParcelItem
from profile_core.contract.context import (
    Context,
    caller_of,
    citizen_of,
    logged_in_lately,
    page_citizen,
    platform_of,
    visitor,
    who_asks,
)
from profile_core.contract.disclosures import Disclosure
from profile_core.contract.failures import Error, failure_of
from profile_core.contract.loading import histories, listeners_on, load_blocks, open_platform
from profile_core.contract.measures import Measure
from profile_core.contract.notices import CitizenNotice
from profile_core.contract.overview import MOST, Found, Line, Lines, Overview
from profile_core.contract.privacy import Privacy
from profile_core.contract.program import Program
from profile_core.contract.roles import SELF, Citizen, Held, RoleSource, SourceAwayError
from profile_core.contract.shapes import BigInt, PageInfo, RecipientInput, TextInput, TextOutput
from profile_core.contract.silent import Silent
from profile_core.contract.timeline import Entry
from profile_core.directory import recipients, rows as directory, sheet, subjects
from profile_core.directory.model import Provider
from profile_core.directory.recipients import Recipient
from profile_core.kit import clock, cursors, ids, log
from profile_core.kit.acting import Acting, Caller, Environment, Life, Reach, Role, SubjectRef, Token
from profile_core.kit.errors import (
    ConflictError,
    DuplicateError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    ProfileError,
    UnauthenticatedError,
    UnavailableError,
    WrongModeError,
)
from profile_core.kit.keyring import Keyring, SealError
from profile_core.kit.meanwhile import meanwhile
from profile_core.kit.quiet import Quiet
from profile_core.kit.redaction import contains_number, numbers_in
from profile_core.kit.settings import BlockSettings, Settings
from profile_core.kit.texts import (
    LANGUAGES,
    Text,
    Texts,
    as_json as texts_as_json,
    checked as checked_texts,
    from_json as texts_from_json,
    is_visible,
    texts,
)
from profile_core.pages.render import Pages, Visitor
from profile_core.sources.guard import is_public_host
from profile_core.sources.http import Answer, GuardedClient, NoAnswerError
from profile_core.store import (
    Fact,
    Lane,
    Listener,
    Store,
    Telling,
    Tx,
    UtcDateTime,
    limits,
    now,
    now_plus,
    subject_table,
)
from profile_core.store.kept import Hold, Kept, owned, through
from profile_core.store.migrate import Migrations
from profile_core.store.ops import create_subject_table

__all__ = [
    "LANGUAGES",
    "MOST",
    "SELF",
    "Acting",
    "Answer",
    "Authenticator",
    "BigInt",
    "Block",
    "BlockSettings",
    "Caller",
    "Channel",
    "Citizen",
    "CitizenNotice",
    "ConflictError",
    "Context",
    "Disclosure",
    "DuplicateError",
    "Entry",
    "Environment",
    "Error",
    "Fact",
    "ForbiddenError",
    "Found",
    "GuardedClient",
    "HeaderItem",
    "HeaderPart",
    "Held",
    "Hold",
    "InvalidError",
    "Job",
    "Kept",
    "Keyring",
    "Lane",
    "Life",
    "Line",
    "Lines",
    "Listener",
    "Living",
    "Measure",
    "Migrations",
    "NoAnswerError",
    "NotFoundError",
    "Opener",
    "Overview",
    "PageInfo",
    "Pages",
    "Parcel",
    "ParcelItem",
    "Platform",
    "PlatformListener",
    "Privacy",
    "ProfileError",
    "Program",
    "Provider",
    "Quiet",
    "Reach",
    "Recipient",
    "RecipientInput",
    "Role",
    "RoleSource",
    "SealError",
    "Settings",
    "Silent",
    "SourceAwayError",
    "Store",
    "SubjectRef",
    "Telling",
    "Text",
    "TextInput",
    "TextOutput",
    "Texts",
    "Token",
    "Tx",
    "UnauthenticatedError",
    "UnavailableError",
    "UtcDateTime",
    "Visitor",
    "WrongModeError",
    "audit",
    "bulk",
    "calendar",
    "caller_of",
    "checked_texts",
    "citizen_of",
    "clock",
    "contains_number",
    "create_subject_table",
    "cursors",
    "directory",
    "failure_of",
    "failures",
    "histories",
    "ids",
    "in_role",
    "is_public_host",
    "is_visible",
    "limits",
    "listeners_on",
    "load_blocks",
    "log",
    "logged_in_lately",
    "meanwhile",
    "now",
    "now_plus",
    "numbers_in",
    "open_platform",
    "outbound",
    "owned",
    "page_citizen",
    "paging",
    "platform_of",
    "privacy_words",
    "recipients",
    "said",
    "sheet",
    "sources",
    "subject_table",
    "subjects",
    "texts",
    "texts_as_json",
    "texts_from_json",
    "through",
    "visitor",
    "who_asks",
]
