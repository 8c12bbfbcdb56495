"""Targets: what people write in files (routines, exercises, settings, keys, phrases) and on standard input."""

import json
from collections.abc import Sequence
from functools import cache
from random import Random

from core.format_files import BROKEN, BUILT_IN, GOOD, library
from fuzz.mutating import TextMutator, changed_bytes, toml_mutator
from fuzz.scratch import scratch
from fuzz.target import Target, promise, shown
from stretchcore.advice import advice_for
from stretchcore.commands import MAX_EXTEND_S, BadCommand, Extend, Jump, Start, parse_command
from stretchcore.data import exercise_to_data, plan_from_data, plan_to_data
from stretchcore.document import Document, read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.live_data import event_to_data, view_to_data
from stretchcore.plan import Plan, make_plan
from stretchcore.problems import MAX_PROBLEMS
from stretchcore.routine import Routine
from stretchcore.schema import MAX_PHASES, MAX_PLAN_MS
from stretchcore.session import IllegalCommand, Session
from stretchcore.tomltext import read_toml
from stretchtui.actions import LEAVE, SCREENS
from stretchtui.changing import BadSetting, UnchangeableSettings, change_setting, parse_setting, settings_template
from stretchtui.cli.lines import LineBuffer
from stretchtui.cues.phrasebook import OCCASIONS, PLACEHOLDERS, VERBOSITIES, filled, open_phrasebook, read_phrases
from stretchtui.keymap import Keymap, key_name
from stretchtui.settings import check_settings, read_settings, setting_rows

_LONGEST_LINE = 1_200
_MANY_PHASES = 10_000

# -- routines and exercises --------------------------------------------------------------------------------------------


def _told(document: Document[Routine] | Document[Exercise], data: bytes) -> None:
    problems = document.problems
    promise((document.value is None) == bool(problems), "a file has a value or problems, and not both")
    promise(len(problems) <= MAX_PROBLEMS + 1, "the problems are bounded")
    places = [(problem.line, problem.column) for problem in problems]
    promise(places == sorted(places), "problems come in the order of the file")
    lines = data.count(b"\n") + 1
    for problem in problems:
        promise(1 <= problem.line <= lines and problem.column >= 1, "a problem stands in a line of the file")
        shown(str(problem), _LONGEST_LINE)
        shown(problem.hint or "")


def run_routine(data: bytes) -> None:
    """Read a routine, and lay it out where it is one."""
    document = read_routine(data, "it", library())
    _told(document, data)
    if document.value is None:
        return
    for level in (0, 50, 100):
        plan = make_plan(document.value, library(), level)
        promise(0 < len(plan.phases) <= MAX_PHASES, "a plan has some phases, and not too many")
        promise(0 < plan.total_ms <= MAX_PLAN_MS, "a plan ends")
        promise(plan.total_ms == sum(phase.estimate_ms for phase in plan.phases), "a plan is as long as its phases")
    if len(plan.phases) > _MANY_PHASES:  # tests/core/test_hostile_files.py takes the time of the greatest
        return
    written = json.loads(json.dumps(plan_to_data(plan, steps=True), allow_nan=False))
    promise(plan_from_data(written).phases == plan.phases, "a plan comes back as it was")
    for fault in advice_for(document.value, library()):
        shown(str(document.locate(fault)), _LONGEST_LINE)


def run_exercise(data: bytes) -> None:
    """Read an exercise, and draw it where it is one."""
    document = read_exercise(data, "it")
    _told(document, data)
    if document.value is not None:
        json.dumps(exercise_to_data(document.value), allow_nan=False)


@cache
def _routines() -> tuple[bytes, ...]:
    files = [*sorted(BUILT_IN.glob("*.toml")), *sorted(GOOD.glob("*.toml")), *sorted(BROKEN.glob("*.toml"))]
    return tuple(file.read_bytes() for file in files if not file.name.startswith(("exercise-", "every-key-of")))


@cache
def _exercises() -> tuple[bytes, ...]:
    files = [
        *sorted((BUILT_IN / "exercises").glob("*.toml"))[::3],
        *sorted(GOOD.glob("every-key*")),
        *sorted(BROKEN.glob("exercise-*")),
    ]
    return tuple(file.read_bytes() for file in files)


# -- settings ----------------------------------------------------------------------------------------------------------

