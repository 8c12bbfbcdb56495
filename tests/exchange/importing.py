"""What the tests of importers share: what must hold of everything that comes in, and files that are damaged."""

from pathlib import Path

import tomli_w
from hypothesis import strategies as st

from stretchcore.document import read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.plan import make_plan
from stretchcore.routine import Routine
from stretchcore.text import text_fault
from stretchtui.exchange.importers import Importer
from stretchtui.exchange.incoming import BadImport, Fate, Incoming, Piece

DATA = Path(__file__).parents[1] / "data" / "imports"


def value_of(piece: Piece) -> Exercise | Routine:
    """Return what the real validator reads of a piece; it must find no problem."""
    text = tomli_w.dumps(piece.table)
    document = read_exercise(text, piece.id) if piece.kind == "exercise" else read_routine(text, piece.id, {})
    assert not document.problems
    return document.good()


def total_ms_of(piece: Piece) -> int:
    """Return how long a routine that came in lasts."""
    routine = value_of(piece)
    assert isinstance(routine, Routine)
    return make_plan(routine, {}).total_ms


def said(incoming: Incoming, fate: Fate) -> list[tuple[str, str]]:
    """Return the remarks of one fate, of the pieces and of the rest."""
    remarks = [remark for piece in incoming.pieces for remark in piece.remarks] + list(incoming.remarks)
    return [(remark.subject, remark.message) for remark in remarks if remark.fate is fate]


def reads_or_refuses(importer: Importer, data: bytes) -> None:
    """Read a file of any content: only BadImport may come out, and what comes in is right."""
    importer.recognises(data, "a file")
    why = ""
    incoming = None
    try:
        incoming = importer.read(data)
    except BadImport as error:
        why = str(error)
    if incoming is None:
        assert text_fault(why) is None
        return
    pieces = [*incoming.pieces, *(make() for make, _ in incoming.spare)]
    assert pieces
    for piece in pieces:
        value_of(piece)


def damaged(data: bytes) -> st.SearchStrategy[bytes]:
    """Return files that are like one, with bytes cut out, put in and changed."""
    place = st.integers(0, len(data))
    junk = st.one_of(
        st.binary(max_size=8),
        st.sampled_from(
            [
                b"null",
                b"[]",
                b"{}",
                b"-1",
                b"0",
                b"1e999",
                b"true",
                b'""',
                b"\x1b",
                b"\\u001b",
                b"\\ud800",
                b"../x",
                b"<",
            ]
        ),
        st.integers(-(10**12), 10**12).map(lambda number: str(number).encode()),
    )

    def change(changes: list[tuple[int, int, bytes]]) -> bytes:
        changed = data
        for start, length, new in changes:
            changed = changed[:start] + new + changed[start + length :]
        return changed

    return st.lists(st.tuples(place, st.integers(0, 12), junk), min_size=1, max_size=4).map(change)
