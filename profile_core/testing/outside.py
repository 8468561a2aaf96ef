"""HTTP to the other processes of a demo, where ``*.localhost`` must find this machine (RFC 6761, section 6.3)."""

import httpx2


class LoopbackTransport(httpx2.AsyncHTTPTransport):
    """Send what is for ``localhost`` or ``*.localhost`` to 127.0.0.1: Python does not resolve these names."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Call another address; the Host header stays, and so does the request, whose address cookies go by.

        TLS asks for the certificate of the name, not of the address.
        """
        host = request.url.host
        if host == "localhost" or host.endswith(".localhost"):
            request = httpx2.Request(
                request.method,
                request.url.copy_with(host="127.0.0.1"),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
        return await super().handle_async_request(request)


def client() -> httpx2.AsyncClient:
    """Open a client that follows no redirects and waits at most ten seconds."""
    return httpx2.AsyncClient(transport=LoopbackTransport(), timeout=10.0)
