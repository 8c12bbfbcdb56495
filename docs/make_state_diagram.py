"""Writes docs/state-diagram.md and docs/state-diagram.svg from the one table of states and commands.

Run it after `stretchcore.states` has changed: ``python docs/make_state_diagram.py``.
"""

from pathlib import Path
from textwrap import wrap

from stretchcore.commands import COMMANDS
from stretchcore.states import NEEDS, PASSAGES, TRANSITIONS, State

PAGE = Path(__file__).with_name("state-diagram.md")
PICTURE = Path(__file__).with_name("state-diagram.svg")

_HEAD = """\
<!-- Written by docs/make_state_diagram.py. Change the tables in src/stretchcore/states.py, not this page. -->

# The states of a session

What is legal in which state is one table, `stretchcore.states`. The session asks it before it carries a command out,
and this page is drawn from it.

![Arrows between the states, each with the commands that lead along it, as in the table below](state-diagram.svg)
"""

_STATES = """\
| state | what it means |
|---|---|
| `ready` | not begun |
| `running` | the phase's clock runs |
| `paused` | it stands still |
| `lead_in` | it is about to go on; the body gets back into position |
| `ended` | over |
"""

_LEGAL = """\
## What is legal where

The word in a cell is the state that follows. Where a cell is empty, the command raises `IllegalCommand` and changes
nothing. Some commands act on some phases only.
"""

_NOTES = """\
Three things that the arrows do not show:

- A lead-in of no length is passed through at once. Gaps have none: there, `resume` and `toggle` go straight to
  `running`.
- `extend` by a negative time, to what has elapsed or less, ends the phase. In the lead-in the phase that follows then
  runs, as after `skip`.
- A command that ends the last phase ends the session, in every state.
"""


# Where each state stands in the picture, and each arrow: its path, where its words are, and where these are cut.
_WIDE, _HIGH, _LINE = 960, 590, 17
_PLACES = {
    State.READY: (480, 40),
    State.RUNNING: (480, 140),
    State.PAUSED: (190, 470),
    State.LEAD_IN: (770, 470),
    State.ENDED: (480, 300),
}
_ARROWS = {
    (State.READY, State.RUNNING): ("M480 60V116", "start", 490, 93, 30),
    (State.RUNNING, State.RUNNING): ("M510 120C530 60 610 100 539 132", "start", 592, 92, 30),
    (State.RUNNING, State.PAUSED): ("M421 146Q196 170 190 446", "end", 232, 250, 30),
    (State.RUNNING, State.ENDED): ("M480 160V276", "start", 490, 200, 16),
    (State.PAUSED, State.PAUSED): ("M160 490C130 545 250 545 220 494", "middle", 190, 552, 30),
    (State.PAUSED, State.LEAD_IN): ("M250 462H707", "middle", 480, 453, 30),
    (State.PAUSED, State.ENDED): ("M226 450L434 323", "start", 344, 396, 16),
    (State.LEAD_IN, State.PAUSED): ("M710 478H253", "middle", 480, 497, 30),
    (State.LEAD_IN, State.RUNNING): ("M770 450Q764 170 543 146", "start", 764, 262, 22),
    (State.LEAD_IN, State.LEAD_IN): ("M740 490C710 545 830 545 800 494", "middle", 770, 552, 30),
    (State.LEAD_IN, State.ENDED): ("M734 450L526 323", "end", 616, 396, 16),
}
_STYLE = """\
<style>
text{font:14px system-ui,sans-serif;fill:#1b1f23}
.card{fill:#fbfaf7}.state{fill:#d9efe6;stroke:#1d6b50;stroke-width:1.5}.last{stroke-width:4}
.name{font:600 15px ui-monospace,Menlo,Consolas,monospace}path.arrow{fill:none;stroke:#5a6268;stroke-width:1.5}
.head{fill:#5a6268}
@media (prefers-color-scheme:dark){text{fill:#e6e3dc}.card{fill:#14171a}.state{fill:#1f3b31;stroke:#7fd6b0}
path.arrow{stroke:#a4a8a9}.head{fill:#a4a8a9}}
</style>
<marker id="head" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="9" markerHeight="9" orient="auto">
<path class="head" d="M0 0L10 5L0 10z"/></marker>"""


def render() -> str:
    """Return the page."""
    return "\n".join((_HEAD, _STATES, _LEGAL, _table(), _NOTES))


def draw() -> str:
    """Return the picture; an arrow that has no place in it yet is a KeyError."""
    states = (_state(state, *_PLACES[state]) for state in State)
    arrows = (_arrow(*ends, words) for ends, words in arrows_of_the_table().items())
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}">',
            "<title>The states of a session, and what leads from one to another</title>",
            _STYLE,
            '<rect class="card" width="100%" height="100%" rx="10"/>',
            *arrows,
            *states,
            "</svg>\n",
        )
    )


def arrows_of_the_table() -> dict[tuple[State, State], list[str]]:
    """Return the arrows, from state to state, each with the words of what leads along it."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for state in State:
        for command, following in TRANSITIONS[state].items():
            arrows.setdefault((state, following), []).append(command.word)
        for passage, following in PASSAGES.get(state, {}).items():
            arrows.setdefault((state, following), []).append(passage.value)
    return arrows


def _state(state: State, x: int, y: int) -> str:
    last = "" if TRANSITIONS[state] else " last"
    return (
        f'<rect class="state{last}" x="{x - 58}" y="{y - 20}" width="116" height="40" rx="20"/>'
        f'<text class="name" x="{x}" y="{y + 5}" text-anchor="middle">{state}</text>'
    )


def _arrow(state: State, following: State, words: list[str]) -> str:
    path, anchor, x, y, columns = _ARROWS[state, following]
    said = ", ".join(words)
    lines = "".join(
        f'<tspan x="{x}" y="{y + row * _LINE}">{line}</tspan>' for row, line in enumerate(wrap(said, columns))
    )
    return (
        f"<g><title>{state} → {following}: {said}</title>"
        f'<path class="arrow" marker-end="url(#head)" d="{path}"/><text text-anchor="{anchor}">{lines}</text></g>'
    )


def _table() -> str:
    lines = [
        f"| command | {' | '.join(f'`{state}`' for state in State)} | needs |",
        "|---|" + "---|" * (len(State) + 1),
    ]
    for command in COMMANDS:
        following = (TRANSITIONS[state].get(command) for state in State)
        cells = (f"`{state}`" if state else "" for state in following)
        need = NEEDS[command].value if command in NEEDS else ""
        lines.append(f"| `{command.word}` | {' | '.join(cells)} | {need} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
    PICTURE.write_text(draw(), encoding="utf-8")
