"""Targets: what `import` takes in, one for each importer."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from types import ModuleType

from fit_tool.utils.crc import crc16

from core.format_files import BROKEN, GOOD
from exchange.fit_reading import built_in
from exchange.import_helpers import FREE_EXERCISE_DB, desk_in
from exchange.test_fit_import import again, timed, workout
from fuzz.mutating import TextMutator, changed_bytes, json_mutator, toml_mutator
from fuzz.scratch import room
from fuzz.target import Mutate, Target, promise, shown
from stretchcore.document import read_exercise, read_routine
from stretchcore.text import is_refused
from stretchtui.authoring import Desk
from stretchtui.exchange import fit_workout
from stretchtui.exchange.importers import IMPORTERS, importer_of, read_import
from stretchtui.exchange.incoming import BadImport
from stretchtui.exchange.receiving import Faulty, receive
from stretchtui.shelves import is_id

_IMPORTS = GOOD.parent / "imports"
_NAMES = {"fit": "workout.fit", "workrave": "exercises.xml", "own": "routine.toml"}


@cache
def _desk() -> Desk:
    desk = desk_in(room() / "nobody")
    for id in ("cat-cow", "cobra"):
        desk.find(id)
    return desk


@cache
def _importer(module: str) -> ModuleType:
    return import_module(f"stretchtui.exchange.importers.{module}")


def take_in(module: str, data: bytes) -> None:
    """Read a file with an importer and make it ready to be stored; nothing is."""
    importer = _importer(module)
    name = _NAMES.get(module, "file.json")
    promise(importer.recognises(data, name) in (True, False), "it is recognised or not")
    try:
        incoming = importer.read(data)
    except BadImport as fault:
        shown(str(fault), 700)
        return
    promise(incoming.pieces or incoming.spare, "what is read holds something")
    for everything in (False, True) if incoming.spare else (False,):
        try:
            delivery = receive(incoming, _desk(), everything=everything)
        except Faulty as fault:
            for problem in fault.problems:
                shown(str(problem), 1_200)
        except BadImport as fault:
            shown(str(fault), 700)
        else:
            _ready(delivery)
    try:
        importer_of(data, name)
        read_import(data, name)
    except BadImport as fault:
        shown(str(fault), 700)


def _ready(delivery: object) -> None:
    from stretchtui.exchange.receiving import Delivery

    assert isinstance(delivery, Delivery)
    paths = [arrival.path for arrival in delivery.arrivals]
    promise(len(set(paths)) == len(paths), "each has a file of its own")
    home = Path(room() / "nobody")
    for arrival in delivery.arrivals:
        promise(is_id(arrival.id) and arrival.path.stem == arrival.id, "an id is one")
        if not arrival.is_known:
            promise(arrival.path.parent.parent.is_relative_to(home), "a file stays in the library")
        promise(
            not any(is_refused(sign) for sign in arrival.text if sign not in "\n\r\t"), "what is stored can be shown"
        )
        document = (
            read_exercise(arrival.text, arrival.id)
            if arrival.kind == "exercise"
            else read_routine(arrival.text, arrival.id, delivery.exercises)
        )
        promise(document.problems == () and document.value == arrival.value, "what is stored is read again")
    for remark in delivery.all_remarks:
        shown(remark.message, 1_200)


def _run(module: str) -> Callable[[bytes], None]:
    return lambda data: take_in(module, data)


# -- seeds -------------------------------------------------------------------------------------------------------------


def _file(name: str) -> Callable[[], Sequence[bytes]]:
    return lambda: [(_IMPORTS / name).read_bytes()]


@cache
def _free_exercise_db() -> tuple[bytes, ...]:
    entries = json.loads(FREE_EXERCISE_DB.read_bytes())
    return tuple(json.dumps(entries[start : start + 4]).encode() for start in range(0, len(entries), 9))


@cache
def _wger() -> tuple[bytes, ...]:
    tree = json.loads((_IMPORTS / "wger-exercises.json").read_bytes())
    found = [json.dumps(tree).encode()]
    results = tree["results"] if isinstance(tree, dict) else tree
    return (*found, *(json.dumps({**tree, "results": [one]}).encode() for one in results if isinstance(tree, dict)))


@cache
def _jawt() -> tuple[bytes, ...]:
    data = (_IMPORTS / "jawt-backup.json").read_bytes()
    tree = json.loads(data.decode("latin-1"))
    return (data, json.dumps(tree).encode(), *(json.dumps(one).encode() for one in tree.get("workouts", ())))


@cache
def _own() -> tuple[bytes, ...]:
    good = [file.read_bytes() for file in sorted(GOOD.glob("*.toml"))]
    return (*good, b"```toml\n" + good[-1] + b"```\n", *(file.read_bytes() for file in sorted(BROKEN.glob("*"))[::4]))


@cache
def _fit() -> tuple[bytes, ...]:
    noon = datetime(2025, 3, 28, 12, tzinfo=UTC)
    ours = [fit_workout.write(built_in(id), noon) for id in ("physio-basics", "quick-relief")]
    reps = {"workout_step_name": "Squat", "duration_type": 29, "duration_value": 8, "intensity": 0}
    return (
        *ours,
        workout(timed("a", 20), timed("rest", 5, intensity=1), again(0, 3), timed("b", 9, intensity=3)),
        workout(reps, {"workout_step_name": "x", "duration_type": 5}, again(0, 2), again(0, 2)),
    )


def with_good_sums(data: bytes) -> bytes:
    """Return a FIT file with its length and checksums as they should be."""
    if len(data) < 16 or data[0] not in (12, 14):
        return data
    size = data[0]
    body = data[size:-2]
    head = data[:4] + len(body).to_bytes(4, "little") + b".FIT"
    if size == 14:
        head += int(crc16(head)).to_bytes(2, "little")
    return head + body + int(crc16(head + body)).to_bytes(2, "little")


def _change_fit(data: bytes, random: Random) -> bytes:
    """Change records: mostly the values, since a definition that is spoilt spoils all after it."""
    made = bytearray(data)
    if random.random() < 0.4:
        made = bytearray(changed_bytes(data, random, _fit()))
    else:
        for _ in range(random.choice((1, 1, 2, 6))):
            at = random.randrange(14, max(15, len(made)))
            width = random.choice((1, 1, 2, 4))
            value = random.choice((0, 1, 2, 3, 5, 6, 29, 255, 2**31, 2**32 - 1, 0x1B, 0xD800, random.getrandbits(32)))
            made[at : at + width] = (value % (1 << 8 * width)).to_bytes(width, "little")
    return with_good_sums(bytes(made)) if random.random() < 0.95 else bytes(made)


def _xml(data: bytes) -> list[str]:
    import re

    found = re.findall(r"<[^<>]*>|[^<>]+", data.decode())
    if not found:
        raise ValueError
    return found


def _target(module: str, seeds: Callable[[], Sequence[bytes]], mutate: Mutate, *, tries: int = 60) -> Target:
    promised = "Refused in one line, or exercises and routines that our own reader takes, in files of the library."
    return Target(f"import-{module.replace('_', '-')}", promised, _run(module), seeds, mutate, tries=tries)


_WORKRAVE = _file("workrave-exercises.xml")
_TIMERO = _file("timero-routines.json")

TARGETS = (
    Target(
        "import-fit",
        "Refused in one line, or a routine that our own reader takes; checksums are right in nearly all inputs.",
        _run("fit"),
        _fit,
        _change_fit,
        with_good_sums,
        tries=40,
    ),
    _target("free_exercise_db", _free_exercise_db, json_mutator(_free_exercise_db)),
    _target("wger", _wger, json_mutator(_wger), tries=20),
    _target(
        "workrave",
        _WORKRAVE,
        TextMutator(_WORKRAVE, _xml, lambda parts: "".join(map(str, parts)).encode(errors="surrogatepass")),
    ),
    _target("jawt", _jawt, json_mutator(_jawt)),
    _target("timero", _TIMERO, json_mutator(_TIMERO)),
    _target("own", _own, toml_mutator(_own)),
)

assert {f"import-{module.replace('_', '-')}" for module in IMPORTERS} == {target.name for target in TARGETS}
