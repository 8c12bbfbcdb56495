"""Makes docs/recording.svg: a session as it is seen, filmed from the program itself.

    python docs/make_recording.py            # writes it
    python docs/make_recording.py --print    # prints it

The frames stand side by side like those of a film, and a style sheet moves the film past the window: no script, so
that it plays wherever pictures are shown. A row that several frames share is drawn once. Who asks their system for
less motion sees the first frame.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from make_pictures import CELL_HEIGHT, MARGIN, Frame, at_home, deliver, frame_of, session, svg

from stretchcore.words import PhaseKind, Side
from stretchtui.cli.context import Context

FILM = Path(__file__).with_name("recording.svg")
STEP_MS = 200
LAST_MS = 1_500  # how long the last frame stays before the film begins again


@dataclass(frozen=True)
class Scene:
    """A piece of the session.

    Attributes:
        skip_ms: What is left out before it.
        keys: What is pressed at its start.
        length_ms: How long it lasts.
    """

    length_ms: int
    skip_ms: int = 0
    keys: tuple[str, ...] = ()


def scenes(context: Context) -> Iterator[Scene]:
    """Yield the pieces: into the position, a hold, the other side, a pause and on again."""
    plan = context.plan(context.routine("quick-relief"), 20)
    first = next(phase for phase in plan.phases if phase.kind is PhaseKind.HOLD and phase.side is Side.LEFT)
    switch = next(phase for phase in plan.phases if phase.kind is PhaseKind.SWITCH_SIDE)
    assert switch.planned_ms is not None
    before_ms, held_ms, last_ms = 7_000, 4_000, 3_400
    yield Scene(before_ms + held_ms, skip_ms=first.start_ms - before_ms)
    cut_ms = switch.start_ms - last_ms - (first.start_ms + held_ms)
    yield Scene(last_ms + switch.planned_ms + 3_000, skip_ms=cut_ms)
    yield Scene(1_600, keys=("space",))
    yield Scene(6_000, keys=("space",))


async def film(context: Context) -> list[tuple[int, Frame]]:
    """Return the frames, each with how long it is seen, in milliseconds."""
    frames: list[tuple[int, Frame]] = []
    async with session(context) as (app, pilot, clock):
        for scene in scenes(context):
            clock.advance(scene.skip_ms)
            await pilot.press(*scene.keys)
            for _ in range(scene.length_ms // STEP_MS):
                await pilot.pause()
                frame = frame_of(app)
                if frames and frames[-1][1] == frame:
                    frames[-1] = (frames[-1][0] + STEP_MS, frame)
                else:
                    frames.append((STEP_MS, frame))
                clock.advance(STEP_MS)
    shown_ms, last = frames[-1]
    return [*frames[:-1], (shown_ms + LAST_MS, last)]


def render(frames: list[tuple[int, Frame]]) -> str:
    """Return the film."""
    numbers: dict[str, int] = {}
    pictures, moves = [], []
    total_ms = sum(shown_ms for shown_ms, _ in frames)
    at_ms = 0
    for place, (shown_ms, frame) in enumerate(frames):
        rows = []
        for row, drawn in enumerate(frame.rows):
            if drawn:
                number = numbers.setdefault(drawn, len(numbers))
                rows.append(f'<use href="#r{number}" y="{MARGIN + row * CELL_HEIGHT}"/>')
        pictures.append(f'<g transform="translate({place * frame.width})">{"".join(rows)}</g>')
        moves.append(f"{at_ms / total_ms:.4%}{{transform:translate({-place * frame.width}px)}}")
        at_ms += shown_ms
    style = (
        f"<style>#film{{animation:film {total_ms / 1000:g}s step-end infinite}}"
        f"@keyframes film{{{''.join(moves)}}}"
        "@media (prefers-reduced-motion:reduce){#film{animation:none}}</style>"
    )
    rows_once = "\n".join(f'<g id="r{number}">{drawn}</g>' for drawn, number in numbers.items())
    return svg(frames[0][1], style, f"<defs>\n{rows_once}\n</defs>", '<g id="film">', *pictures, "</g>")


def main() -> None:
    """Write the film, or print it."""
    with at_home() as context:
        deliver(render(asyncio.run(film(context))), FILM)


if __name__ == "__main__":
    main()
