"""Logins beside npm `oidc-provider`, in one run: `make bench-sso` prints the ratio beside its bar.

A login is an authorization request of somebody who is logged in (code, PKCE S256) and the token request
(`private_key_jwt`, ES256), for an id token and a JWT access token, both by ES256, with a pairwise `sub`. Both sides serve
it from one process; what counts is the CPU of that process, and the client's is not counted. Neither asks for consent
or for a role.

They are not alike in what they keep: we commit two transactions to a PostgreSQL that waits for the disk (client session,
code, used assertion, audit line) and look the session up in a third; `oidc-provider` keeps all in its own memory,
and loses it when it ends. We also count requests against limits, check the Origin, write log lines and metrics.
"""
