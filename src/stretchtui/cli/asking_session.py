"""What `status` and `ctl` do, without the command line's own machinery."""

from stretchtui.cli.output import DONE, FAILED, STOPPED, USAGE, Leave, fail, say, say_json
from stretchtui.paths import Paths
from stretchtui.remote.client import Client, NoSession, RemoteFault


def print_status(template: str | None, *, as_json: bool, follow: bool) -> int:
    """Print the running session in one line, once or until it ends; return the exit code."""
    from stretchtui.remote.template import BadTemplate, parse_template

    request: dict[str, object] = {"command": "status"}
    if template is not None:
        try:
            parse_template(template)
        except BadTemplate as fault:
            fail(fault, USAGE)
        request["format"] = template
    path = str(Paths.find().socket)
    try:
        if follow:
            from stretchtui.remote.following import follow as follow_session

            follow_session(path, template, as_json=as_json)
            return DONE
        with Client(path) as client:
            answer = client.ask(request)
    except NoSession:
        return STOPPED
    except RemoteFault as fault:
        fail(fault)
    if as_json:
        say_json(answer["view"])
    else:
        say(str(answer["line"]))
    return DONE


def send_command(words: str, *, as_json: bool) -> int:
    """Tell the running session something; return the exit code."""
    from stretchcore.commands import BadCommand, parse_command

    try:
        parse_command(words)
    except BadCommand as fault:
        fail(fault, USAGE)
    paths = Paths.find()
    try:
        with Client(str(paths.socket)) as client:
            answer = client.ask({"command": words})
    except NoSession as fault:
        raise _without_session(paths, fault) from None
    except RemoteFault as fault:
        fail(fault)
    if as_json:
        say_json(answer["view"])
    return DONE


def _without_session(paths: Paths, fault: NoSession) -> Leave:
    """Return the end of a command that nobody has heard: a session may run all the same, and not listen."""
    from stretchtui.lock import runs

    running = runs(paths.lock)
    if running is None:
        return Leave(STOPPED, str(fault))
    return Leave(FAILED, f"a session runs, but cannot be controlled: {running.routine}")
