"""Every key is an action, and every action is defined here, once.

From these come the bindings of the screens, the keys at the bottom, the help, the command palette, and what the
settings may say of keys.
"""

from collections.abc import Callable
from typing import NamedTuple

from stretchcore.commands import Back, Command, Done, Extend, Pain, Restart, Skip, Toggle

LONGER_MS = 10_000
"""By how much a phase is made longer, or shorter, in milliseconds."""

HELD_MS = 150
"""A key that comes again within so many milliseconds is held: it counts once."""

PROGRAM, LIST, SESSION, TIME, FORM = "The program", "The list", "The session", "The time", "This setting"
LINE, DRAFT = "This line", "The routine"
ROUTINE, DONE_BEFORE, ANSWER = "This routine", "This session", "Here"
"""What the help puts together."""


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
        group: The heading that it stands under in the help.
        called: What the settings call it, where its name is no name for people, as in ``shift(1)``.
    """

    name: str
    keys: tuple[str, ...]
    shown: str
    label: str
    description: str
    rank: int = 0
    command: Callable[[], Command] | None = None
    once: bool = False
    group: str = ANSWER
    called: str = ""

    @property
    def action(self) -> str:
        """What Textual runs."""
        return f"tell('{self.name}')" if self.command is not None else self.name

    @property
    def id(self) -> str:
        """What the settings call it."""
        return self.called or self.name.removeprefix("app.")


TOGGLE = Action("toggle", ("space",), "space", "pause", "Pause, or go on after a pause", 0, Toggle, group=SESSION)
SKIP = Action("skip", ("right", "n"), "→", "skip", "Go on to what comes next", 3, Skip, once=True, group=SESSION)
BACK = Action(
    "back",
    ("left", "b"),
    "←",
    "back",
    "Go back to the start of this, or to what came before",
    4,
    Back,
    once=True,
    group=SESSION,
)
RESTART = Action("restart", ("r",), "r", "again", "Begin this once more", 9, Restart, once=True, group=SESSION)
LONGER = Action(
    "longer",
    ("plus", "equals_sign"),
    "+",
    "longer",
    "Make this 10 seconds longer",
    6,
    lambda: Extend(LONGER_MS),
    group=TIME,
)
SHORTER = Action(
    "shorter", ("minus",), "-", "shorter", "Make this 10 seconds shorter", 10, lambda: Extend(-LONGER_MS), group=TIME
)
DONE = Action(
    "done", ("enter",), "enter", "done", "Say that you are done, where the time is yours", 0, Done, group=TIME
)
PAIN = Action(
    "pain", ("p",), "p", "pain", "It hurts: leave this exercise, and go on gently with the next", 1, Pain, group=SESSION
)
JUMP = Action("jump", ("j",), "j", "jump", "Choose from the whole session where to go on", 8, group=SESSION)
FIGURE = Action("figure", ("f",), "f", "figure", "Show the figure, or larger digits in its place", 11, group=SESSION)
MUTE = Action("mute", ("m",), "m", "mute", "Silence everything, or let it sound again", 7, group=SESSION)
VOICE = Action("voice", ("v",), "v", "voice", "Let the voice speak, or be quiet", 12, group=SESSION)
HELP = Action("app.help", ("question_mark", "f1"), "?", "help", "Show all keys", 2, group=PROGRAM)
STOP = Action("stop", ("q", "ctrl+q"), "q", "stop", "Stop the session, after a question", 0, group=SESSION)
LEAVE = Action(
    "app.leave", ("ctrl+c",), "ctrl+c", "", "Leave at once; the session is kept, and can be resumed", group=PROGRAM
)
PALETTE = Action("app.command_palette", ("ctrl+p",), "ctrl+p", "", "Search all actions by name", group=PROGRAM)
SUSPEND = Action(
    "app.suspend_process",
    ("ctrl+z",),
    "ctrl+z",
    "",
    "Go to the shell; the session pauses until you come back",
    group=PROGRAM,
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
    MUTE,
    VOICE,
    HELP,
    STOP,
    LEAVE,
    SUSPEND,
    PALETTE,
)
"""What one can do in a session."""

UP = Action("up", ("up", "k"), "↑", "", "Go up", group=LIST)
DOWN = Action("down", ("down", "j"), "↓", "", "Go down", group=LIST)
PAGE_UP = Action("page_up", ("pageup",), "pageup", "", "Go up a page", group=LIST)
PAGE_DOWN = Action("page_down", ("pagedown",), "pagedown", "", "Go down a page", group=LIST)
TOP = Action("top", ("home",), "home", "", "Go to the top", group=LIST)
BOTTOM = Action("bottom", ("end",), "end", "", "Go to the bottom", group=LIST)
MOVE_ACTIONS = (UP, DOWN, PAGE_UP, PAGE_DOWN, TOP, BOTTOM)
"""How one moves in a list, and in a text that is longer than its room."""

START = Action("start", ("enter",), "enter", "start", "Start this routine", 0, group=ROUTINE)
NEXT_STEP = Action("next_step", ("right", "l"), "→", "", "Look at the next exercise of this routine", group=ROUTINE)
PREVIOUS_STEP = Action("previous_step", ("left", "h"), "←", "", "Look at the exercise before", group=ROUTINE)
FILTER = Action(
    "filter",
    ("slash",),
    "/",
    "filter",
    "Filter routines by words of their name, tags or muscles",
    1,
    group=LIST,
)
TAG = Action("tag", ("t",), "t", "tag", "Show only routines with the next tag", 3, group=LIST)
TAG_BACK = Action("tag_back", ("T",), "T", "", "Show only routines with the tag before", group=LIST)
CLEAR_FILTER = Action("clear_filter", ("escape",), "esc", "", "Show all routines again", group=LIST)
HISTORY = Action("app.history", ("H",), "H", "history", "Look at what you have done", 4, group=PROGRAM)
SETTINGS = Action("app.settings", ("S", "comma"), "S", "settings", "Change the settings", 4, group=PROGRAM)
QUIT = Action("app.quit", ("q", "ctrl+q"), "q", "quit", "Leave the program", 0, group=PROGRAM)
EDIT_ROUTINE = Action(
    "edit_routine",
    ("e",),
    "e",
    "edit",
    "Change this routine; of a built-in one, a copy becomes yours",
    2,
    group=ROUTINE,
)
NEW_ROUTINE = Action("new_routine", ("N",), "N", "new", "Make a routine of your own", 2, group=PROGRAM)
RELOAD = Action("reload", ("f5",), "f5", "", "Look for routines again", group=LIST)

WEEK = Action("week", ("w",), "w", "week", "Show how long each muscle was stretched this week", 6, group=LIST)

HOME_ACTIONS = (
    START,
    NEXT_STEP,
    PREVIOUS_STEP,
    EDIT_ROUTINE,
    FILTER,
    TAG,
    TAG_BACK,
    CLEAR_FILTER,
    RELOAD,
    NEW_ROUTINE,
    WEEK,
    HISTORY,
    SETTINGS,
    HELP,
    QUIT,
    PALETTE,
)
"""What one can do among the routines."""

SET_VALUE = Action("set_value", ("enter", "space"), "enter", "change", "Change this setting", 0, group=FORM)
FURTHER = Action("further", ("right", "l"), "→", "next", "Choose the next value", 2, group=FORM)
NEARER = Action("nearer", ("left", "h"), "←", "", "Choose the value before", group=FORM)
RESET = Action("reset", ("x", "delete"), "x", "default", "Put this setting back to its default", 1, group=FORM)
BACK_HOME = Action("close", ("escape", "q"), "esc", "back", "Go back to the routines", 0, group=PROGRAM)
SETTINGS_ACTIONS = (SET_VALUE, FURTHER, NEARER, RESET, BACK_HOME, HELP, PALETTE)
"""What one can do among the settings."""

KEEP = Action("keep", ("enter",), "enter", "keep", "Write what you have typed", 0)
DISCARD = Action("discard", ("escape",), "esc", "leave as it was", "Leave the setting as it was", 0)
TYPING_ACTIONS = (KEEP, DISCARD)
"""What one can do while one types a setting."""

# Shown in the help of a small screen, but not among its few keys.
_HELP = HELP._replace(label="")

UNDERSTOOD = Action("close", ("enter", "escape", "q", "space"), "enter", "I have read it", "Close the note", 0)
HEALTH_ACTIONS = (UNDERSTOOD, _HELP)
"""What one can do with the health note."""

YES = Action("yes", ("y",), "y", "stop", "Stop the session", 1)
GO_ON = Action("no", ("n", "escape", "q", "space"), "n", "go on", "Go on with the session", 0)
STOP_ACTIONS = (YES, GO_ON, _HELP)
"""The answers to whether to stop."""

CLOSE = Action("close", ("escape", "q", "question_mark", "f1", "enter"), "esc", "close", "Close this", 0)
CLOSE_ACTIONS = (CLOSE,)
"""What one can do in the help."""

CANCEL = Action("close", ("escape", "q"), "esc", "close", "Go on where you were", 0)
CHOOSE = Action("choose", ("enter",), "enter", "go there", "Go to the line under the cursor", 1)
CHOOSE_ACTIONS = (CHOOSE, CANCEL, _HELP)
"""What one can do in a list to choose from."""

HURTS_LESS = Action("hurts_less", ("left", "h", "minus"), "←", "less", "Choose a lower figure for the pain", 3)
HURTS_MORE = Action("hurts_more", ("right", "l", "plus"), "→", "more", "Choose a higher figure for the pain", 2)
UNSAY = Action("unsay", ("x", "delete", "backspace"), "x", "unsay", "Take back what you have said of the pain", 4)
BEGIN = Action("begin", ("enter", "space"), "enter", "begin", "Begin, with an answer or without", 0)
GO_BACK = Action("close", ("escape", "q"), "esc", "back", "Go back to the routines", 1)
TAKE_LEVEL = Action("take_level", ("u",), "u", "take", "Take the level that is suggested", 1)
LEAVE_OUT = Action("leave_out", ("o",), "o", "leave out", "Leave the exercise that hurt out from now on", 1)
KEEP_IT = Action("keep_it", ("a",), "a", "as it is", "Keep everything as it is", 2)
BEFORE_ACTIONS = (BEGIN, TAKE_LEVEL, LEAVE_OUT, KEEP_IT, HURTS_LESS, HURTS_MORE, UNSAY, GO_BACK, _HELP)
"""What one can do before a session; a digit says how much it hurts."""

NOTE = Action("note", ("n",), "n", "note", "Write a line about this session", 1)
FINISH = Action("close", ("enter", "q", "escape", "space"), "enter", "close", "Close this", 0)
SUMMARY_ACTIONS = (FINISH, _HELP)
"""What one can do when a session is over."""

AFTER_ACTIONS = (FINISH, TAKE_LEVEL, LEAVE_OUT, KEEP_IT, HURTS_LESS, HURTS_MORE, UNSAY, NOTE, _HELP)
"""The same where it is asked how it feels; a digit says how much it hurts."""

ADD = Action("add", ("a", "insert"), "a", "add", "Add an exercise, a rest or a block below this line", 0, group=LINE)
CHANGE = Action(
    "change", ("enter",), "enter", "change", "Change the dose of this line, or how often a block runs", 1, group=LINE
)
REMOVE = Action("remove", ("d", "delete"), "d", "delete", "Take this line out", 3, group=LINE)
RAISE = Action(
    "raise_line",
    ("K", "shift+up", "alt+up"),
    "K",
    "up",
    "Move this line up, into a block or out of it",
    4,
    group=LINE,
)
LOWER = Action(
    "lower_line",
    ("J", "shift+down", "alt+down"),
    "J",
    "down",
    "Move this line down, into a block or out of it",
    4,
    group=LINE,
)
DOUBLE = Action("double", ("D",), "D", "double", "Put this line in once more", 7, group=LINE)
BLOCK = Action(
    "block", ("b",), "b", "repeat", "Put this line into a block that is repeated; undo a block", 6, group=LINE
)
UNDO = Action("undo", ("u", "ctrl+z"), "u", "undo", "Take the last change back", 3, group=DRAFT)
REDO = Action("redo", ("U", "ctrl+y"), "U", "redo", "Make the change again that was taken back", 8, group=DRAFT)
FACTS = Action(
    "facts", ("r",), "r", "name", "Change the name, the summary, the tags and the usual gaps", 6, group=DRAFT
)
TRY = Action("try_out", ("t",), "t", "try", "Run the routine as it is now, at 20 times the speed", 5, group=DRAFT)
SAVE = Action("save", ("s", "ctrl+s"), "s", "save", "Store the routine", 1, group=DRAFT)
LEAVE_EDITOR = Action(
    "leave_editor", ("q", "escape", "ctrl+q"), "q", "leave", "Go back to the routines", 2, group=PROGRAM
)
MENU = Action("menu", ("m",), "m", "menu", "Choose from all that can be done", 0, group=PROGRAM)

LINE_ACTIONS = (ADD, CHANGE, REMOVE, RAISE, LOWER, DOUBLE, BLOCK)
"""What one can do with a line of a routine that is being written."""

DRAFT_ACTIONS = (UNDO, REDO, FACTS, TRY, SAVE, LEAVE_EDITOR, HELP, MENU)
"""What one can do with the whole of it."""

EDITOR_ACTIONS = (*LINE_ACTIONS, *DRAFT_ACTIONS, PALETTE)
"""What one can do in the editor."""

ACCEPT = Action("accept", ("enter", "ctrl+s"), "enter", "done", "Take these values", 0)
DISMISS = Action("close", ("escape",), "esc", "cancel", "Go back, and leave everything as it was", 1)
MORE = Action("more", ("shift+up", "ctrl+up", "f4"), "shift+↑", "", "A little more in this field")
LESS = Action("less", ("shift+down", "ctrl+down", "f3"), "shift+↓", "", "A little less in this field")
CLEAR_FIELD = Action("clear", ("ctrl+u", "f2"), "ctrl+u", "usual", "Empty this field: what is usual counts", 2)
FIELD_ACTIONS = (ACCEPT, DISMISS, CLEAR_FIELD, MORE, LESS)
"""What one can do in a form of the editor."""

TAKE = Action("take", ("enter",), "enter", "add", "Add what is under the cursor", 0)
PICKER_ACTIONS = (TAKE, DISMISS)
"""What one can do among the exercises that can be added."""

PICK = Action("choose", ("enter",), "enter", "do it", "Do what is under the cursor", 1)
MENU_ACTIONS = (PICK, CANCEL, _HELP)
"""What one can do in the menu of the editor."""

STORE_IT = Action("store_changes", ("s", "y"), "s", "save", "Store the routine, then leave", 1)
DROP_IT = Action("drop_changes", ("d",), "d", "discard", "Leave, and forget what was changed", 2)
STAY = Action("stay", ("escape", "n", "q"), "esc", "go on", "Go on where you were", 0)
UNSAVED_ACTIONS = (STORE_IT, DROP_IT, STAY, _HELP)
"""The answers to what becomes of changes that are not stored."""

REPLACE_IT = Action("replace_other", ("r",), "r", "replace it", "Store this version; the other one is kept aside", 1)
CONFLICT_ACTIONS = (REPLACE_IT, STAY, _HELP)
"""The answers to what becomes of a file that another program has changed."""

GO_ON_WITH_IT = Action("go_on_with_draft", ("g", "y", "enter"), "g", "go on with it", "Go on with the draft", 0)
BEGIN_ANEW = Action("begin_anew", ("n", "escape", "q"), "n", "begin anew", "Begin from what is stored", 1)
LEFT_OVER_ACTIONS = (GO_ON_WITH_IT, BEGIN_ANEW, _HELP)
"""The answers to what becomes of a draft that was left."""

LOOK = Action("look", ("enter",), "enter", "phases", "Show this session phase by phase", 1, group=DONE_BEFORE)
RATE = Action("rate", ("e",), "e", "pain", "Change what you said of the pain before and after", 2, group=DONE_BEFORE)
REMOVE_SESSION = Action(
    "remove_session", ("d", "delete"), "d", "remove", "Take this session out of the history", 4, group=DONE_BEFORE
)
TAKE_BACK = Action("undo", ("u", "ctrl+z"), "u", "undo", "Take the last change back", 5, group=DONE_BEFORE)
SAME_ROUTINE = Action(
    "same_routine", ("f",), "f", "filter", "Show only sessions of this routine, or all again", 6, group=LIST
)
WEEK_BACK = Action("week(1)", ("left", "h"), "←", "", "Go a week back", group=LIST, called="week_back")
WEEK_ON = Action("week(-1)", ("right", "l"), "→", "", "Go a week on", group=LIST, called="week_on")
NEXT_PAGE = Action(
    "turn", ("tab",), "tab", "page", "Turn to the next page, where not all fits on one", 3, group=PROGRAM
)
PAGES = tuple(
    Action(f"turn_to({place})", (str(place + 1),), str(place + 1), "", f"Turn to {what}", group=PROGRAM, called=called)
    for place, (what, called) in enumerate(
        (("the sessions", "page_sessions"), ("the weeks and the year", "page_year"), ("the pain", "page_pain"))
    )
)
HISTORY_ACTIONS = (
    LOOK,
    RATE,
    NOTE._replace(rank=3, group=DONE_BEFORE),
    REMOVE_SESSION,
    TAKE_BACK,
    SAME_ROUTINE,
    WEEK_BACK,
    WEEK_ON,
    NEXT_PAGE,
    *PAGES,
    BACK_HOME,
    HELP,
    PALETTE,
)
"""What one can do in the history."""

OTHER_SCALE = Action("other_scale", ("up", "down", "k", "j", "tab"), "↑", "before/after", "Go to the other question", 1)
FELT_KEEP = Action("accept", ("enter",), "enter", "done", "Take these values", 0)
FELT_CANCEL = Action("close", ("escape", "q"), "esc", "cancel", "Go back, and leave everything as it was", 2)
FELT_ACTIONS = (FELT_KEEP, OTHER_SCALE, HURTS_LESS, HURTS_MORE, UNSAY, FELT_CANCEL, _HELP)
"""What one can do where the pain is said afterwards; a digit says how much it hurt."""

COMMANDS = {action.name: action for action in SESSION_ACTIONS if action.command is not None}
"""The actions that tell the session something, by name."""

SCREENS: dict[str, tuple[Action, ...]] = {
    "a session": SESSION_ACTIONS,
    "the routines": (*HOME_ACTIONS, *MOVE_ACTIONS),
    "the settings": (*SETTINGS_ACTIONS, *MOVE_ACTIONS),
    "a setting that is typed": TYPING_ACTIONS,
    "the health note": (*HEALTH_ACTIONS, *MOVE_ACTIONS),
    "the question whether to stop": (*STOP_ACTIONS, *MOVE_ACTIONS),
    "the help": (*CLOSE_ACTIONS, *MOVE_ACTIONS),
    "the list to jump from": (*CHOOSE_ACTIONS, *MOVE_ACTIONS),
    "the question before a session": (*BEFORE_ACTIONS, *MOVE_ACTIONS),
    "the summary": (*SUMMARY_ACTIONS, *MOVE_ACTIONS),
    "the question after a session": (*AFTER_ACTIONS, *MOVE_ACTIONS),
    "the editor": (*EDITOR_ACTIONS, *MOVE_ACTIONS),
    "a form of the editor": FIELD_ACTIONS,
    "the exercises to add": PICKER_ACTIONS,
    "the menu of the editor": (*MENU_ACTIONS, *MOVE_ACTIONS),
    "the question about changes": (*UNSAVED_ACTIONS, *MOVE_ACTIONS),
    "the question about another version": (*CONFLICT_ACTIONS, *MOVE_ACTIONS),
    "the question about a draft": (*LEFT_OVER_ACTIONS, *MOVE_ACTIONS),
    "the history": (*HISTORY_ACTIONS, *MOVE_ACTIONS),
    "the pain of a session": FELT_ACTIONS,
}
"""The actions that are there together, by where they are: a key can do one thing in each."""
