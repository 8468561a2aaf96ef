"""Client ids that may be registered."""

SHAPE = r"(?!(?i:citizen-profile|sso)\Z)[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
"""Two names are our own: in sessions and in the audit trail they stand for our pages and for sign-on."""
HINT = "letters, figures, dots, hyphens and underscores, and no name of ours (citizen-profile, sso)"
