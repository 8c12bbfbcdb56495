"""What is heard of a session: every cue once, by one child at a time, and never late."""

import os
import sys
from pathlib import Path

import pytest

from cues.cue_helpers import Desk, Stage, is_alive, make_plan_of, wait_for
from stretchcore import Pain, Pause, Resume, Skip, Stop
from stretchtui.company import Wishes
from stretchtui.cues.orders import Say
from stretchtui.cues.roster import RETRY_MS
from stretchtui.cues.speaker import Speaker
from stretchtui.cues.speech import Ready
from stretchtui.performance import Kept
from stretchtui.settings import Settings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs of these tests are shell scripts")

SOUNDS = Settings(voice=False)
SPOKEN = Settings(language="en")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("stretchtui.cues.speaker.LIVE_S", 4.0)  # a voice is a shell script, and a machine may be busy
    return Desk(tmp_path, monkeypatch)


def run_through(stage: Stage, instants_ms: list[int]) -> None:
    """Move from instant to instant, each time until it is heard."""
    before = 0
    for number, instant in enumerate(instants_ms, 1):
        stage.clock.advance(instant - before)
        before = instant
        stage.wait_for_plays(number)


SHORT = [0, 5_000, 6_000, 7_000, 8_000, 18_000, 25_000, 26_000, 27_000, 28_000]
"""The instants of the first side of one rep of 20 s: announced, counted down, begun, halfway, counted down, over."""

SECOND = [30_000, 31_000, 32_000, 33_000, 43_000, 50_000, 51_000, 52_000, 53_000]


def test_every_cue_of_a_whole_session_is_heard_once_and_two_of_one_instant_by_one_child(desk: Desk) -> None:
    desk.player()
    stage = Stage(desk, SOUNDS).begin()
    run_through(stage, SHORT + SECOND)
    assert stage.player.ended
    stage.finish()
    assert len(desk.plays()) == len(SHORT + SECOND)
    assert stage.performance.notices == []


def test_the_voice_says_what_comes_through_its_standard_input(desk: Desk) -> None:
    desk.player()
    desk.voice()
    stage = Stage(desk, SPOKEN, make_plan_of("-x [[Bridge]] <speak>")).begin()
    wait_for(lambda: any("Finished" in text for text in desk.texts()), "the whole plan was made ready")
    stage.finish()
    assert "x Bridge speak, left side, 20 seconds." in " ".join(desk.texts()).replace("- ", "").replace("-x", "x")
    assert "Halfway." in desk.texts()
    assert not set("".join(desk.texts())) & set("[]<>")
    assert all("Bridge" not in line for line in desk.options.read_text().splitlines())


def test_a_cue_takes_the_place_of_what_is_heard(desk: Desk) -> None:
    pids = desk.paths.config.parent.parent / "pids"
    desk.player(then=f'echo $$ >> "{pids}"\nexec /bin/sleep 100')
    stage = Stage(desk, SOUNDS).begin()
    run_through(stage, [0, 5_000])
    wait_for(lambda: pids.exists() and len(pids.read_text().split()) == 2, "two children")
    first, second = map(int, pids.read_text().split())
    wait_for(lambda: not is_alive(first), "the first one was ended")
    assert is_alive(second)
    stage.player.send(Stop())
    wait_for(lambda: not is_alive(second), "the second one was ended with the session")
    stage.finish()


def test_what_is_late_is_not_heard_at_all(desk: Desk) -> None:
    desk.player()
    stage = Stage(desk, SOUNDS).begin()
    stage.wait_for_plays(1)
    stage.clock.stall(6_600)  # the cues of 5 and 6 s are long over when they are told
    stage.player.session.advance(stage.clock.now_ms() - 1_600)  # no gap: only late
    stage.player._driver = stage.player._alive()
    stage.clock.advance(0)
    stage.clock.advance(400)  # that of 7 s is in time
    stage.wait_for_plays(2)
    stage.finish()


def test_a_pause_stops_what_is_said_and_going_on_is_heard(desk: Desk) -> None:
    desk.player(then="exec /bin/sleep 100")
    stage = Stage(desk, SOUNDS).begin()
    run_through(stage, [0, 5_000, 6_000, 7_000, 8_000])
    stage.player.send(Pause())
    stage.wait_for_plays(6)  # the sound of a pause
    stage.player.send(Resume())
    stage.wait_for_plays(7)  # get back into position
    stage.clock.advance(3_000)
    stage.wait_for_plays(8)  # it goes on
    stage.finish()


