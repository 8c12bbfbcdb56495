"""Workrave: the exercises of its rest breaks, `exercises.xml`.

    <exercises>
      <exercise>
        <title>…</title> <title xml:lang="de">…</title>
        <description>…</description> <description xml:lang="de">…</description>
        <sequence duration="40">
          <image src="arm.png" duration="10"/>
          <image src="arm.png" duration="10" mirrorx="yes"/>
        </sequence>
      </exercise>
    </exercises>

The pictures are shown one after the other, over and over, until the seconds of the sequence are over. So a picture is a
position, a pass through them a rep; and where the second half of them is the mirror image of the first, it is the other
side. A sequence without a duration has 15 s, a picture without one 1 s, a text without a language is English.
Source: `Exercise.cc`, `ExercisesPanel.cc` and `exercises.xml.in` of rcaelers/workrave.
"""

from dataclasses import field
from typing import NoReturn
from xml.parsers import expat

from stretchcore.schema import FORMAT, MAX_REPS
from stretchcore.text import quoted, slug
from stretchcore.values import dataclass
from stretchtui.exchange.importers import prose
from stretchtui.exchange.importers.doses import found_dose
from stretchtui.exchange.importers.guarded import (
    MAX_DEPTH,
    MAX_VALUES,
    clean_name,
    name_fault,
    refuse_much_text,
    sentences,
)
from stretchtui.exchange.importers.timers import shortened, time_of
from stretchtui.exchange.incoming import BadImport, Fate, Incoming, Piece, Remark, refuse_too_many

NAME = "Workrave"

_SEQUENCE_S, _IMAGE_S = 15, 1
_MAX_POSITIONS = 20
_MAX_SENTENCES = 50
_MAX_LEFT = 20
_LONG_HOLD_S = 10
_PREFERRED = ("en", "de")
_SOURCE = f"{NAME}, exercises.xml; the file that comes with {NAME} is under the GNU General Public License, version 3."
_KNOWN = {
    "exercises": frozenset[str](),
    "exercise": frozenset[str](),
    "title": frozenset(("xml:lang",)),
    "description": frozenset(("xml:lang",)),
    "sequence": frozenset(("duration",)),
    "image": frozenset(("src", "duration", "mirrorx")),
}
_INSIDE = {"exercises": "", "exercise": "exercises", "image": "sequence"}


@dataclass(frozen=True, slots=True)
class _Image:
    source: str
    seconds: int
    mirrored: bool


@dataclass(slots=True)
class _Entry:
    """One exercise of the file.

    Attributes:
        titles: By language, and `descriptions` likewise.
        seconds: How long the pictures are shown; None where there is no sequence.
        left: What of it is not known, each once.
    """

    titles: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    seconds: int | None = None
    images: list[_Image] = field(default_factory=list)
    left: dict[str, None] = field(default_factory=dict)


def recognises(data: bytes, name: str) -> bool:  # noqa: ARG001 - what is in it tells it
    """Tell from a look whether a file holds such exercises."""
    head = data[:20_000]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and b"<exercises" in head


def read(data: bytes) -> Incoming:
    """Read the exercises.

    Raises:
        BadImport: It is no such file, or holds what no honest file does.
    """
    entries = _Reader().read(data)
    refuse_too_many(len(entries))
    refuse_much_text(_in_words(entry.descriptions) for entry in entries)
    remarks: list[Remark] = []
    pieces: list[Piece] = []
    spoken: set[str] = set()
    for index, entry in enumerate(entries):
        title = _in_words(entry.titles)
        if not title.strip():
            remarks.append(Remark(Fate.LEFT, f"exercise {index + 1}", "it has no title"))
            continue
        spoken |= {*entry.titles, *entry.descriptions} - {_language(entry.titles), _language(entry.descriptions)}
        pieces.append(_Exercise(entry, title).piece())
    if not pieces:
        raise BadImport("it holds no exercise")
    if spoken:
        languages = ", ".join(sorted(spoken)[:30])
        remarks.append(Remark(Fate.LEFT, f"texts in {quoted(languages, 200)}", "one language is taken"))
    pictures = sum(len(entry.images) for entry in entries)
    if pictures:
        remarks.append(Remark(Fate.LEFT, f"{pictures:,} pictures", "their files are not part of this one"))
    return Incoming(NAME, tuple(pieces), tuple(remarks))


def _language(texts: dict[str, str]) -> str:
    """Return the language of texts that is taken."""
    return next((language for language in _PREFERRED if language in texts), next(iter(texts), ""))


