"""A library made of texts: for front ends that have their exercises at hand, from wherever they come."""

from collections.abc import Iterator, Mapping

from stretchcore.document import Document, read_exercise
from stretchcore.exercise import Exercise


class TextLibrary(Mapping[str, Exercise]):
    """The exercises of some texts by id. A text is read when its exercise is asked for, and only then."""

    def __init__(self, texts: Mapping[str, str | bytes]) -> None:
        """Make a library.

        Args:
            texts: The text of each exercise's file by id, which is the stem of the file's name.
        """
        self._texts = dict(texts)
        self._documents: dict[str, Document[Exercise]] = {}

    def document(self, id: str) -> Document[Exercise]:
        """Return what was read of an exercise's text, with its problems.

        Raises:
            KeyError: There is no such exercise.
        """
        if id not in self._documents:
            self._documents[id] = read_exercise(self._texts[id], id, file=f"{id}.toml")
        return self._documents[id]

    def __getitem__(self, id: str) -> Exercise:
        """Return an exercise; one whose text has problems counts as missing here."""
        exercise = self.document(id).value
        if exercise is None:
            raise KeyError(id)
        return exercise

    def __contains__(self, id: object) -> bool:
        return id in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
