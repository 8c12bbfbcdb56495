"""Where a running session answers, and who is at the other end of a socket.

A status bar asks every second, so nothing here imports what takes time: no `pathlib`, no `socket`, no `platformdirs`.
"""

import os
import sys

TYPE_CHECKING = False  # `typing` has one too, but takes longer to import than all the rest
if TYPE_CHECKING:
    import _socket
    from asyncio.trsock import TransportSocket

MAX_PATH_BYTES = 107 if sys.platform.startswith("linux") else 103
"""The longest path of a socket, without the zero byte behind it."""

HOME_VARIABLE = "STRETCHTUI_HOME"
"""Puts everything under one folder, where it is set."""

NAME = "control.sock"


def runtime_folder() -> str | None:
    """Return the folder for what lasts as long as the user is logged in; None where only `platformdirs` knows it.

    Under Linux that is ``stretchtui`` in the user's runtime directory, whether the environment names that or not: a
    program that the desktop starts, and one that cron starts, must find the same session.
    """
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return os.path.join(os.getcwd(), os.path.expanduser(home), "run")
    return _own_folder() if sys.platform.startswith("linux") else None


def socket_path(runtime: str) -> str:
    """Return where the socket is that belongs to a runtime folder.

    A path that is too long for the system is replaced by a short one, named by a hash of it, in the user's runtime
    directory, or, where that is too long as well, in a folder of this user beside the temporary files.
    """
    wanted = os.path.join(_plain(runtime), NAME)
    if len(os.fsencode(wanted)) <= MAX_PATH_BYTES:
        return wanted
    from hashlib import sha256  # 4 ms that only a long path costs

    short = f"{sha256(os.fsencode(wanted)).hexdigest()[:16]}.sock"
    for folder in (_own_folder(), _temporary_folder()):
        path = os.path.join(folder, short)
        if len(os.fsencode(path)) <= MAX_PATH_BYTES:
            break
    return path


def _own_folder() -> str:
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.path.isabs(named):
        return _plain(os.path.join(named, "stretchtui"))
    usual = f"/run/user/{_user_id()}"
    return f"{usual}/stretchtui" if os.path.isdir(usual) and os.access(usual, os.W_OK) else _temporary_folder()


def _temporary_folder() -> str:
    # Not what TMPDIR says on Linux: two shells may differ in it, and must find the same session.
    place = os.environ.get("TMPDIR") if sys.platform == "darwin" else None
    return _plain(os.path.join(place or "/tmp", f"stretchtui-{_user_id()}"))  # noqa: S108  # its owner is checked


def _user_id() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _plain(path: str) -> str:
    """Return a path as `pathlib` writes it, so that both ways of finding it come to the same."""
    if os.sep != "/":
        return path
    parts = [part for part in path.split("/") if part not in ("", ".")]
    root = "" if not path.startswith("/") else "//" if path.startswith("//") and not path.startswith("///") else "/"
    return root + "/".join(parts)


def peer_uid(connection: "_socket.socket | TransportSocket") -> int | None:
    """Return which user is at the other end of a Unix socket; None where the system does not tell."""
    try:
        if sys.platform.startswith("linux"):  # struct ucred: pid, uid, gid
            import _socket

            found = connection.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, 12)
        elif sys.platform == "darwin" or "bsd" in sys.platform:  # struct xucred: version, uid, groups
            found = connection.getsockopt(0, 1, 76)  # SOL_LOCAL, LOCAL_PEERCRED
        else:
            return None
    except OSError:
        return None
    return int.from_bytes(found[4:8], sys.byteorder) if len(found) >= 8 else None
