"""Leaves OpenSSL out of a session, which encrypts nothing.

asyncio imports `ssl`, and hashlib `_hashlib`, wherever there is one. That brings OpenSSL into the process: four
megabytes and a half, and a thirtieth of the time until the first frame. Both do without it, as they do in a Python that
was built without OpenSSL. Whatever asks for `ssl` itself, later, gets it.
"""

import sys

_HASHES = (
    "_md5",
    "_sha1",
    "_sha3",
    "_blake2",
    *(("_sha2",) if sys.version_info >= (3, 12) else ("_sha256", "_sha512")),
)
"""Python's own hashes, of which hashlib wants all where it has no OpenSSL."""


def leave_out_openssl() -> None:
    """Import asyncio and hashlib without OpenSSL, where this Python can; for the start of a program."""
    _import_without("asyncio", "ssl")
    try:
        for name in _HASHES:
            __import__(name)
    except ImportError:  # some systems build Python with the hashes of OpenSSL alone
        return
    _import_without("hashlib", "_hashlib")


def _import_without(name: str, missing: str) -> None:
    """Import a module as if another one did not exist, unless that one has been imported before."""
    if missing in sys.modules:
        return
    sys.modules[missing] = None  # type: ignore[assignment]  # so an import of it fails, by the language's definition
    try:
        __import__(name)
    finally:
        del sys.modules[missing]
