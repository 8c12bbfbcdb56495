"""What the desktop shows of a session, worked out without a desktop."""

import re
from pathlib import Path

import pytest

from stretchcore import Back, Done, Extend, Jump, Pain, Pause, Resume, Session, Skip, Start, Stop, Toggle, make_plan
from stretchcore.commands import Command, Restart
from stretchcore.document import read_routine
from stretchcore.events import PhaseStarted
from stretchcore.plan import Plan
from stretchcore.states import TRANSITIONS, State
from stretchtui.remote.mpris_state import KEYS, Moment, command_for, jumped, metadata, position_us, properties

ROUTINE = """
name = "Evening"

[[warm_up]]
name = "March"
hold = "20s"
prepare = "5s"

[[steps]]
name = "Knee to chest"
instructions = ["Draw the knee in.", "Shoulders stay heavy."]
hold = "20s"
reps = 2
sides = "each"

[[steps]]
name = "Cat–cow"
prepare = "0s"
positions = [{ id = "arch", name = "Arch", hold = "5s" }, { id = "round", name = "Round", hold = "5s" }]

[[steps]]
rest = "30s"

[[steps]]
name = "Twist"
reps = 12
sets = 2
pace = "self"

[[steps]]
rest = "5s"
"""


def plan_of(text: str = ROUTINE) -> Plan:
    return make_plan(read_routine(text, "evening", {}).good(), {})


class Stage:
    """A session that is told what to do, and its moment."""

    def __init__(self, text: str = ROUTINE) -> None:
        self.plan = plan_of(text)
        self.session = Session(self.plan)
        self.now = 1_000_000
        self.runs = 0
        self.jumped = False

    def send(self, command: Command, after_ms: int = 0) -> "Stage":
        self.now += after_ms
        events = self.session.send(command, self.now)
        self.runs += sum(isinstance(event, PhaseStarted) for event in events)
        self.jumped = jumped(events)
        return self

    def wait(self, ms: int) -> "Stage":
        self.now += ms
        events = self.session.advance(self.now)
        self.runs += sum(isinstance(event, PhaseStarted) for event in events)
        self.jumped = jumped(events)
        return self

    @property
    def moment(self) -> Moment:
        return Moment(self.session.view(self.now), self.session.legal_commands, self.runs, self.now)

    def property(self, name: str) -> object:
        return properties(self.plan, self.moment)[name]

    def tag(self, name: str) -> object:
        return metadata(self.plan, self.moment)[name].value

    def position_us(self, after_ms: int = 0) -> int:
        return position_us(self.moment, self.now + after_ms)


def in_state(state: State) -> Stage:
    stage = Stage()
    match state:
        case State.READY:
            return stage
        case State.RUNNING:
            return stage.send(Start())
        case State.PAUSED:
            return stage.send(Start()).send(Pause())
        case State.LEAD_IN:
            return stage.send(Start(1)).send(Pause(), 1_000).send(Resume())
        case State.ENDED:
            return stage.send(Start()).send(Stop())


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.READY, "Stopped"),
        (State.RUNNING, "Playing"),
        (State.PAUSED, "Paused"),
        (State.LEAD_IN, "Playing"),
        (State.ENDED, "Stopped"),
    ],
)
def test_every_state_has_its_status(state: State, status: str) -> None:
    stage = in_state(state)
    assert stage.session.state is state
    assert stage.property("PlaybackStatus") == status


@pytest.mark.parametrize("state", list(State))
def test_what_can_be_pressed_is_what_the_table_of_states_allows(state: State) -> None:
    stage = in_state(state)
    allowed = TRANSITIONS[state]
    assert stage.property("CanGoNext") is (Skip in allowed)
    assert stage.property("CanGoPrevious") is (Back in allowed)
    assert stage.property("CanPlay") is (Toggle in allowed)
    assert stage.property("CanPause") is (Toggle in allowed)


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("PlayPause", Toggle()),
        ("Play", Resume()),
        ("Pause", Pause()),
        ("Next", Skip()),
        ("Previous", Back()),
        ("Stop", Stop()),
    ],
)
def test_every_key_means_a_command(key: str, command: Command) -> None:
    assert command_for(key, in_state(State.RUNNING).moment) == command


def test_every_key_that_is_explained_means_something() -> None:
    assert {command_for(key, in_state(State.RUNNING).moment).word for key in KEYS} == {
        "toggle",
        "resume",
        "pause",
        "skip",
        "back",
        "stop",
    }


def test_next_says_done_where_the_time_is_ones_own() -> None:
    stage = Stage()
    twist = next(phase.index for phase in stage.plan.phases if phase.is_open)
    stage.send(Start(twist))
    assert command_for("Next", stage.moment) == Done()