def test_a_gap_is_said_in_the_calmest_way_of_speaking(desk: Desk) -> None:
    desk.player()
    desk.voice()
    stage = Stage(desk, Settings(verbosity="calm")).begin()
    stage.wait_for_plays(1)
    stage.clock.stall(60_000)
    stage.clock.advance(1)
    stage.wait_for_plays(2)
    assert "Paused. Some time was lost." in desk.texts()
    stage.finish()


def test_pain_is_said_together_with_what_comes(desk: Desk) -> None:
    desk.player()
    desk.voice()
    stage = Stage(desk, SPOKEN, make_plan_of(steps=2)).begin()
    stage.wait_for_plays(1)
    stage.player.send(Pain())
    stage.wait_for_plays(2)
    assert any(text.startswith("Ease off. Come out of it gently. Bridge, left side") for text in desk.texts())
    stage.finish()


def test_a_skip_into_a_quiet_phase_ends_what_is_said(desk: Desk) -> None:
    pids = desk.paths.config.parent.parent / "pids"
    desk.player(then=f'echo $$ > "{pids}"\nexec /bin/sleep 100')
    stage = Stage(desk, SOUNDS, make_plan_of(reps=2)).begin()
    run_through(stage, [0, 5_000, 6_000, 7_000, 8_000])
    wait_for(lambda: pids.exists() and pids.read_text().strip() != "", "a child")
    stage.player.send(Skip())  # to the release between two reps, which has no cue
    wait_for(lambda: not is_alive(int(pids.read_text())), "it was ended")
    stage.finish()


def test_muting_stops_at_once_and_lasts_until_it_is_taken_back(desk: Desk) -> None:
    pids = desk.paths.config.parent.parent / "pids"
    desk.player(then=f'echo $$ > "{pids}"\nexec /bin/sleep 100')
    stage = Stage(desk, SOUNDS).begin()
    stage.wait_for_plays(1)
    wait_for(lambda: pids.exists() and pids.read_text().strip() != "", "a child")
    stage.announcer.muted = True
    wait_for(lambda: not is_alive(int(pids.read_text())), "it was ended")
    stage.clock.advance(5_000)
    stage.announcer.muted = False
    stage.clock.advance(1_000)
    wait_for(lambda: len(desk.plays()) >= 2, "the next cue")
    assert len(desk.plays()) <= 3
    stage.finish()


def test_the_voice_can_be_switched_off_and_on(desk: Desk) -> None:
    desk.player()
    desk.voice()
    stage = Stage(desk, SPOKEN).begin()
    stage.wait_for_plays(1)
    assert stage.announcer.has_voice
    assert stage.announcer.voiced
    stage.announcer.voiced = False
    run_before = desk.plays()[0]
    stage.clock.advance(5_000)
    stage.wait_for_plays(2)
    assert desk.plays()[1] != run_before
    stage.finish()


def test_the_voice_alone_is_heard_where_sounds_are_off(desk: Desk) -> None:
    desk.player()
    desk.voice()
    stage = Stage(desk, Settings(sound=False)).begin()
    stage.wait_for_plays(1)
    stage.clock.advance(5_000)  # a countdown in a gap has no word
    stage.clock.advance(3_000)  # nor has the start
    stage.clock.advance(10_000)
    stage.wait_for_plays(2)
    stage.finish()


def test_what_does_not_fit_before_the_next_cue_is_said_shorter_or_not_at_all(desk: Desk) -> None:
    desk.player()
    desk.voice(length_ms=5_500)
    stage = Stage(desk, SPOKEN).begin()
    stage.wait_for_plays(1)
    stage.finish()
    file = Path(desk.plays()[0].split()[1])
    assert file.stat().st_size > 2 * 22_050 * 0.1
    assert desk.texts()[:2] == ["Bridge, left side, 20 seconds.", "Bridge, left side."]


@pytest.mark.parametrize(
    ("wishes", "simulated"), [(Wishes(mute=True), False), (Wishes(), True)], ids=["muted", "simulated"]
)
def test_there_is_no_sound_where_none_is_wanted(desk: Desk, wishes: Wishes, simulated: bool) -> None:
    desk.player()
    stage = Stage(desk, SPOKEN, wishes=wishes, simulated=simulated).begin()
    stage.clock.advance(8_000)
    stage.finish()
    assert stage.performance.audible is None
    assert desk.plays() == []