def _in_words(texts: dict[str, str]) -> str:
    return texts.get(_language(texts), "")


# -- XML ---------------------------------------------------------------------------------------------------------------


class _Reader:
    """Reads the XML. A document type is refused: with it come entities, which can be files, networks or bombs."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.open: list[str] = []  # the elements around the present place
        self.text: list[str] = []
        self.language = ""
        self.values = 0

    def read(self, data: bytes) -> list[_Entry]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_document_type
        parser.EntityDeclHandler = _no_document_type
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text.append
        try:
            parser.Parse(data, True)  # noqa: FBT003 - it takes no names
        except expat.ExpatError as error:
            why = expat.ErrorString(error.code)
            raise BadImport(f"it is no XML: line {error.lineno}, column {error.offset + 1}: {why}") from None
        except (LookupError, ValueError):
            raise BadImport("it is in an encoding that is not known") from None
        return self.entries

    def start(self, element: str, attributes: dict[str, str]) -> None:
        around = self.open[-1] if self.open else ""
        self.open.append(element)
        self.values += 1 + len(attributes)
        if len(self.open) > MAX_DEPTH:
            raise BadImport(f"it is nested more than {MAX_DEPTH} deep")
        if self.values > MAX_VALUES:
            raise BadImport(f"it holds more than {MAX_VALUES:,} values")
        if not around and element != "exercises":
            raise BadImport(f"it holds no exercises but {quoted(element)}")
        self.text.clear()
        if element == "exercise" and around == "exercises":
            self.entries.append(_Entry())
        if not self.entries:
            return
        entry = self.entries[-1]
        known = _KNOWN.get(element)
        if known is None or around != _INSIDE.get(element, "exercise"):
            entry.left[f"the element {quoted(element)}, which is not known there"] = None
            return
        for attribute in attributes.keys() - known:
            entry.left[f"the attribute {quoted(attribute)}, which is not known"] = None
        self.language = attributes.get("xml:lang", "en").strip().lower()[:20] or "en"
        if element == "sequence":
            entry.seconds = self.seconds(entry, attributes, _SEQUENCE_S)
        elif element == "image":
            mirrored = attributes.get("mirrorx", "no") == "yes"
            entry.images.append(_Image(attributes.get("src", ""), self.seconds(entry, attributes, _IMAGE_S), mirrored))

    def end(self, element: str) -> None:
        self.open.pop()
        around = self.open[-1] if self.open else ""
        if element in ("title", "description") and around == "exercise":
            texts = self.entries[-1].titles if element == "title" else self.entries[-1].descriptions
            texts.setdefault(self.language, "".join(self.text))
        self.text.clear()

    def seconds(self, entry: _Entry, attributes: dict[str, str], otherwise: int) -> int:
        """Return a duration; one that is none is what is usual, and that is said."""
        written = attributes.get("duration")
        if written is None:
            return otherwise
        if written.isascii() and written.isdigit() and len(written) <= 6 and 0 < int(written) <= 14_400:
            return int(written)
        entry.left[f"the duration {quoted(written)}, which is none; {otherwise} s are taken"] = None
        return otherwise


def _no_document_type(*_: object) -> NoReturn:
    raise BadImport("it has a document type, which no file of this sort needs and which can do harm")


# -- exercises ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Passes:
    """What the pictures of a sequence make of an exercise.

    Attributes:
        holds: The seconds of each position.
        reps: How often they are passed through; of each side where there are two.
        cut: What of the sequence has no place in that, in words.
    """

    holds: tuple[int, ...]
    reps: int
    two_sides: bool
    cut: str = ""


class _Exercise:
    """An exercise of the file on its way to ours."""

    def __init__(self, entry: _Entry, title: str) -> None:
        self.entry = entry
        self.said: list[tuple[Fate, str]] = [(Fate.LEFT, left) for left in list(entry.left)[:_MAX_LEFT]]
        if len(entry.left) > _MAX_LEFT:
            self.said.append((Fate.LEFT, f"{len(entry.left) - _MAX_LEFT:,} more things that are not known"))
        self.name = clean_name(title)
        if name_fault(self.name):
            self.name = shortened(self.name) or "Exercise"
            self.said.append((Fate.CHANGED, "its name is too long and was cut"))
        told = sentences([_in_words(entry.descriptions)])
        if len(told) > _MAX_SENTENCES:
            self.said.append((Fate.LEFT, f"sentences beyond the {_MAX_SENTENCES}th"))
        self.sentences = told[:_MAX_SENTENCES]

    def piece(self) -> Piece:
        """Return it as a file of ours."""
        dose = self.shown() if self.entry.seconds is not None else self.told()
        table: dict[str, object] = {
            "format": FORMAT,
            "name": self.name,
            "posture": list(prose.postures(self.sentences, self.name)),
            "instructions": [sentence for sentence in self.sentences if not prose.is_caution(sentence)],
            "cautions": [sentence for sentence in self.sentences if prose.is_caution(sentence)],
            "source": f"{_SOURCE} The dose is a guess." if self.is_guessed else _SOURCE,
            **dose,
        }
        table = {key: value for key, value in table.items() if value != []}
        remarks = tuple(Remark(fate, self.name, message) for fate, message in self.said)
        return Piece("exercise", slug(self.name) or "workrave", table, remarks=remarks)

    @property
    def is_guessed(self) -> bool:
        """Whether the dose is a guess."""
        return any(fate is Fate.GUESSED and message.startswith("the dose") for fate, message in self.said)

    def shown(self) -> dict[str, object]:
        """Return the dose that the sequence of pictures tells."""
        passes = _passes(self.entry.images, self.entry.seconds or _SEQUENCE_S)
        if passes.cut:
            self.said.append((Fate.CHANGED, passes.cut))
        found = found_dose(self.sentences)
        counted = found is not None and found.reps is not None and found.hold is None
        quick = len(passes.holds) > 1 and max(passes.holds) < _LONG_HOLD_S
        moving = counted or quick or prose.is_movement(self.sentences)
        dose: dict[str, object] = {"kind": "dynamic" if moving else "static", "reps": passes.reps}
        names = ("hold",) if len(passes.holds) == 1 else [f"position-{at + 1}" for at in range(len(passes.holds))]
        dose["positions"] = [
            {"id": id, "hold": time_of(seconds)} for id, seconds in zip(names, passes.holds, strict=True)
        ]
        if passes.two_sides:
            dose["sides"] = "alternate" if passes.reps > 1 else "each"
        elif found and found.sides and len(passes.holds) == 1:
            dose["sides"] = found.sides
            self.said.append((Fate.GUESSED, "both sides: its text says so, its pictures show one"))
        times = {time_of(seconds) for seconds in passes.holds}
        if found and found.hold and "hold" not in found.guessed and not moving and found.hold not in times:
            self.said.append((Fate.CHANGED, f"its pictures tell the times, though its text has {found.hold}"))
        return dose

    def told(self) -> dict[str, object]:
        """Return the dose that the text tells, of an exercise without a sequence."""
        found = found_dose(self.sentences)
        dose: dict[str, object] = found.table if found is not None else {}
        kind = "dynamic" if prose.is_movement(self.sentences) else "static"
        if "hold" not in dose and "reps" not in dose:
            dose["hold"] = "15-30s"
            self.said.append((Fate.GUESSED, "the dose: it has none, and 15-30s is usual for a stretch"))
        elif found is not None and not found.certain:
            self.said.append((Fate.GUESSED, "the dose: its text has a figure, but not for certain"))
        if "hold" not in dose:
            dose["pace"] = "self"
        hold = dose.pop("hold", None)
        return {"kind": kind, **dose, "positions": [{"id": "hold", "hold": hold} if hold else {"id": "move"}]}


def _passes(images: list[_Image], total_s: int) -> _Passes:
    """Return what pictures that are shown over and over for so many seconds make of an exercise."""
    shown = images[:_MAX_POSITIONS] or [_Image("", total_s, mirrored=False)]
    cut = f"pictures beyond the {_MAX_POSITIONS}th have no time" if len(images) > _MAX_POSITIONS else ""
    half = len(shown) // 2
    turned = [_Image(image.source, image.seconds, not image.mirrored) for image in shown[half:]]
    two_sides = len(shown) % 2 == 0 and shown[:half] == turned
    holds = [image.seconds for image in (shown[:half] if two_sides else shown)]
    once_s = sum(holds) * (2 if two_sides else 1)
    if total_s < once_s:
        left_s = total_s // (2 if two_sides else 1)
        kept: list[int] = []
        for seconds in holds:
            if left_s > 0:
                kept.append(min(seconds, left_s))
                left_s -= seconds
        return _Passes(
            tuple(kept or [1]), 1, two_sides, f"its pictures have {once_s} s, of which {total_s} s are shown"
        )
    reps = min(total_s // once_s, MAX_REPS)
    if reps * once_s != total_s:
        cut = f"{total_s} s of pictures are {reps} × {once_s} s now"
    return _Passes(tuple(holds), reps, two_sides, cut)