def test_titles_tell_what_to_do_and_albums_how_far_it_is() -> None:
    stage = Stage().send(Start())
    shown = []
    for phase in stage.plan.phases:
        stage.send(Jump(phase.index))
        shown.append((stage.tag("xesam:title"), stage.tag("xesam:album")))
    assert shown == [
        ("Next: March", "Get ready"),
        ("March", "Warm up"),
        ("Next: Knee to chest, left side", "Get ready"),
        ("Knee to chest, left side", "Rep 1 of 2"),
        ("Release: Knee to chest, left side", "Release"),
        ("Knee to chest, left side", "Rep 2 of 2"),
        ("Switch sides: right side", "Switch sides"),
        ("Knee to chest, right side", "Rep 1 of 2"),
        ("Release: Knee to chest, right side", "Release"),
        ("Knee to chest, right side", "Rep 2 of 2"),
        ("Cat–cow, Arch", "Hold"),
        ("Cat–cow, Round", "Hold"),
        ("Next: Twist", "Rest"),
        ("Next: Twist", "Get ready"),
        ("Twist", "12 reps at your own pace, set 1 of 2"),
        ("Next: Twist", "Rest"),
        ("Twist", "12 reps at your own pace, set 2 of 2"),
        ("Rest", "Rest"),
    ]


def test_a_track_carries_the_routine_its_number_its_length_and_the_instructions() -> None:
    stage = Stage().send(Start(3))
    found = metadata(stage.plan, stage.moment)
    assert {name: (entry.signature, entry.value) for name, entry in found.items()} == {
        "mpris:trackid": ("o", "/org/stretchtui/phase/1"),
        "mpris:length": ("x", 20_000_000),
        "xesam:title": ("s", "Knee to chest, left side"),
        "xesam:artist": ("as", ["Evening"]),
        "xesam:album": ("s", "Rep 1 of 2"),
        "xesam:trackNumber": ("i", 4),
        "xesam:comment": ("as", ["Draw the knee in.", "Shoulders stay heavy."]),
    }


def test_an_open_phase_has_no_length_and_its_position_runs_on() -> None:
    stage = Stage()
    twist = next(phase.index for phase in stage.plan.phases if phase.is_open)
    stage.send(Start(twist))
    assert "mpris:length" not in metadata(stage.plan, stage.moment)
    assert stage.position_us(90_000) == 90_000_000


def test_a_phase_that_is_taken_back_is_another_track() -> None:
    stage = Stage().send(Start(1))
    first = stage.tag("mpris:trackid")
    stage.send(Back(), 5_000)
    assert stage.session.phase.index == 1
    assert stage.tag("mpris:trackid") != first
    assert re.fullmatch(r"(/[A-Za-z0-9_]+)+", str(stage.tag("mpris:trackid")))


def test_the_length_follows_when_a_phase_is_extended() -> None:
    stage = Stage().send(Start(1)).send(Extend(10_000), 5_000)
    assert stage.tag("mpris:length") == 30_000_000
    assert stage.position_us() == 5_000_000


def test_the_position_is_reckoned_from_the_moment_and_ends_with_the_phase() -> None:
    stage = Stage().send(Start(1)).wait(4_000)
    assert stage.position_us() == 4_000_000
    assert stage.position_us(1_500) == 5_500_000
    assert stage.position_us(60_000) == 20_000_000


@pytest.mark.parametrize("state", [State.READY, State.PAUSED, State.LEAD_IN, State.ENDED])
def test_the_position_stands_still_where_the_clock_of_the_phase_does(state: State) -> None:
    stage = in_state(state)
    assert stage.position_us(2_500) == stage.session.view(stage.now).elapsed_ms * 1000


@pytest.mark.parametrize(
    ("command", "jumps"),
    [
        (Back(), True),
        (Restart(), True),
        (Jump(3), True),
        (Extend(10_000), True),
        (Skip(), False),
        (Pain(), False),
        (Pause(), False),
        (Stop(), False),
    ],
)
def test_the_position_jumps_where_it_is_not_what_one_would_reckon(command: Command, jumps: bool) -> None:
    assert Stage().send(Start(1)).send(command, 5_000).jumped is jumps


def test_the_position_jumps_when_a_lead_in_is_over_since_the_player_has_played_through_it() -> None:
    stage = in_state(State.LEAD_IN)
    assert not stage.jumped
    assert stage.wait(3_000).jumped
    assert stage.position_us() == 1_000_000


def test_a_phase_that_follows_by_itself_is_no_jump() -> None:
    assert not Stage().send(Start()).wait(5_000).jumped


def test_text_that_a_bus_would_not_take_is_cleaned() -> None:
    plan = plan_of()
    from dataclasses import replace

    phases = tuple(replace(phase, name="A\0B\ud800") for phase in plan.phases)
    hostile = replace(plan, name="\0\udcff", phases=phases)
    session = Session(hostile)
    session.send(Start(1), 0)
    found = metadata(hostile, Moment(session.view(0), session.legal_commands, 1, 0))
    assert found["xesam:title"].value == "AB?"
    assert found["xesam:artist"].value == ["?"]


def test_the_keys_that_the_page_explains_are_all_that_there_are() -> None:
    page = Path(__file__).parents[2] / "docs" / "media-keys.md"
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| ([^|]*) \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == KEYS