def test_volume_nought_is_silence(desk: Desk) -> None:
    desk.player()
    stage = Stage(desk, Settings(voice=False, volume=0)).begin()
    stage.clock.advance(8_000)
    stage.finish()
    assert desk.plays() == []


def test_a_session_that_is_gone_on_with_says_so_and_goes_on_with_its_cues(desk: Desk) -> None:
    desk.player()
    first = Stage(desk, SOUNDS).begin()
    first.clock.advance(10_000)
    first.player.send(Stop())
    dump = first.player.dump()
    first.finish()
    desk.played.unlink(missing_ok=True)
    stage = Stage(desk, SOUNDS, kept=Kept("again", make_plan_of(), dump)).begin()
    stage.wait_for_plays(1)  # the lead-in
    stage.clock.advance(3_000)
    stage.wait_for_plays(2)  # it goes on
    stage.clock.advance(8_000)
    stage.wait_for_plays(3)  # halfway
    stage.finish()


def test_breaths_are_said_where_nothing_else_is_near(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    starts: list[Say] = []
    start = Speaker._start

    def note_start(speaker: Speaker, say: Say, ready: Ready) -> None:
        start(speaker, say, ready)
        starts.append(say)

    monkeypatch.setattr(Speaker, "_start", note_start)
    desk.player()
    desk.voice()
    settings = Settings(breath_words=True)
    stage = Stage(desk, settings).begin()
    run_through(stage, [0, 5_000, 6_000, 7_000, 8_000])
    wait_for(lambda: len(starts) == 5 and stage.announcer._speaker._child is None, "the start has been heard")
    stage.clock.advance(4_000)  # in for 4 s, out for 6: a word at 4 s; at 10 s halfway stands in the way
    stage.wait_for_plays(6)
    assert "breathe out" in desk.texts()
    stage.clock.advance(6_000)
    stage.wait_for_plays(7)
    stage.player.send(Pause())
    stage.wait_for_plays(8)
    stage.clock.advance(20_000)
    stage.finish()
    assert "breathe in" not in desk.texts()
    assert len(desk.plays()) == 8


# -- what is off -------------------------------------------------------------------------------------------------------


def test_a_player_that_fails_gives_way_to_the_next_at_once(desk: Desk) -> None:
    desk.player("paplay", "echo 'Connection failure: Connection refused' >&2\nexit 1")
    desk.player("aplay")
    stage = Stage(desk, SOUNDS).begin()
    stage.wait_for_plays(2)
    assert [line.split()[0] for line in desk.plays()] == ["paplay", "aplay"]
    stage.clock.advance(5_000)
    stage.wait_for_plays(3)
    assert desk.plays()[2].startswith("aplay")
    stage.finish()
    assert stage.performance.notices == []


def test_one_notice_says_that_no_player_is_left_and_the_bell_rings_instead(desk: Desk) -> None:
    desk.player("paplay", "echo 'Connection failure: Connection refused' >&2\nexit 1")
    stage = Stage(desk, SOUNDS).begin()
    wait_for(lambda: bool(stage.performance.notices), "a notice")
    assert stage.performance.notices == ["no sound: paplay failed (Connection refused); the bell rings"]
    stage.clock.advance(8_000)
    assert stage.rung == 1
    stage.clock.advance(20_000)
    assert stage.rung == 2
    stage.finish()
    assert len(stage.performance.notices) == 1


def break_off(desk: Desk) -> Path:
    """Make a player that fails while a file is there, and return that file."""
    broken = desk.bin / "broken"
    desk.player(then=f"if [ -e '{broken}' ]; then echo 'Connection failure: Connection refused' >&2; exit 1; fi")
    return broken


def wait_until_played(stage: Stage) -> None:
    wait_for(lambda: bool(stage.announcer._speaker._players._played), "a sound that was played to its end")


def test_a_player_that_has_played_is_forgiven_one_failure(desk: Desk) -> None:
    broken = break_off(desk)
    stage = Stage(desk, SOUNDS).begin()
    stage.wait_for_plays(1)
    wait_until_played(stage)
    broken.touch()
    stage.clock.advance(5_000)
    stage.wait_for_plays(2)
    wait_for(lambda: stage.announcer._speaker._players.first_off is not None, "the failure was noticed")
    broken.unlink()
    stage.clock.advance(1_000)
    stage.wait_for_plays(3)
    wait_for(lambda: stage.announcer._speaker._players.first_off is None, "it plays again")
    stage.finish()
    assert stage.performance.notices == []


def test_a_player_that_fails_for_a_while_is_tried_again_and_the_bell_rings_meanwhile(desk: Desk) -> None:
    broken = break_off(desk)
    stage = Stage(desk, SOUNDS).begin()
    stage.wait_for_plays(1)
    wait_until_played(stage)
    broken.touch()
    stage.clock.advance(5_000)
    stage.wait_for_plays(2)
    wait_for(lambda: stage.announcer._speaker._players.first_off is not None, "the failure was noticed")
    stage.clock.advance(1_000)
    wait_for(lambda: bool(stage.performance.notices), "a notice")
    assert stage.performance.notices == ["no sound for now: paplay failed (Connection refused); the bell rings"]
    asked = len(desk.plays())  # once more than at 6 s, to learn why it fails
    stage.clock.advance(2_000)
    wait_for(lambda: stage.rung == 1, "the bell at the start")
    assert len(desk.plays()) == asked
    broken.unlink()
    stage.clock.advance(RETRY_MS)  # halfway
    wait_for(lambda: len(desk.plays()) == asked + 1, "it is tried again")
    stage.finish()
    assert len(stage.performance.notices) == 1


def test_without_any_player_one_notice_says_so(desk: Desk) -> None:
    stage = Stage(desk, SOUNDS).begin()
    wait_for(lambda: bool(stage.performance.notices), "a notice")
    assert stage.performance.notices == ["no sound: none of pw-play, paplay and aplay is installed; the bell rings"]
    stage.finish()


def test_a_player_that_cannot_be_started_gives_way(desk: Desk) -> None:
    (desk.bin / "paplay").write_text("#!/nonexistent/shell\n")
    (desk.bin / "paplay").chmod(0o755)
    desk.player("aplay")
    stage = Stage(desk, SOUNDS).begin()
    stage.wait_for_plays(1)
    assert desk.plays()[0].startswith("aplay")
    stage.finish()


def test_a_player_that_hangs_is_killed_and_gives_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stretchtui.cues.players.LATE_S", 1.5)
    pids = desk.paths.config.parent.parent / "pids"
    desk.player("paplay", f'echo $$ > "{pids}"\nexec /bin/sleep 100')
    desk.player("aplay")
    stage = Stage(desk, SOUNDS).begin()
    stage.wait_for_plays(1)
    wait_for(lambda: pids.exists() and pids.read_text().strip() != "", "a child")
    wait_for(lambda: not is_alive(int(pids.read_text())), "it was killed")
    stage.clock.advance(5_000)
    stage.wait_for_plays(2)
    assert desk.plays()[1].startswith("aplay")
    stage.finish()


@pytest.mark.parametrize("asked", [True, False])
def test_a_missing_voice_is_said_only_where_it_was_asked_for(desk: Desk, asked: bool) -> None:
    desk.player()
    stage = Stage(desk, SPOKEN, wishes=Wishes(voice=True if asked else None)).begin()
    stage.wait_for_plays(1)
    missing = "no voice: espeak-ng is not installed; stretchtui doctor says more"
    assert stage.performance.notices == ([missing] if asked else [])
    assert not stage.announcer.has_voice
    stage.finish()


def test_a_voice_that_fails_leaves_the_sounds_and_is_said_once(desk: Desk) -> None:
    desk.player()
    desk.program("espeak-ng", "exit 3")
    stage = Stage(desk, SPOKEN).begin()
    stage.wait_for_plays(1)
    wait_for(lambda: bool(stage.performance.notices), "a notice")
    stage.clock.advance(5_000)
    stage.wait_for_plays(2)
    stage.finish()
    assert stage.performance.notices == ["no voice any more: espeak-ng failed (exit code 3)"]


def test_closing_again_does_nothing(desk: Desk) -> None:
    desk.player()
    stage = Stage(desk, SOUNDS).begin()
    announcer = stage.announcer
    stage.finish()
    announcer.close()
    stage.finish()


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid"), reason="folders are guarded otherwise here")
def test_a_folder_that_cannot_be_written_is_replaced_by_a_temporary_one(desk: Desk) -> None:
    desk.player()
    desk.paths.cache.parent.mkdir(parents=True)
    desk.paths.cache.write_text("a file stands where the folder should be")
    stage = Stage(desk, SOUNDS).begin()
    stage.wait_for_plays(1)
    folder = Path(desk.plays()[0].split()[1]).parent
    assert not folder.is_relative_to(desk.paths.cache)
    stage.finish()
    wait_for(lambda: not folder.exists(), "nothing is left of it")
