"""Where things are: the settings, the user's routines, the history, the lock of a running session."""

import os
from pathlib import Path

from stretchcore.values import dataclass
from stretchtui.remote import address

HOME_VARIABLE = address.HOME_VARIABLE
"""Puts everything under one folder, where it is set."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of this user; none of them needs to exist."""

    config: Path
    data: Path
    state: Path
    cache: Path
    runtime: Path

    @classmethod
    def find(cls) -> "Paths":
        """Return the folders that the environment and the system ask for."""
        home = os.environ.get(HOME_VARIABLE)
        if home:
            return cls.under(Path(home).expanduser().absolute())
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("stretchtui", appauthor=False)
        return cls(
            Path(dirs.user_config_dir),
            Path(dirs.user_data_dir),
            Path(dirs.user_state_dir),
            Path(dirs.user_cache_dir),
            Path(address.runtime_folder() or dirs.user_runtime_dir),
        )

    @classmethod
    def under(cls, root: Path) -> "Paths":
        """Return the folders that are all in one."""
        return cls(root / "config", root / "data", root / "state", root / "cache", root / "run")

    @property
    def settings(self) -> Path:
        """The settings."""
        return self.config / "config.toml"

    @property
    def reminder(self) -> Path:
        """When to remind of which routine."""
        return self.config / "reminder.toml"

    @property
    def routines(self) -> Path:
        """The user's routines."""
        return self.data / "routines"

    @property
    def exercises(self) -> Path:
        """The user's exercises."""
        return self.routines / "exercises"

    @property
    def history(self) -> Path:
        """The log of sessions."""
        return self.data / "history.db"

    @property
    def answers(self) -> Path:
        """What was answered to what was suggested."""
        return self.data / "answers.json"

    @property
    def lock(self) -> Path:
        """What a running session holds, so that there is only one."""
        return self.state / "session.lock"

    @property
    def socket(self) -> Path:
        """Where a running session can be asked and told; see `stretchtui.remote.address`."""
        return Path(address.socket_path(str(self.runtime)))

    @property
    def summaries(self) -> Path:
        """The routines at a glance, kept so that a list need not read them all; it may be deleted at any time."""
        return self.state / "summaries.json"

    @property
    def parsed(self) -> Path:
        """What the files of exercises say, kept so that they are parsed once; it may be deleted at any time."""
        return self.state / "exercises.json"

    @property
    def removed(self) -> Path:
        """Routines that were removed, kept in case that was a mistake."""
        return self.state / "removed"

    @property
    def drafts(self) -> Path:
        """Routines that are being edited."""
        return self.state / "drafts"

    @property
    def speech(self) -> Path:
        """What the voice has said before, kept so that it need not be made again; it may be deleted at any time."""
        return self.cache / "speech"

    @property
    def last_error(self) -> Path:
        """What went wrong last by a fault of the program itself."""
        return self.state / "last-error.txt"

    @property
    def health_note(self) -> Path:
        """Stands once the health note has been shown."""
        return self.state / "health-note-seen"

    def as_rows(self) -> tuple[tuple[str, Path], ...]:
        """Return what there is, by name, in the order in which one would look."""
        return (
            ("settings", self.settings),
            ("routines", self.routines),
            ("exercises", self.exercises),
            ("history", self.history),
            ("lock", self.lock),
            ("socket", self.socket),
            ("drafts", self.drafts),
            ("removed", self.removed),
        )


def builtin_routines() -> Path:
    """Return the folder of the routines that come with the program: in the package, or in the checkout beside it."""
    package = Path(__file__).resolve().parent
    shipped = package / "routines"
    return shipped if shipped.is_dir() else package.parents[1] / "routines"
