"""What an attacker sends, written on bare sockets where a client would be too polite."""

import socket
from collections.abc import Iterator


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=60)


def head(path: str, *lines: str, method: str = "POST") -> bytes:
    first = (f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *lines)
    return ("\r\n".join(first) + "\r\n\r\n").encode()


def send_as_far_as_it_goes(sender: socket.socket, pieces: Iterator[bytes]) -> int:
    """Send until the other side closes; return how many bytes went."""
    sent = 0
    try:
        for piece in pieces:
            sender.sendall(piece)
            sent += len(piece)
    except OSError:
        pass
    return sent


def status_of(receiver: socket.socket) -> int:
    """Return the status of the answer, 0 when the connection was closed without one."""
    line = b""
    try:
        while b"\r\n" not in line:
            piece = receiver.recv(4096)
            if not piece:
                break
            line += piece
    except OSError:
        return 0
    return int(line.split()[1]) if line else 0
