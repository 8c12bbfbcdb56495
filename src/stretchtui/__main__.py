"""The program's entry."""

import gc
import os
import sys

TYPE_CHECKING = False  # `typing` takes longer to import than the answer to `status`
if TYPE_CHECKING:
    from typing import TextIO

# Nothing else is imported up here: `status` answers a status bar every second, and must cost next to nothing.

# A command makes no garbage worth collecting, and looking for it while modules load costs a twentieth of its time.
gc.disable()

COMPLETION = "_STRETCHTUI_COMPLETE"
"""Set in the environment by the shell's completion."""


def main() -> None:
    """Run the command line; end with its exit code, and never with a traceback for what the outside has done."""
    _mend_streams()
    sys.exit(_run(sys.argv[1:]))


def _mend_streams() -> None:
    """Make the standard streams fit to be used: all there, and able to print any name."""
    for descriptor, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us: a file of ours must not take its place
            null = os.open(os.devnull, os.O_RDWR)
            if null != descriptor:
                os.dup2(null, descriptor)
                os.close(null)
            setattr(sys, name, os.fdopen(descriptor, mode, closefd=False))
        elif name != "stdin" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _run(arguments: list[str]) -> int:
    said = False
    try:
        code = _quick_status(arguments)
        if code is None:
            code = _dispatch(arguments)
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        code = 1
    except Exception as error:  # noqa: BLE001  # each of them ends in one clear line
        code = _ended_by(error)
        said = isinstance(error, OSError)
    return _flushed(code, said=said)


def _quick_status(arguments: list[str]) -> int | None:
    """Answer `status` in the time in which Python starts; return None for anything else."""
    if arguments[:1] != ["status"] or COMPLETION in os.environ:
        return None
    from stretchtui.remote.quick import quick_status

    return quick_status(arguments[1:])


def _ended_by(error: Exception) -> int:
    """Say what went wrong; return the exit code."""
    from stretchtui.cli.output import FAILED, Leave, note

    if isinstance(error, Leave):
        if error.message:
            note(error.message)
        return error.code
    if isinstance(error, TimeoutError):  # a session that is stopped
        note(str(error))
        return FAILED
    if isinstance(error, OSError):  # standard output on a full disk, say
        note(f"{error.filename or 'standard output'}: {(error.strerror or str(error)).lower()}")
        return FAILED
    return _our_mistake(error)  # one clear line, and the rest for whoever mends it


def _flushed(code: int, *, said: bool) -> int:
    """Write what is still to be written; return the exit code, which is a failure where that cannot be done.

    Args:
        said: Whether the line that says so has been printed.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            code = code or 1
            if not said and not isinstance(error, BrokenPipeError):
                _ended_by(error)
            _silence(stream)
    return code


def _silence(stream: "TextIO") -> None:
    """Let what a stream still holds go nowhere, so that the interpreter's own last flush says nothing either."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return


def _our_mistake(error: Exception) -> int:
    """Say that this is a fault of the program, and keep the traceback in a file."""
    import traceback

    from stretchtui.cli.output import FAILED, note
    from stretchtui.files import FileFault, write_atomic
    from stretchtui.paths import Paths

    path = Paths.find().last_error
    try:
        write_atomic(path, "".join(traceback.format_exception(error)), mode=0o600)
        where = f"details are in {path}"
    except FileFault:
        where = traceback.format_exception(error)[-2].strip()
    note(f"this is a fault of stretchtui: {type(error).__name__}: {error}; {where}")
    return FAILED


def _dispatch(arguments: list[str]) -> int:
    """Open the app without a command, else hand over to the command line.

    The app's own way does not import the command line: that alone would make the first frame a fifth later.
    """
    if COMPLETION in os.environ:  # the shell asks what a half-typed line could become
        return _command_line(arguments)
    if sys.stdin.isatty() and sys.stdout.isatty():
        match arguments:
            case []:
                from stretchtui.cli.screens import open_home

                return open_home()
            case ["run", name] if not name.startswith("-"):
                from stretchtui.cli.screens import open_session

                return open_session(name)
    if arguments[:1] == ["status"]:
        from stretchtui.remote.quick import read_options

        options = read_options(arguments[1:])
        if options is not None:
            from stretchtui.cli.asking_session import print_status

            template, as_json, follow = options
            return print_status(template, as_json=as_json, follow=follow)
    from stretchtui.cli.reading import list_routines, quick_answer

    if not arguments:
        from stretchtui.cli.output import note

        note("the app needs a terminal; these are the routines, and `stretchtui run NAME` does one without")
        return list_routines()
    code = quick_answer(arguments)
    if code is not None:
        return code
    return _command_line(arguments)


def _command_line(arguments: list[str]) -> int:
    from stretchtui.cli import make_app

    app = make_app(arguments[0] if arguments else None)
    streams = sys.stdout, sys.stderr
    try:
        return int(app(arguments, prog_name="stretchtui", standalone_mode=False) or 0)
    except SystemExit as left:  # Typer's answer to a broken pipe, for which it puts others in place of the streams
        sys.stdout, sys.stderr = streams
        return int(left.code or 0)
    except Exception as error:
        # Typer's own errors (usage, an answer of no) know how to show themselves and with what to end.
        if not hasattr(error, "exit_code"):
            raise
        if hasattr(error, "show"):
            error.show()
        return int(error.exit_code)


if __name__ == "__main__":
    main()
