"""The shortest way to the answer of `status`, which status bars ask for every second.

It imports nothing that takes time, not even `json` or `socket`: their parts that are written in C are enough. Whatever
is not the plainest case is left to the ordinary way, `stretchtui.cli.remote`, which does the same at leisure.
"""

import sys

from stretchtui.remote.address import peer_uid, runtime_folder, socket_path

_ANSWER_S = 2.0  # as in `stretchtui.remote.client`
_BEGIN = '{"id": 1, "ok": true, "line": '
_VIEW = ', "view": '
_NO_SESSION = 3  # as in `stretchtui.cli.output`, which takes longer to import than to answer


def read_options(arguments: list[str]) -> "tuple[str | None, bool, bool] | None":
    """Return the format, whether as JSON, and whether to follow; None where the ordinary way must read that.

    Args:
        arguments: What follows ``status``.
    """
    template: str | None = None
    flags = {"--json": False, "--follow": False}
    words = iter(arguments)
    for word in words:
        if word in flags:
            flags[word] = True
        elif word == "--format":
            template = next(words, None)
            if template is None:
                return None
        elif word.startswith("--format="):
            template = word[9:]
        else:
            return None
    return None if template is not None and flags["--json"] else (template, flags["--json"], flags["--follow"])


def quick_status(arguments: list[str]) -> int | None:
    """Answer `status`; return the exit code, or None where the ordinary way must.

    Raises:
        TimeoutError: The session does not answer.
        OSError: Standard output cannot be written.
    """
    options = read_options(arguments)
    if options is None:
        return None
    template, as_json, follow = options
    if follow or (as_json and (sys.stdout.isatty() or sys.stdout.encoding.lower() != "utf-8")):  # indented, or in ASCII
        return None
    if template is not None:
        from stretchtui.remote.template import BadTemplate, parse_template

        try:
            parse_template(template)
        except BadTemplate:
            return None
    answer = _ask(template)
    if not answer:
        return None if answer is None else _NO_SESSION
    line = _part(answer, as_json=as_json)
    if line is None:
        return None
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    return 0


def _ask(template: str | None) -> str | None:
    """Return the line of a session; nothing where none runs, and None where that is not so plain."""
    try:
        import os
        from _json import encode_basestring_ascii
        from _socket import AF_UNIX, socket
    except ImportError:
        return None
    runtime = runtime_folder()
    if runtime is None:
        return None
    more = "" if template is None else f', "format": {encode_basestring_ascii(template)}'
    connection = socket(AF_UNIX)
    try:
        connection.settimeout(_ANSWER_S)
        connection.connect(socket_path(runtime))
        if peer_uid(connection) not in (None, os.geteuid()):
            return None
        connection.sendall(f'{{"id": 1, "command": "status"{more}}}\n'.encode())
        data = b""
        while not data.endswith(b"\n"):
            part = connection.recv(65_536)
            if not part or len(data) > 1 << 20:
                return None
            data += part
        return data.decode()
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
        return ""
    except TimeoutError:  # asking again would take as long again
        from stretchtui.remote.client import NotAnswering

        raise TimeoutError(str(NotAnswering())) from None
    except (OSError, ValueError):
        return None
    finally:
        connection.close()


def _part(answer: str, *, as_json: bool) -> str | None:
    """Return what is to be printed of an answer; None where it does not look as expected."""
    from _json import scanstring

    if not answer.startswith(_BEGIN):
        return None
    try:
        line, end = scanstring(answer, len(_BEGIN) + 1)
    except ValueError:
        return None
    if not as_json:
        return str(line)
    return answer[end + len(_VIEW) : -2] if answer.startswith(_VIEW, end) else None