_SETTINGS = (
    b"",
    settings_template().encode(),
    b'lead_in = "5s"\nfirst_side = "right"\nask_pain = false\nbreath = { in = "3s", out = "5s" }\nvolume = 30\n'
    b'excluded = ["cobra"]\nverbosity = "full"\nlanguage = "de"\ntheme = "x"\n\n[levels]\nquick-relief = 20\n',
    b'[hooks]\nsession_ended = "notify-send Done"\ncue = ["a", "b c"]\n\n[keys]\nskip = ["right", "n"]\nback = "b"\n',
    b'rest = "5s"  # mine\r\nvoice = true\r\n[breath]\r\nin = "3s"\r\n# end\r\n',
    b"levels.a = 1\nlevels.b = 2\nkeys.skip = 'n'\n",
)
_CHANGES = (
    *(("lead_in", "4s"), ("breath.in", "2s"), ("levels.quick-relief", "40"), ("keys.skip", "n"), ("excluded", "cobra")),
    *(("hooks.cue", "echo hi"), ("volume", "5"), ("voice", "off")),
)


def run_settings(data: bytes) -> None:
    """Read settings, list them, and change one."""
    file = scratch("settings") / "config.toml"
    file.write_bytes(data)
    for problem in check_settings(data, "config.toml"):
        shown(str(problem), _LONGEST_LINE)
    settings = read_settings(file)
    promise(0 <= settings.volume <= 100 and 0 <= settings.lead_in_ms <= 60_000, "settings are within their bounds")
    promise(all(0 <= level <= 100 for level in settings.levels.values()), "levels are within their bounds")
    rows, problems = setting_rows(file)
    promise(len(rows) > 20, "all settings are listed")
    promise(len(problems) <= MAX_PROBLEMS, "the problems are bounded")
    name, text = _CHANGES[sum(data) % len(_CHANGES)]
    before = read_toml(data)[0]
    for value in (parse_setting(name, text), None):
        try:
            change_setting(file, name, value)
        except UnchangeableSettings as fault:
            shown(str(fault))
            promise(file.read_bytes() == data or value is None, "a change that fails changes nothing")
            return
        after = read_toml(file.read_bytes())[0]
        promise(before is not None and after is not None, "only good TOML is changed")
        assert before is not None
        assert after is not None
        head = name.partition(".")[0]
        promise(
            {key: one for key, one in before.items() if key != head}
            == {key: one for key, one in after.items() if key != head},
            "a change leaves the other settings as they are",
        )


def run_keys(data: bytes) -> None:
    """Read keys of the settings, and one that is typed."""
    table = b"[keys]\n" + data
    file = scratch("keys") / "config.toml"
    file.write_bytes(table)
    settings = read_settings(file)
    for problem in settings.problems:
        shown(str(problem), _LONGEST_LINE)
    keymap = Keymap(settings.keys)
    for actions in SCREENS.values():
        owners: dict[str, str] = {}
        for action in keymap.of(actions):
            promise(action.keys, "an action has a key")
            for key in action.keys:
                shown(key_name(key), 60)
                promise(owners.setdefault(key, action.id) == action.id, "no key means two things on a screen")
        promise(LEAVE not in actions or owners[LEAVE.keys[0]] == LEAVE.id, "the key that leaves always leaves")
    text = data.decode(errors="replace")
    try:
        parse_setting("keys.skip", text, read_toml(table)[0])
    except BadSetting as fault:
        shown(str(fault))


_KEYS = (
    b'skip = ["right", "n", "l"]\nback = "b"\n',
    b'pause = ["space", "ctrl+p", "?"]\npain = "p"\n',
    "skip = ['→', 'ctrl+x', 'f5', '++', 'ctrl++']\nhelp = \"shift+tab\"\n".encode(),
    b'skip = "ctrl+c"\nback = []\nnothing = 3\n',
    b"n",
    b"ctrl+n right",
    b"alt+shift+f24",
)

# -- phrases -----------------------------------------------------------------------------------------------------------

_SPOKEN = BUILT_IN.parent / "src" / "stretchtui" / "cues" / "phrases"
_VALUES = {name: f"{name} 3" for name in PLACEHOLDERS} | {"side": "", "exercise": "Knee, to chest. {hold}"}


def run_phrases(data: bytes) -> None:
    """Read phrases, and say all of them."""
    language, problems = read_phrases(data, "en.toml")
    for problem in problems:
        shown(str(problem), _LONGEST_LINE)
    for said in language.said.values():
        for phrases in said.values():
            for phrase in phrases:
                shown(filled(phrase, _VALUES), 5_000)
    file = scratch("phrases") / "en.toml"
    file.write_bytes(data)
    book = open_phrasebook("en", file.parent)
    promise(bool(book.problems) == bool(problems), "a file with problems is told of")
    for line in book.problems:
        shown(line, _LONGEST_LINE)
    for verbosity in VERBOSITIES:
        for occasion in OCCASIONS:
            for text in book.phrases(verbosity, occasion, _VALUES):
                shown(text, 5_000)
    for word in book.words.values():
        shown(word)


