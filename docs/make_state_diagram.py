"""Writes docs/state-diagram.md from the one table of states and commands.

Run it after `stretchcore.states` has changed: ``python docs/make_state_diagram.py``.
"""

from pathlib import Path

from stretchcore.commands import COMMANDS
from stretchcore.states import NEEDS, PASSAGES, TRANSITIONS, State

PAGE = Path(__file__).with_name("state-diagram.md")

_HEAD = """\
<!-- Written by docs/make_state_diagram.py. Change the tables in src/stretchcore/states.py, not this page. -->

# The states of a session

What is legal in which state is one table, `stretchcore.states`. The session asks it before it carries a command out,
and this page is drawn from it.
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


def render() -> str:
    """Return the page."""
    return "\n".join((_HEAD, _diagram(), _STATES, _LEGAL, _table(), _NOTES))


def _diagram() -> str:
    arrows: dict[tuple[State, State], list[str]] = {}
    for state in State:
        for command, following in TRANSITIONS[state].items():
            arrows.setdefault((state, following), []).append(command.word)
        for passage, following in PASSAGES.get(state, {}).items():
            arrows.setdefault((state, following), []).append(passage.value)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {State.READY}"]
    lines += [f"    {state} --> {following}: {', '.join(words)}" for (state, following), words in arrows.items()]
    lines += [f"    {state} --> [*]" for state in State if not TRANSITIONS[state]]
    return "\n".join((*lines, "```\n"))


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
