"""The session's screen: shows what the player plays, and tells it what the person wants."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from stretchcore.commands import Command, CommandType, Jump, Pause, Resume, Stop
from stretchcore.events import Cue, CueKind, Event, Paused, SessionOutcome
from stretchcore.session import IllegalCommand
from stretchcore.states import State
from stretchtui.actions import COMMANDS, DONE, HELD_MS, MUTE, SESSION_ACTIONS, TOGGLE, Action
from stretchtui.app.actions import bindings, chosen, hints
from stretchtui.app.arrangement import TEXT_WIDTH, Box, Part, arrange
from stretchtui.app.notices import Notices
from stretchtui.app.picture import Picture
from stretchtui.app.present import Presenter, has_figures
from stretchtui.app.widgets.beneath import BeneathPanel
from stretchtui.app.widgets.countdown import Countdown
from stretchtui.app.widgets.figure import FigurePanel
from stretchtui.app.widgets.heading import HeadingLine
from stretchtui.app.widgets.keybar import KeyBar, KeyHint, Keys
from stretchtui.app.widgets.painted import Shown
from stretchtui.app.widgets.sentences import NameLine, NextLine, Sentences, Status
from stretchtui.app.widgets.timeline import Timeline
from stretchtui.app.widgets.title import TitleLine

if TYPE_CHECKING:
    from textual import events

    from stretchtui.app.flash import Flash
    from stretchtui.app.screens.after import AfterScreen
    from stretchtui.app.screens.summary import SummaryScreen
    from stretchtui.app.services import Services
    from stretchtui.app.tally import Tally
    from stretchtui.clock import Timer
    from stretchtui.lock import SessionRuns
    from stretchtui.performance import Performance

GAP_NOTICE = "Paused: the machine slept, or the program was stopped. Space goes on."

EASE_OFF_NOTICE = "Ease off, and come out of it gently."

NOTHING_SOUNDS = "Nothing sounds in this session."

_COMPLETED, _STOPPED = 0, 3


class _Column(Layout):
    """Puts each part into its box; parts without one are not shown."""

    name = "session"

    def __init__(self, boxes: "Callable[[Size], dict[Part, Box]]") -> None:
        super().__init__()
        self._boxes = boxes

    def arrange(
        self,
        parent: Widget,  # noqa: ARG002  # Textual's signature, as is `greedy`
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002, FBT001, FBT002
    ) -> ArrangeResult:
        """Return where the parts stand."""
        boxes = self._boxes(size)
        placements: ArrangeResult = []
        for child in children:
            box = boxes.get(Part(child.id)) if child.id in _PARTS else None
            if box is not None:
                placements.append(WidgetPlacement(Region(*box), NULL_OFFSET, NULL_SPACING, child))
        return placements


_PARTS = frozenset(part.value for part in Part)


class SessionScreen(Screen[None], inherit_bindings=False):
    """One session, from its first phase to the summary."""

    CSS_PATH = "session.tcss"
    ACTIONS = SESSION_ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(SESSION_ACTIONS)

    class Closed(Message):
        """The screen has nothing more to show.

        Attributes:
            exit_code: What the program ends with after this session.
        """

        def __init__(self, exit_code: int) -> None:
            super().__init__()
            self.exit_code = exit_code

    class Refused(Message):
        """The session may not begin, since another one runs.

        Attributes:
            fault: Says which.
        """

        def __init__(self, fault: "SessionRuns") -> None:
            super().__init__()
            self.fault = fault

    def __init__(
        self,
        performance: "Performance",
        *,
        figures: bool = True,
        flash: bool = False,
        asks: "Services | None" = None,
    ) -> None:
        """Make the screen.

        Args:
            figures: Whether the figure is shown where the session has one.
            flash: Whether the screen flashes when work begins and ends.
            asks: What keeps the answers to what is asked afterwards; None where nothing is.
        """
        super().__init__()
        self._asks = asks
        self.performance = performance
        self.player = performance.player
        self._tally: Tally | None = None
        self._clock = self.player.clock
        self._presenter = Presenter(performance.plan)
        self._picture = self._presenter.picture(self.player.view())
        self._column = _Column(self._boxes)
        self._has_figures = has_figures(performance.plan)
        self._shows_figure = figures and self._has_figures
        self._flash = self._make_flash() if flash else None
        self._timer: Timer | None = None
        self._pressed_ms: dict[str, int] = {}
        self._notices = Notices(self._show_notice, self._notice_columns, self._later)
        self._over = False
        self._gone = False
        self._goes_on_after_question = False

    def _make_flash(self) -> "Flash":
        from stretchtui.app.flash import Flash

        return Flash(self._brighten, self._darken, self._later)

    # -- what it is made of --------------------------------------------------------------------------------------------

    @property
    def layout(self) -> Layout:
        """The arrangement by parts, in place of a stylesheet's."""
        return self._column

    def compose(self) -> ComposeResult:
        """Make the parts."""
        picture = self._picture
        self._title = TitleLine(picture.title, id=Part.TITLE.value)
        self._bar = Timeline(self.performance.plan, self._presenter.lines, id=Part.BAR.value)
        self._heading = HeadingLine(picture.heading, id=Part.HEADING.value)
        self._count = Countdown(picture.digits, id=Part.COUNT.value)
        self._beneath = BeneathPanel(picture.beneath, id=Part.BENEATH.value)
        self._exercise = NameLine(picture.name, id=Part.NAME.value)
        self._texts = Sentences(picture.texts, id=Part.TEXTS.value, widest=TEXT_WIDTH)
        self._next = NextLine(picture.next, id=Part.NEXT.value)
        self._status = Status(("", ""), id=Part.STATUS.value)
        self._keys = KeyBar(id=Part.KEYS.value)
        self._figure = FigurePanel(None, id=Part.FIGURE.value)
        yield from (self._title, self._bar, self._heading, self._figure, self._count, self._beneath)
        yield from (self._exercise, self._texts, self._next, self._status, self._keys)

    def on_resize(self, event: "events.Resize") -> None:
        """Lay the parts out anew."""
        self._fit(event.size)

    def _boxes(self, size: Size) -> dict[Part, Box]:
        return arrange(size.width, size.height, figure=self._shows_figure)

    def _fit(self, size: Size) -> None:
        boxes = self._boxes(size)
        heading, count = boxes.get(Part.HEADING), boxes[Part.COUNT]
        self._heading.stands_apart = heading is not None and heading.y + heading.height < count.y

    def on_mount(self) -> None:
        """Show the first picture; the session begins when it is on the screen."""
        loop = asyncio.get_running_loop()
        self.performance.on_notice = lambda text: _soon(loop, self.notice, text)  # it may come from any thread
        self._draw()
        for text in self.performance.notices:
            self.notice(text)

    def begin_once_seen(self) -> bool:
        """Begin the session when its first picture is on the screen; return whether it is.

        What takes time in that comes after the first picture, and the first second is seen from its start.
        """
        if not self.is_mounted or not self._count.is_drawn:
            return False
        if not self._over:
            self._begin()
        return True

    def _begin(self) -> None:
        from stretchtui.app.tally import Tally
        from stretchtui.lock import SessionRuns

        self._tally = Tally(self.performance.plan)
        self._presenter.shows_figure = self._shows_figure
        self.player.listen(self._tally)
        self.player.listen(self._on_events)
        try:
            self.performance.begin()
        except SessionRuns as fault:
            self._over = True
            self.post_message(self.Refused(fault))
            return
        self._draw()

    # -- what it shows -------------------------------------------------------------------------------------------------

    def _on_events(self, events: tuple[Event, ...]) -> None:
        self._draw()
        if self._flash is not None:
            self._flash(events)
        for event in events:
            if isinstance(event, Paused) and event.reason == "gap":
                self.notice(GAP_NOTICE)
            elif isinstance(event, Cue) and event.cue is CueKind.EASE_OFF:
                self._notices.say_instead(EASE_OFF_NOTICE)
        if self.player.ended and not self._over:
            self._end()

    def _draw(self) -> None:
        """Show what is to be seen now, and come back when that changes."""
        if self._gone:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        view = self.player.view()
        picture = self._presenter.picture(view)
        self._picture = picture
        self._title.show(picture.title)
        self._bar.show(picture.done_ms)
        self._heading.show(picture.heading)
        self._count.show(picture.digits)
        self._figure.show(picture.pose)
        self._beneath.show(picture.beneath)
        self._exercise.show(picture.name)
        self._texts.show(picture.texts)
        self._next.show(picture.next)
        self._show_last_line(picture)
        if picture.change_ms is not None:
            self._timer = self._clock.call_at(self._clock.now_ms() + picture.change_ms, self._draw)

    def _show_last_line(self, picture: Picture) -> None:
        notice = self._notices.page
        self._keys.show(Keys(self._hints(), notice))
        self._status.show((notice, "") if notice else (picture.brief, f"{picture.title.percent} %"))

    def _hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that do something now."""
        session = self.player.session
        actions = chosen(self, SESSION_ACTIONS)
        words = {TOGGLE.name: "go on"} if session.state is State.PAUSED else {}
        if self._picture.title.muted:
            words[MUTE.name] = "sound on"
        return _hints(actions, session.legal_commands, tuple(words.items()))

    def notice(self, text: str) -> None:
        """Say something in the last line for a while."""
        self._notices.say(text)

    def _notice_columns(self) -> int:
        boxes = self._boxes(self.size)
        return (boxes.get(Part.KEYS) or boxes.get(Part.STATUS) or boxes[Part.COUNT]).width

    def _show_notice(self, _page: str) -> None:
        if not self._gone:
            self._show_last_line(self._picture)

    def _later(self, after_ms: int, call: Callable[[], None]) -> None:
        self._clock.call_at(self._clock.now_ms() + after_ms, call)

    # -- what the person wants -----------------------------------------------------------------------------------------

    def action_tell(self, name: str) -> None:
        """Carry out the command of an action."""
        action = COMMANDS[name]
        assert action.command is not None
        if not (action.once and self._is_held(name)):
            self._tell(action.command())

    def _is_held(self, name: str) -> bool:
        now, before = self._clock.now_ms(), self._pressed_ms.get(name)
        self._pressed_ms[name] = now
        return before is not None and now - before < HELD_MS

    def _tell(self, command: Command) -> bool:
        """Tell the session something; one line says why where it is not possible."""
        try:
            self.player.send(command)
        except IllegalCommand as fault:
            self._notices.say_instead(str(fault))
            return False
        self._draw()
        return True

    @on(KeyBar.Clicked)
    async def _on_key_clicked(self, message: KeyBar.Clicked) -> None:
        await self.app.run_action(message.action, self)

    def action_stop(self) -> None:
        """Ask whether to stop; the session waits for the answer."""
        from stretchtui.app.screens.stop import StopScreen

        if self.player.session.state in (State.READY, State.ENDED):
            self.close()
            return
        self._goes_on_after_question = self.player.session.state is not State.PAUSED
        if self._goes_on_after_question:
            self._tell(Pause())
        self.app.push_screen(StopScreen(), self._on_answer)

    def _on_answer(self, stop: Stop | None) -> None:
        if stop is not None:
            self._tell(stop)
        elif self._goes_on_after_question and self.player.session.state is State.PAUSED:
            self._tell(Resume())

    def action_jump(self) -> None:
        """Choose from the whole session where to go on."""
        from stretchtui.app.screens.jump import JumpScreen

        def jump(index: int | None) -> None:
            if index is not None:
                self._tell(Jump(index))

        if not self._over:
            self.app.push_screen(
                JumpScreen(self.performance.plan, self._presenter.lines, self.player.session.phase.index), jump
            )

    def action_figure(self) -> None:
        """Show the figure, or larger digits in its place."""
        if not self._has_figures:
            self.notice("This routine has no figures.")
            return
        self._shows_figure = self._presenter.shows_figure = not self._shows_figure
        self._fit(self.size)
        self._draw()
        self._figure.refresh(layout=True)  # that of a child makes the screen arrange its children anew

    def action_mute(self) -> None:
        """Silence everything, or let it sound again."""
        audible = self.performance.audible
        if audible is None:
            self.notice(NOTHING_SOUNDS)
            return
        audible.muted = self._presenter.muted = not audible.muted
        self._draw()

    def action_voice(self) -> None:
        """Let the voice speak, or be quiet."""
        audible = self.performance.audible
        if audible is None:
            self.notice(NOTHING_SOUNDS)
        elif not audible.has_voice:
            self.notice("There is no voice on this machine; `stretchtui doctor` says how to get one.")
        else:
            audible.voiced = not audible.voiced
            self.notice("The voice speaks." if audible.voiced else "The voice is quiet.")

    def _brighten(self) -> None:
        self._reverse(on=True)

    def _darken(self) -> None:
        self._reverse(on=False)

    def _reverse(self, *, on: bool) -> None:
        """Let ink and background change places in all parts, or back."""
        if self._gone:
            return
        for part in self.query_children(Shown):
            part.is_reversed = on
            part.draw_again()

    # -- the end -------------------------------------------------------------------------------------------------------

    @property
    def exit_code(self) -> int:
        """What the program ends with after this session."""
        return _COMPLETED if self.player.session.outcome is SessionOutcome.COMPLETED else _STOPPED

    def stop_at_once(self) -> None:
        """Stop without a question and without a summary."""
        self._over = True
        if self.player.session.state not in (State.READY, State.ENDED):
            self.player.send(Stop())

    def _end(self) -> None:
        self._over = True
        self.run_worker(self.performance.finish, thread=True)
        while self.app.screen is not self and self in self.app.screen_stack:
            self.app.pop_screen()
        assert self._tally is not None  # nothing ends that has not begun
        self.app.push_screen(self._last_screen(self._tally), lambda _: self.close())

    def _last_screen(self, tally: "Tally") -> "SummaryScreen | AfterScreen":
        if self._asks is None:
            from stretchtui.app.screens.summary import SummaryScreen

            return SummaryScreen(tally, self.performance.notices)
        from stretchtui.app.screens.after import AfterScreen

        return AfterScreen(tally, self.performance, self._asks)

    def close(self) -> None:
        """Leave the screen."""
        self.post_message(self.Closed(self.exit_code))

    def on_unmount(self) -> None:
        """Make no call any more."""
        self._gone = True
        if self._timer is not None:
            self._timer.cancel()


def _soon(loop: asyncio.AbstractEventLoop, call: Callable[[str], None], text: str) -> None:
    """Call in the loop's thread; nothing where the loop is closed."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call, text)


@lru_cache(maxsize=32)
def _hints(
    actions: tuple[Action, ...], legal: frozenset[CommandType], words: tuple[tuple[str, str], ...]
) -> tuple[KeyHint, ...]:
    if not legal:  # nothing can be told any more
        return ()
    shown = [one for one in actions if one.command is None or type(one.command()) in legal]
    shown.sort(key=lambda one: one.name != DONE.name)  # what an open phase waits for comes first
    return hints(tuple(shown), dict(words))