def _phrases() -> Sequence[bytes]:
    shipped = [file.read_bytes() for file in sorted(_SPOKEN.glob("*.toml"))]
    return [*shipped, b'voice = "en-gb"\n[calm]\nnext = "{exercise}, {side}. {hold}"\n[words]\nleft = "links"\n', b""]


# -- lines on standard input -------------------------------------------------------------------------------------------

_LINES = (
    b"pause\nresume\nskip\nback\nrestart\ndone\npain\ntoggle\nstop\n",
    b"extend 10\nextend -3.5\nextend +14400\nextend 0.0005\njump 0\njump 3\njump 999999999\n",
    b"PAUSE\r\n  skip  \n\n\njump\nextend x\nextend 1 2\nhelp\npuase",
)


_SESSION = """
name = "It"
[[warm_up]]
exercise = "cat-cow"
reps = 2
[[steps]]
exercise = "cobra"
hold = "2-6s"
reps = 1
sets = 2
[[steps]]
rest = "5s"
[[steps]]
name = "Lean"
hold = "open"
sides = "each"
[[steps]]
name = "Sway"
reps = 8
pace = "self"
"""


@cache
def session_plan() -> Plan:
    """Return a short plan with sides, sets, rests, open phases and several positions."""
    return make_plan(read_routine(_SESSION, "it", library()).good(), library(), 30)


def run_commands(data: bytes) -> None:
    """Give lines to a session, in pieces as they may come, and let time go by in between."""
    buffer = LineBuffer()
    session = Session(session_plan())
    now = 0
    session.send(Start(), now)
    size = 1 + sum(data[:8]) * 7 % 5_000
    for start in (*range(0, len(data), size), None):
        for line in buffer.feed(b"" if start is None else data[start : start + size]):
            now += 1_700
            try:
                command = parse_command(line)
                promise(
                    not isinstance(command, Extend) or abs(command.by_ms) <= MAX_EXTEND_S * 1_000, "extend is bounded"
                )
                promise(not isinstance(command, Jump) or command.index >= 0, "an index is none below zero")
                before = session.dump(now)
                events = session.send(command, now)
            except BadCommand as fault:
                shown(str(fault), 500)
                continue
            except IllegalCommand as fault:
                shown(str(fault), 500)
                promise(session.dump(now) == before, "what is not possible changes nothing")
                continue
            judge_session(session, now)
            times = [event_to_data(event)["at_ms"] for event in events]
            promise(times == sorted(times), "events come in their order")  # type: ignore[type-var]
            if session.outcome is not None:
                return


def judge_session(session: Session, now: int) -> None:
    """Say what holds of a session at every instant."""
    view = session.view(now)
    promise(0 <= view.progress <= 1, "progress is a part of the whole")
    promise(view.elapsed_ms >= 0 and view.left_ms >= 0, "no time is below zero")
    promise(view.remaining_ms is None or view.remaining_ms >= 0, "no time is below zero")
    json.dumps(view_to_data(view), allow_nan=False)


def _change_lines(data: bytes, random: Random) -> bytes:
    return changed_bytes(data, random, _LINES) if random.random() < 0.2 else _LINE_MUTATOR(data, random)


_LINE_MUTATOR = TextMutator(lambda: _LINES)

TARGETS = (
    Target(
        "routine",
        "A value or problems, each with its place; a plan within its bounds that comes back as it was.",
        run_routine,
        _routines,
        toml_mutator(_routines),
    ),
    Target("exercise", "A value or problems, each with its place.", run_exercise, _exercises, toml_mutator(_exercises)),
    Target(
        "settings",
        "What is wrong counts for nothing and is told; a change leaves all else as it is, or is refused.",
        run_settings,
        lambda: _SETTINGS,
        toml_mutator(lambda: _SETTINGS),
        tries=40,
    ),
    Target(
        "keys",
        "No key means two things on a screen, every action has one, and Ctrl-C leaves.",
        run_keys,
        lambda: _KEYS,
        toml_mutator(lambda: _KEYS),
    ),
    Target(
        "phrases",
        "A file with problems is told of and counts for nothing; what is said can be shown.",
        run_phrases,
        _phrases,
        toml_mutator(_phrases),
    ),
    Target(
        "commands",
        "A line is a command of the vocabulary or refused; what is not possible changes nothing.",
        run_commands,
        lambda: _LINES,
        _change_lines,
    ),
)
