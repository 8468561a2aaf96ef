"""Statements of sign-on, one file per thing. A session's things lie in its subject's bucket, and ids carry it.

Moments are compared with our clock, which comes in as ``at``: a session's end need not agree between hosts to
the second.
"""
