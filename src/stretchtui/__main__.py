"""The program's entry."""

import gc
import os
import sys
from contextlib import suppress

from stretchtui.cli.output import FAILED, INTERRUPTED, Leave, note

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
    try:
        try:
            code = _dispatch(arguments)
        except Leave as leaving:
            if leaving.message:
                note(leaving.message)
            code = leaving.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = FAILED
    except OSError as error:  # standard output on a full disk, say
        note(f"{error.filename or 'standard output'}: {(error.strerror or str(error)).lower()}")
        code = FAILED
    except Exception as error:  # noqa: BLE001  # a mistake of ours: one clear line, and the rest for whoever mends it
        code = _our_mistake(error)
    return _flushed(code)


def _flushed(code: int) -> int:
    """Write what is still to be written; return the exit code, which is a failure where that cannot be done."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            if code == 0:
                code = FAILED
                if not isinstance(error, BrokenPipeError):
                    note(f"standard output: {(error.strerror or str(error)).lower()}")
            with suppress(OSError, ValueError):  # so that the interpreter's own last flush says nothing either
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code


def _our_mistake(error: Exception) -> int:
    """Say that this is a fault of the program, and keep the traceback in a file."""
    import traceback

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
    from stretchtui.cli.reading import list_routines, quick_answer

    if not arguments:
        note("the app needs a terminal; these are the routines, and `stretchtui run NAME` does one without")
        return list_routines()
    code = quick_answer(arguments)
    if code is not None:
        return code
    return _command_line(arguments)


def _command_line(arguments: list[str]) -> int:
    from stretchtui.cli import make_app

    app = make_app(arguments[0] if arguments else None)
    try:
        return int(app(arguments, prog_name="stretchtui", standalone_mode=False) or 0)
    except Exception as error:
        # Typer's own errors (usage, an answer of no) know how to show themselves and with what to end.
        if not hasattr(error, "exit_code"):
            raise
        if hasattr(error, "show"):
            error.show()
        return int(error.exit_code)


if __name__ == "__main__":
    main()
