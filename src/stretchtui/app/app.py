"""The app: wires screens and services, and decides nothing."""

import asyncio
import gc
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.driver import Driver
from textual.screen import Screen

from stretchtui.actions import LEAVE
from stretchtui.app.actions import bindings, chosen
from stretchtui.app.services import CannotChange, Services
from stretchtui.app.themes import DEFAULT_THEME, PLAIN_THEME, THEMES, with_phases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.command import Provider

    from stretchtui.app.screens.editor import EditorScreen
    from stretchtui.app.screens.home import HomeScreen
    from stretchtui.app.screens.session import SessionScreen
    from stretchtui.keymap import Keymap
    from stretchtui.lock import SessionRuns
    from stretchtui.performance import Performance

STOPPED, INTERRUPTED = 3, 130
"""Exit codes: a session that was stopped before its end, also by a signal; and by Ctrl-C."""

_SCREENS = Path(__file__).parent / "screens"
_SIGNALS = {"SIGTERM": STOPPED, "SIGHUP": STOPPED, "SIGINT": INTERRUPTED}


def _commands() -> "type[Provider]":
    from stretchtui.app.palette import OfferProvider

    return OfferProvider


class StretchApp(App[int], inherit_bindings=False):
    """The full-screen program; its result is the exit code."""

    TITLE = "stretchtui"
    ALLOW_SELECT = False
    INLINE_PADDING = 0
    AUTO_FOCUS = None
    COMMANDS: ClassVar[set[Any]] = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = bindings((LEAVE,), everywhere=True)

    def __init__(self, services: Services, start: "Performance | None" = None, *, inline: bool = False) -> None:
        """Make the app.

        Args:
            services: The program around it.
            start: A session to go straight into; without one, the app shows the routines.
            inline: Whether it has a few lines below the prompt, not the whole screen.
        """
        self._inline = inline  # asked for while the app is made
        first = "home.tcss" if start is None else "session.tcss"
        # Without colours, nothing is mixed: the terminal's own two, bold and reverse say everything.
        plain = "NO_COLOR" in os.environ
        super().__init__(css_path=[_SCREENS / first], ansi_color=True if plain else None)
        self.services = services
        self.refusal: SessionRuns | None = None
        self.performance: Performance | None = None  # the one that was put on the screen last
        self._to_begin: SessionScreen | None = None
        self._start = start
        self.keymap: Keymap | None = None
        """The user's keys; None while all are the actions' own."""
        self._set_theme(PLAIN_THEME if plain else services.theme)
        self.set_keys(services.keys)

    def _set_theme(self, name: str) -> None:
        """Choose the theme before anything is drawn; a name that nobody knows is left alone."""
        for theme in THEMES:
            self.register_theme(theme)
        self.set_reactive(App.theme, name if name in self.available_themes else DEFAULT_THEME)
        dark = self.current_theme.dark
        self.set_class(dark, "-dark-mode", update=False)
        self.set_class(not dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())
        self._refresh_truecolor_filter(self.ansi_theme)

    def set_keys(self, changed: "Mapping[str, tuple[str, ...]]") -> None:
        """Put keys that the user has chosen in the place of the actions' own."""
        if changed or self.keymap is not None:
            from stretchtui.keymap import Keymap

            self.keymap = Keymap(changed)
            self.set_keymap(self.keymap.as_textual())

    def get_css_variables(self) -> dict[str, str]:
        """Add the colours of the phases to those of the theme."""
        self.theme_variables = with_phases(super().get_css_variables())
        return self.theme_variables

    def get_driver_class(self) -> type[Driver]:
        """Choose the driver: our own, except where Textual is told otherwise, or there is none of ours."""
        from textual import constants

        if self._inline and hasattr(signal, "SIGHUP"):
            from stretchtui.app.inline import InlineDriver

            return InlineDriver
        if constants.DRIVER is None and hasattr(signal, "SIGHUP"):
            from stretchtui.app.terminal import TerminalDriver

            return TerminalDriver
        return super().get_driver_class()

    def get_default_screen(self) -> Screen[Any]:
        """Return the screen of the first frame: no other is made before it is shown."""
        if self._start is not None:
            return self._session_screen(self._start)
        from stretchtui.app.screens.home import HomeScreen

        return HomeScreen(self.services)

    def _session_screen(self, performance: "Performance") -> "SessionScreen":
        from stretchtui.app.screens.session import SessionScreen

        performance.on_bell = self.bell
        self.performance = performance
        asks = self._start is None and performance.is_kept and self.services.asks_pain
        self._to_begin = SessionScreen(
            performance,
            figures=self.services.figures,
            flash=self.services.flash,
            asks=self.services if asks else None,
        )
        return self._to_begin

    def post_display_hook(self) -> None:
        """Begin a session as soon as its first picture is on the screen."""
        screen = self._to_begin
        if screen is not None and screen is self.screen and screen.begin_once_seen():
            self._to_begin = None

    # -- signals and the end -------------------------------------------------------------------------------------------

    def on_ready(self) -> None:
        """Look for garbage again: that was off while the program started, but a session may last for hours."""
        gc.freeze()
        gc.enable()

    def on_load(self) -> None:
        """Take the signals before the terminal is changed, so that it is always put back."""
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for name, code in _SIGNALS.items():
            if hasattr(signal, name):
                with suppress(NotImplementedError, RuntimeError):  # Windows, or not the main thread
                    loop.add_signal_handler(getattr(signal, name), self.end_session_and_exit, code)

    def on_mount(self) -> None:
        """Draw everything again after the shell had the terminal."""
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))

    def terminal_lost(self) -> None:
        """End like a stopped session: nobody can see it any more."""
        self.end_session_and_exit(STOPPED)

    def end_session_and_exit(self, code: int) -> None:
        """Stop the session, if one is on, so that the log keeps it; then leave, and put the terminal back."""
        session = self.session_screen
        if session is not None:
            session.stop_at_once()
        self.exit(code)

    @property
    def session_screen(self) -> "SessionScreen | None":
        """The screen of the session that is on."""
        from stretchtui.app.screens.session import SessionScreen

        return next((screen for screen in self.screen_stack if isinstance(screen, SessionScreen)), None)

    # -- from screen to screen -----------------------------------------------------------------------------------------

    def on_home_screen_chosen(self, message: "HomeScreen.Chosen") -> None:
        """Go from the routines into a session; a key that was pressed twice starts one."""
        if self.session_screen is None:
            self.push_screen(self._session_screen(message.performance))

    def on_home_screen_edit_requested(self, message: "HomeScreen.EditRequested") -> None:
        """Go from the routines into the editor."""
        from stretchtui.app.screens.editor import EditorScreen

        self.push_screen(EditorScreen(self.services, message.sheet), lambda _: self._home_again())

    def _home_again(self) -> None:
        from stretchtui.app.screens.home import HomeScreen

        if isinstance(self.screen, HomeScreen):
            self.screen.action_reload()

    def on_editor_screen_try_requested(self, message: "EditorScreen.TryRequested") -> None:
        """Run a routine that is being written; it comes back to the editor."""
        if self.session_screen is None:
            self.push_screen(self._session_screen(message.performance))

    def on_session_screen_closed(self, message: "SessionScreen.Closed") -> None:
        """Go on when the session's screen has nothing more to show: back to the routines, or to the shell."""
        if self._start is not None:
            self.exit(message.exit_code)
        else:
            self.pop_screen()
            self.call_later(self._back_home)

    def on_session_screen_refused(self, message: "SessionScreen.Refused") -> None:
        """Leave a session that may not begin: another one runs."""
        self.refusal = fault = message.fault
        if self._start is not None:
            self.exit(1)
        else:
            self.pop_screen()
            self.call_later(self._back_home, str(fault))

    def _back_home(self, text: str = "") -> None:
        """Show at home what has changed meanwhile, and say something there."""
        from stretchtui.app.screens.home import HomeScreen

        if isinstance(self.screen, HomeScreen):
            if text:
                self.screen.notice(text)
            self.screen.show_keys()
            self.screen.action_reload()

    def action_leave(self) -> None:
        """Leave at once; a session that was on is kept."""
        session = self.session_screen
        if session is None or session.player.ended:
            self.exit(0 if session is None else session.exit_code)
        else:
            self.end_session_and_exit(INTERRUPTED)

    async def action_quit(self) -> None:
        """Leave from the routines."""
        self.exit(0)

    def action_help(self) -> None:
        """Show all keys of the screen."""
        from stretchtui.app.screens.help import HelpScreen

        self.push_screen(HelpScreen(chosen(self, getattr(self.screen, "ACTIONS", ()))))

    def action_command_palette(self) -> None:
        """Search everything that there is to do by name."""
        from stretchtui.app.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_settings(self, name: str = "") -> None:
        """Open the settings.

        Args:
            name: The setting to go to.
        """
        from stretchtui.app.screens.settings import SettingsScreen

        if self.session_screen is None:
            self.push_screen(SettingsScreen(self.services, name), lambda _: self._back_home())

    def action_history(self) -> None:
        """Show what was done."""
        from stretchtui.app.screens.history import HistoryScreen

        if self.session_screen is None:
            self.push_screen(HistoryScreen(self.services), lambda _: self._back_home())

    def apply_setting(self, name: str) -> None:
        """Let a setting that was changed count at once, where it is about what is on the screen."""
        if name == "theme" and not self.no_color:
            wanted = self.services.theme
            self.theme = wanted if wanted in self.available_themes else DEFAULT_THEME
        elif name.startswith("keys."):
            self.set_keys(self.services.keys)

    def choose_theme(self, name: str) -> None:
        """Change the theme and write it into the settings; where that fails, say so."""
        try:
            self.services.change_setting("theme", name)
            self.apply_setting("theme")
        except CannotChange as fault:
            notice = getattr(self.screen, "notice", None)
            if notice is not None:
                notice(str(fault))


def run_app(services: Services, start: "Performance | None" = None, *, inline: bool = False) -> int:
    """Run the app until it ends; return the exit code.

    Args:
        start: A session to go straight into. It is begun by the app, and finished here.
        inline: Whether it has a few lines below the prompt, not the whole screen.

    Raises:
        SessionRuns: Another session runs, so that this one was not begun.
    """
    app = StretchApp(services, start, inline=inline)
    try:
        code = app.run()
    finally:
        if app.performance is not None:
            app.performance.finish()
    if start is not None and app.refusal is not None:
        raise app.refusal
    return (app.return_code or 1) if code is None else code
