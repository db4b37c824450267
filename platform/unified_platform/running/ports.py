"""The port, taken before anything else is done and handed to the web server when the city is ready."""

import errno
import socket
from collections.abc import Mapping

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

DEFAULT = 8000
# IPv6 may be switched off on this machine.
NO_IPV6 = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def port_from(environ: Mapping[str, str]) -> int:
    """PORT, default 8000; CommandError when it is no port number."""
    text = environ.get("PORT") or str(DEFAULT)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CommandError(_("PORT is %(port)r; it must be a number from 1 to 65535.") % {"port": text})
    return int(text)


def reserve(port: int) -> list[socket.socket]:
    """Sockets bound to `port` on 127.0.0.1 and ::1, not listening yet, so that nobody is let in too early.

    Browsers take either for a *.localhost name. CommandError when somebody else has the port.
    """
    sockets = [_bind(socket.AF_INET, "127.0.0.1", port)]
    try:
        sockets.append(_bind(socket.AF_INET6, "::1", port))
    except OSError as error:
        if error.errno not in NO_IPV6:
            raise
    return sockets


def _bind(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        # Connections of a server that just ended must not keep the next one out.
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        found.bind((address, port))
    except OSError as error:
        found.close()
        raise _explained(error, port) from None
    return found


def listen(sockets: list[socket.socket], port: int) -> None:
    """Let visitors in. CommandError when somebody began to listen there after `reserve`."""
    for found in sockets:
        try:
            found.listen(512)
        except OSError as error:
            raise _explained(error, port) from None


def _explained(error: OSError, port: int) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return CommandError(
            _("Port %(port)d is taken by another program; stop it, or choose another: PORT=%(other)d make run")
            % {"port": port, "other": port + 1 if port < 65535 else DEFAULT}
        )
    if error.errno == errno.EACCES:
        return CommandError(_("Port %(port)d is reserved for root; choose one above 1023.") % {"port": port})
    return error
