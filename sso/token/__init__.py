"""The token endpoint (RFC 6749 section 3.2): who asks, one file per grant, what is given."""
