"""By what a browser knows that a file is the one which a page means (Subresource Integrity section 3.1)."""

import base64
from hashlib import sha384


def integrity_of(content: bytes) -> str:
    """Return the hash as it stands in ``integrity="..."``."""
    return f"sha384-{base64.b64encode(sha384(content).digest()).decode()}"
