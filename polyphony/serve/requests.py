"""A request into who asks, and for which of the site's files: or why nobody gets an answer.

A preview shows drafts, and runs on a machine on which a browser visits strangers' pages. So it answers only under the
names that it was given, and tells other pages nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import unquote_to_bytes, urlsplit

__all__ = ["HEADERS", "Refused", "check_request", "is_local", "path_of"]

POLICY = (
    "default-src 'self' data: blob:",
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self' 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
)
"""Whatever a page of the site may do by itself, and nothing from anywhere else."""

HEADERS: tuple[tuple[str, str], ...] = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Robots-Tag", "noindex"),
    ("Content-Security-Policy", "; ".join(POLICY)),
)
"""What every answer carries."""

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class Refused(NamedTuple):
    """Why a request isn't answered."""

    status: int
    text: str


def check_request(
    method: str,
    raw_path: bytes,
    headers: Iterable[tuple[bytes, bytes]],
    server: tuple[str, int],
    allowed: Iterable[str],
) -> Refused | None:
    """Check a request's method, form, host and, where it asks for the preview's own news, where it comes from.

    `server` is the address and port of this end of the connection, `allowed` are further names for it.
    """
    hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
    if len(hosts) != 1 or not hosts[0]:
        return Refused(400, "A request names one host.")
    if hosts[0].lower() not in _names(server, allowed):
        return Refused(403, "This preview isn't known by that name. (polyphony serve --allow-host NAME makes it so.)")
    if method not in ("GET", "HEAD"):
        return Refused(405, "A preview can be read, and nothing else.")
    path = unquote_to_bytes(raw_path)
    if b"#" in raw_path or _has_controls(path):
        return Refused(400, "This is no address.")
    if path.startswith(b"/.preview/") and not _is_own(dict(headers), hosts[0]):
        return Refused(403, "This is for the preview's own pages.")
    return None


def _names(server: tuple[str, int], allowed: Iterable[str]) -> set[str]:
    """Every Host that we answer to, in small letters, each with the port; without it where that is the usual one."""
    address, port = server
    own = f"[{address}]" if ":" in address else address
    names = {name.lower() for name in (*_LOOPBACK, own, *allowed)}
    with_port = {f"{name}:{port}" for name in names}
    return with_port | names if port == 80 else with_port


def _has_controls(path: bytes) -> bool:
    return any(byte < 32 or byte == 127 for byte in path)


def _is_own(headers: Mapping[bytes, bytes], host: str) -> bool:
    """Tell whether a request comes from a page of ours, or from no page at all."""
    origin = headers.get(b"origin")
    if origin is not None:
        parts = urlsplit(origin.decode("latin-1"))
        return parts.scheme == "http" and parts.netloc.lower() == host.lower()
    return headers.get(b"sec-fetch-site", b"none") in (b"same-origin", b"none")


def is_local(client: str) -> bool:
    """Tell whether a client is on this machine."""
    return client == "::1" or client.startswith(("127.", "::ffff:127."))


def path_of(raw_path: bytes) -> str | None:
    """Read the path that a request names, without the slash in front; None where there can't be such a file."""
    try:
        path = unquote_to_bytes(raw_path).decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not path.startswith("/") or "\\" in path:
        return None
    path = path[1:]
    parts = path.split("/")
    if any(part in (".", "..") for part in parts) or "" in parts[:-1]:
        return None
    return path
