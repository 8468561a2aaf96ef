"""The authorization endpoint (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2): one file per check."""
