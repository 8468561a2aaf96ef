"""The tables of sign-on. What belongs to a citizen lies in their bucket; a login that begins lies in a random one."""

import sqlalchemy as sa

from profile_core.contract import UtcDateTime, subject_table

metadata = sa.MetaData()

key_table = sa.Table(
    "sso_signing_key",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("public", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("signs_from", UtcDateTime, nullable=False),
    sa.Column("retires_at", UtcDateTime, nullable=True),
)

attempt_table = subject_table(
    "sso_attempt",
    metadata,
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Index("sso_attempt_expires", "expires_at", "bucket"),
)

session_table = subject_table(
    "sso_session",
    metadata,
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("synthetic", sa.Boolean, nullable=False),
    sa.Column("person", sa.LargeBinary, nullable=False),
    sa.Column("acr", sa.Text, nullable=False),
    sa.Column("upstream", sa.Text, nullable=False),
    sa.Column("auth_time", UtcDateTime, nullable=False),
    sa.Column("idle_at", UtcDateTime, nullable=False),
    sa.Column("ends_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime, nullable=True),
    sa.Column("login_at", UtcDateTime, nullable=True),
    sa.Column("device", sa.Text, nullable=False, server_default=""),
    sa.Index("sso_session_ends", "ends_at", "bucket"),
    sa.Index("sso_session_of_subject", "bucket", "subject_id", "ends_at"),
)
"""``login_at`` is when the citizen last came from the identity provider, on our clock."""

browser_table = subject_table(
    "sso_browser",
    metadata,
    sa.Column("session_id", sa.Uuid, nullable=True),
    sa.Column("ends_at", UtcDateTime, nullable=False),
    sa.Index("sso_browser_ends", "ends_at", "bucket"),
)
"""The session that was begun last in a browser. ``id``, and so its bucket, is made from the browser's secret, which
nobody finds out from it."""

client_session_table = subject_table(
    "sso_client_session",
    metadata,
    sa.Column("session_id", sa.Uuid, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=True),
    sa.Column("role_code", sa.Text, nullable=False),
    sa.Column("ends_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime, nullable=True),
    sa.Column("subject_id", sa.Uuid, nullable=True),
    sa.Column("role", sa.LargeBinary, nullable=True),
    sa.Column("scopes", sa.Text, nullable=False, server_default=""),
    sa.Column("began_at", UtcDateTime, nullable=True),
    sa.Column("checked_at", UtcDateTime, nullable=True),
    sa.Column("acr", sa.Text, nullable=True),
    sa.Column("auth_time", UtcDateTime, nullable=True),
    sa.Index("sso_client_session_ends", "ends_at", "bucket"),
    sa.Index("sso_client_session_of_session", "bucket", "session_id"),
)
"""``subject_id`` is for whom the citizen acts, ``role`` the sealed rest of it, ``checked_at`` when a source
last said that the citizen holds it. ``acr`` and ``auth_time`` are of the login that it was given with."""

code_table = subject_table(
    "sso_code",
    metadata,
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("client_session_id", sa.Uuid, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("redirect_uri", sa.Text, nullable=False),
    sa.Column("challenge", sa.Text, nullable=False),
    sa.Column("nonce", sa.Text, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("audience", sa.Text, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("redeemed_at", UtcDateTime, nullable=True),
    sa.Column("jkt", sa.Text, nullable=False, server_default=""),
    sa.Index("sso_code_expires", "expires_at", "bucket"),
    sa.Index("sso_code_of_client_session", "bucket", "client_session_id"),
)

pushed_request_table = subject_table(
    "sso_pushed_request",
    metadata,
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime, nullable=True),
    sa.Index("sso_pushed_request_expires", "expires_at", "bucket"),
)

refresh_token_table = subject_table(
    "sso_refresh_token",
    metadata,
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("client_session_id", sa.Uuid, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("audience", sa.Text, nullable=False),
    sa.Column("jkt", sa.Text, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime, nullable=True),
    sa.Index("sso_refresh_token_expires", "expires_at", "bucket"),
)

consent_table = subject_table(
    "sso_consent",
    metadata,
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("role_code", sa.Text, nullable=False),
    sa.Column("role_subject_id", sa.Uuid, nullable=False),
    sa.Column("role", sa.LargeBinary, nullable=True),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("given_at", UtcDateTime, nullable=False),
    key=("subject_id", "client_id", "role_code", "role_subject_id"),
)
"""What a citizen (``subject_id``) agreed to for a client, in one role: as ``role_code`` for ``role_subject_id``.
``role`` is the sealed rest of it, and not there for oneself."""

mandate_table = subject_table(
    "sso_mandate",
    metadata,
    sa.Column("giver_id", sa.Uuid, nullable=False),
    sa.Column("holder_id", sa.Uuid, nullable=False),
    sa.Column("names", sa.LargeBinary, nullable=False),
    sa.Column("valid_until", sa.Date, nullable=False),
    sa.Column("given_at", UtcDateTime, nullable=False),
    sa.Column("accepted_at", UtcDateTime, nullable=True),
    sa.Column("closed_at", UtcDateTime, nullable=True),
    sa.Column("closed_as", sa.Text, nullable=True),
    sa.Column("forget_at", UtcDateTime, nullable=False),
    sa.Index("sso_mandate_forget", "forget_at", "bucket"),
    sa.Index(
        "sso_mandate_open",
        "bucket",
        "giver_id",
        "holder_id",
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
        sqlite_where=sa.text("closed_at IS NULL"),
    ),
    sa.Index("sso_mandate_of_giver", "bucket", "giver_id", "given_at"),
)
"""A mandate, in its giver's bucket: the one truth on whether it holds. Two people have one open mandate at most."""

mandate_held_table = subject_table(
    "sso_mandate_held",
    metadata,
    sa.Column("mandate_id", sa.Uuid, nullable=False),
    sa.Column("holder_id", sa.Uuid, nullable=False),
    sa.Column("forget_at", UtcDateTime, nullable=False),
    sa.Column("closed_at", UtcDateTime, nullable=True),
    sa.Index("sso_mandate_held_forget", "forget_at", "bucket"),
    sa.Index("sso_mandate_held_of_holder", "bucket", "holder_id", "closed_at"),
    key=("mandate_id",),
)
"""Where a holder's mandates lie, in the holder's bucket. Who reads one before the other is there, on a sharded
database, finds no mandate yet. ``closed_at`` spares a login the closed ones; what holds, the mandate says."""
