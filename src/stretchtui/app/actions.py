"""Every key is an action, and every action is defined here, once.

From these come the bindings of the screens, the keys at the bottom, the help, and the command palette.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from stretchcore.commands import Back, Command, Done, Extend, Pain, Restart, Skip, Toggle

if TYPE_CHECKING:
    from textual.binding import BindingType

    from stretchtui.app.widgets.keybar import KeyHint

LONGER_MS = 10_000
"""By how much a phase is made longer, or shorter, in milliseconds."""

HELD_MS = 150
"""A key that comes again within so many milliseconds is held: it counts once."""


class Action(NamedTuple):
    """One thing that a key does.

    Attributes:
        name: Its name in Textual, as in ``stop``, or ``app.help`` where the app does it; that of a command is told by
            ``tell('…')``.
        keys: The keys, as Textual calls them.
        shown: The first of them, as people call it.
        label: What it does, in a word or two; empty where the last line does not show it.
        description: What it does, in a sentence without a full stop.
        rank: How soon the last line leaves it out: 0 never goes before another.
        command: What it tells the session.
        once: Whether a key that is held counts once.
    """

    name: str
    keys: tuple[str, ...]
    shown: str
    label: str
    description: str
    rank: int = 0
    command: Callable[[], Command] | None = None
    once: bool = False

    @property
    def action(self) -> str:
        """What Textual runs."""
        return f"tell('{self.name}')" if self.command is not None else self.name


TOGGLE = Action("toggle", ("space",), "space", "pause", "Pause, or go on after a pause", 1, Toggle)
SKIP = Action("skip", ("right", "n"), "→", "skip", "Go on to what comes next", 3, Skip, once=True)
BACK = Action(
    "back", ("left", "b"), "←", "back", "Go back to the start of this, or to what came before", 4, Back, once=True
)
RESTART = Action("restart", ("r",), "r", "again", "Begin this once more", 8, Restart, once=True)
LONGER = Action(
    "longer", ("plus", "equals_sign"), "+", "longer", "Make this 10 seconds longer", 6, lambda: Extend(LONGER_MS)
)
SHORTER = Action("shorter", ("minus",), "-", "shorter", "Make this 10 seconds shorter", 9, lambda: Extend(-LONGER_MS))
DONE = Action("done", ("enter",), "enter", "done", "Say that you are done, where the time is yours", 0, Done)
PAIN = Action("pain", ("p",), "p", "pain", "It hurts: leave this exercise, and go on gently with the next", 5, Pain)
JUMP = Action("jump", ("j",), "j", "jump", "Choose from the whole session where to go on", 7)
FIGURE = Action("figure", ("f",), "f", "figure", "Show the figure, or larger digits in its place", 10)
HELP = Action("app.help", ("question_mark", "f1"), "?", "help", "Show all keys", 2)
STOP = Action("stop", ("q", "ctrl+q"), "q", "stop", "Stop the session, after a question", 0)
LEAVE = Action("app.leave", ("ctrl+c",), "ctrl+c", "", "Leave at once; the session is kept, and can be resumed")
PALETTE = Action("app.command_palette", ("ctrl+p",), "ctrl+p", "", "Search all actions by name")
SUSPEND = Action(
    "app.suspend_process", ("ctrl+z",), "ctrl+z", "", "Go to the shell; the session pauses until you come back"
)

SESSION_ACTIONS = (
    TOGGLE,
    SKIP,
    BACK,
    RESTART,
    LONGER,
    SHORTER,
    DONE,
    PAIN,
    JUMP,
    FIGURE,
    HELP,
    STOP,
    LEAVE,
    SUSPEND,
    PALETTE,
)
"""What one can do in a session."""

START = Action("start", ("enter",), "enter", "start", "Start this routine", 0)
FILTER = Action(
    "filter", ("slash",), "/", "filter", "Show only routines whose name, tags or muscles have these words", 1
)
QUIT = Action("app.quit", ("q", "ctrl+q"), "q", "quit", "Leave the program", 0)
RELOAD = Action("reload", ("f5",), "f5", "", "Look for routines again")

EDIT = Action("edit", ("e",), "e", "edit", "Change this routine; of a built-in one, a copy becomes yours", 3)
NEW = Action("new", ("N",), "N", "new", "Make a routine of your own", 4)

HOME_ACTIONS = (START, FILTER, EDIT, NEW, HELP, QUIT, RELOAD, PALETTE)
"""What one can do among the routines."""

CLEAR_FILTER = Action("clear_filter", ("escape",), "esc", "", "Show all routines again")
FILTER_KEYS = (CLEAR_FILTER,)
"""What one can do while one searches."""

UNDERSTOOD = Action("close", ("enter", "escape", "q", "space"), "enter", "I have read this", "Close the note", 0)
HEALTH_ACTIONS = (UNDERSTOOD,)
"""What one can do with the health note."""

YES = Action("yes", ("y",), "y", "stop", "Stop the session", 1)
GO_ON = Action("no", ("n", "escape", "q", "space"), "n", "go on", "Go on with the session", 0)
STOP_ACTIONS = (YES, GO_ON)
"""The answers to whether to stop."""

CLOSE = Action("close", ("escape", "q", "question_mark", "f1", "enter"), "esc", "close", "Close this", 0)
CLOSE_ACTIONS = (CLOSE,)
"""What one can do in the help."""

CANCEL = Action("close", ("escape", "q"), "esc", "close", "Go on where you were", 0)
CHOOSE = Action("choose", ("enter",), "enter", "go there", "Go to the line under the cursor", 1)
CHOOSE_ACTIONS = (CHOOSE, CANCEL)
"""What one can do in a list to choose from."""

FINISH = Action("close", ("enter", "q", "escape", "space"), "enter", "close", "Close this", 0)
SUMMARY_ACTIONS = (FINISH,)
"""What one can do when a session is over."""

ADD = Action("add", ("a", "insert"), "a", "add", "Add an exercise, a rest or a block below this line", 0)
CHANGE = Action("change", ("enter",), "enter", "change", "Change the dose of this line, or how often a block runs", 1)
REMOVE = Action("remove", ("d", "delete"), "d", "delete", "Take this line out", 3)
RAISE = Action("shift(-1)", ("K", "shift+up", "alt+up"), "K", "up", "Move this line up, into a block or out of it", 4)
LOWER = Action("shift(1)", ("J", "shift+down", "alt+down"), "J", "down", "Move this line down, into a block or out", 4)
DOUBLE = Action("double", ("D",), "D", "double", "Put this line in once more", 7)
BLOCK = Action("block", ("b",), "b", "repeat", "Put this line into a block that is repeated; undo a block", 6)
UNDO = Action("undo", ("u", "ctrl+z"), "u", "undo", "Take the last change back", 3)
REDO = Action("redo", ("U", "ctrl+y"), "U", "redo", "Make the change again that was taken back", 8)
FACTS = Action("facts", ("r",), "r", "name", "Change the name, the summary, the tags and the usual gaps", 6)
TRY = Action("try_out", ("t",), "t", "try", "Run the routine as it is now, at 20 times the speed", 5)
SAVE = Action("save", ("s", "ctrl+s"), "s", "save", "Store the routine", 1)
LEAVE_EDITOR = Action("leave", ("q", "escape", "ctrl+q"), "q", "leave", "Go back to the routines", 2)
MENU = Action("menu", ("m",), "m", "menu", "Choose from all that can be done", 0)

LINE_ACTIONS = (ADD, CHANGE, REMOVE, RAISE, LOWER, DOUBLE, BLOCK)
"""What one can do with a line of a routine that is being written."""

DRAFT_ACTIONS = (UNDO, REDO, FACTS, TRY, SAVE, LEAVE_EDITOR, HELP, MENU)
"""What one can do with the whole of it."""

EDITOR_ACTIONS = (*LINE_ACTIONS, *DRAFT_ACTIONS, PALETTE)
"""What one can do in the editor."""

ACCEPT = Action("accept", ("enter", "ctrl+s"), "enter", "done", "Take these values", 0)
DISMISS = Action("close", ("escape",), "esc", "cancel", "Go back, and leave everything as it was", 1)
MORE = Action("nudge(1)", ("shift+up", "ctrl+up", "f4"), "shift+up", "", "A little more in this field")
LESS = Action("nudge(-1)", ("shift+down", "ctrl+down", "f3"), "shift+down", "", "A little less in this field")
CLEAR_FIELD = Action("clear", ("ctrl+u", "f2"), "ctrl+u", "usual", "Empty this field: what is usual counts", 2)
FORM_ACTIONS = (ACCEPT, DISMISS, CLEAR_FIELD, MORE, LESS)
"""What one can do in a form."""

TAKE = Action("take", ("enter",), "enter", "add", "Add what is under the cursor", 0)
PICKER_ACTIONS = (TAKE, DISMISS)
"""What one can do among the exercises that can be added."""

PICK = Action("choose", ("enter",), "enter", "do it", "Do what is under the cursor", 1)
MENU_ACTIONS = (PICK, CANCEL)
"""What one can do in the menu."""

STORE_IT = Action("answer('save')", ("s", "y"), "s", "save", "Store the routine, then leave", 1)
DROP_IT = Action("answer('drop')", ("d",), "d", "discard", "Leave, and forget what was changed", 2)
STAY = Action("answer('')", ("escape", "n", "q"), "esc", "go on", "Go on where you were", 0)
UNSAVED_ACTIONS = (STORE_IT, DROP_IT, STAY)
"""The answers to what becomes of changes that are not stored."""

REPLACE_IT = Action("answer('replace')", ("r",), "r", "replace it", "Store mine; the other version is kept aside", 1)
CONFLICT_ACTIONS = (REPLACE_IT, STAY)
"""The answers to what becomes of a file that another program has changed."""

GO_ON_WITH_IT = Action("answer('go on')", ("g", "y", "enter"), "g", "go on with it", "Go on with the draft", 0)
BEGIN_ANEW = Action("answer('')", ("n", "escape", "q"), "n", "begin anew", "Begin from what is stored", 1)
LEFT_OVER_ACTIONS = (GO_ON_WITH_IT, BEGIN_ANEW)
"""The answers to what becomes of a draft that was left."""

COMMANDS = {action.name: action for action in SESSION_ACTIONS if action.command is not None}
"""The actions that tell the session something, by name."""


_NAMES = {
    "right": "→",
    "left": "←",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "question_mark": "?",
    "slash": "/",
    "escape": "esc",
}


def key_names(action: Action) -> str:
    """Return all keys of an action as people call them, as in ``→ n``."""
    return " ".join(_NAMES.get(key, key) for key in action.keys)


def bindings(actions: tuple[Action, ...], *, everywhere: bool = False) -> "list[BindingType]":
    """Return the bindings of actions.

    Args:
        everywhere: Whether they count under any screen that lies on top, and while one types.
    """
    from textual.binding import Binding

    return [
        Binding(",".join(one.keys), one.action, one.description, show=False, priority=everywhere) for one in actions
    ]


def hints(actions: tuple[Action, ...], labels: "dict[str, str] | None" = None) -> "tuple[KeyHint, ...]":
    """Return what the last line shows of actions.

    Args:
        labels: Other labels than usual, by the action's name.
    """
    from stretchtui.app.widgets.keybar import KeyHint

    named = labels or {}
    return tuple(
        KeyHint(one.shown, named.get(one.name, one.label), one.action, one.rank) for one in actions if one.label
    )
