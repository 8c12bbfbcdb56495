"""free-exercise-db: more than 800 exercises in the public domain, 123 of them stretches, as one JSON list.

Its muscle words are ours. It has no doses and no sides but what its instructions say, so `doses` looks for them there.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from stretchcore.schema import FORMAT
from stretchcore.text import quoted, slug
from stretchcore.words import MUSCLES
from stretchtui.exchange.importers import prose
from stretchtui.exchange.importers.doses import FoundDose, found_dose
from stretchtui.exchange.importers.folding import fold_exercises, sided_name
from stretchtui.exchange.importers.guarded import clean, clean_name, name_fault, read_json, refuse_much_text, sentences
from stretchtui.exchange.incoming import BadImport, Fate, Incoming, Piece, Remark, refuse_too_many

NAME = "free-exercise-db"

_ORIGIN = f"{NAME} (public domain, Unlicense)"
_STRETCHES = "stretching"
_STRENGTH = frozenset(("strength", "powerlifting", "strongman", "olympic weightlifting"))
_EQUIPMENT = {"body only": None, "other": None, "foam roll": "foam roller", "e-z curl bar": "curl bar"}
_TEXTS = ("primaryMuscles", "secondaryMuscles", "instructions", "images")
_KNOWN = frozenset(("id", "name", "force", "level", "mechanic", "equipment", "category", *_TEXTS))

_MOST_SENTENCES = 50
_DOSE = frozenset(("hold", "reps", "sets"))

# What counts where the text has no figure. The guide: hold a stretch 15-30 s where no other figure is given. The
# counts are what this file itself says most often of swings and circles, and what is usual for strength.
_USUAL: dict[str, dict[str, object]] = {
    "static": {"hold": "15-30s"},
    "dynamic": {"reps": "5-10", "pace": "self"},
    "strength": {"reps": "8-12", "pace": "self"},
}
_GUESSED_DOSE = {
    "static": "the dose: its text has none, and 15-30s is usual for a stretch",
    "dynamic": "the dose: its text has none, and 5-10 reps are usual for such a movement",
    "strength": "the dose: its text has none, and 8-12 reps are usual for strength",
}


def recognises(data: bytes, name: str) -> bool:  # noqa: ARG001 - what is in it tells it
    """Tell whether a file is a list of such exercises, or one of them."""
    head = data[:20_000]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{") and b'"primaryMuscles"' in head


def read(data: bytes) -> Incoming:
    """Read the exercises; those of another category than stretching are spare.

    Raises:
        BadImport: It is no such file, or holds what no honest file does.
    """
    found = read_json(data)
    entries = found if isinstance(found, list) else [found]
    refuse_too_many(len(entries))
    readers = [_Entry(entry) if isinstance(entry, dict) else None for entry in entries]
    refuse_much_text(text for reader in readers if reader for text in reader.texts("instructions"))
    pieces: list[Piece] = []
    spare: list[tuple[Callable[[], Piece], Remark]] = []
    remarks: list[Remark] = []
    pictures = 0
    for index, reader in enumerate(readers):
        if reader is None:
            remarks.append(Remark(Fate.LEFT, f"[{index}]", "it is no exercise"))
            continue
        if why := reader.fault():
            remarks.append(Remark(Fate.LEFT, reader.name or f"[{index}]", why))
            continue
        pictures += len(reader.texts("images"))
        category = reader.word("category")
        if category == _STRETCHES:
            pieces.append(reader.piece())
        else:
            why = f"it is no stretch but {category or 'of no category'}; --all takes it too"
            spare.append((reader.piece, Remark(Fate.LEFT, reader.name, why)))
    if not pieces and not spare:
        raise BadImport("it holds no exercise")
    if pictures:
        remarks.append(Remark(Fate.LEFT, f"{pictures:,} pictures", "their files are not part of this one"))
    return Incoming(_ORIGIN, tuple(fold_exercises(pieces)), tuple(remarks), tuple(spare))


class _Entry:
    """One exercise of the file, and what is said of its parts."""

    def __init__(self, entry: dict[str, Any]) -> None:
        self.entry = entry
        self.said: list[tuple[Fate, str]] = []
        name = entry.get("name")
        self.name = clean_name(name) if isinstance(name, str) else ""

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The instructions, sentence by sentence."""
        return sentences(self.texts("instructions"), _MOST_SENTENCES + 1)

    def word(self, key: str) -> str:
        """Return a word in small letters, or nothing."""
        value = self.entry.get(key)
        return clean(value).lower() if isinstance(value, str) else ""

    def texts(self, key: str) -> list[str]:
        """Return a list of texts; a single one is a list of one."""
        value = self.entry.get(key)
        values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [text for text in values if isinstance(text, str) and text.strip()]

    def say(self, fate: Fate, message: str) -> None:
        self.said.append((fate, message))

    def fault(self) -> str | None:
        """Say why there is no exercise here, or return None."""
        return "it has no name" if not self.name else name_fault(self.name)

    def piece(self) -> Piece:
        """Return it as a file of ours."""
        found = found_dose(self.sentences)
        kind = self.kind(found)
        postures = list(prose.postures(self.sentences, self.name))
        kept = self.sentences[:_MOST_SENTENCES]
        table: dict[str, object] = {
            "format": FORMAT,
            "name": self.name,
            "posture": postures[0] if len(postures) == 1 else postures,
            "kind": kind,
            **self.muscles(),
            "equipment": self.equipment(),
            **self.dose(kind, found),
            "instructions": [sentence for sentence in kept if not prose.is_caution(sentence)],
            "cautions": [sentence for sentence in kept if prose.is_caution(sentence)],
            "source": self.source(found),
        }
        hold = table.pop("hold", None)
        position = {"id": "stretch" if kind == "static" else "move", "hold": hold}
        table["positions"] = [{key: value for key, value in position.items() if value is not None}]
        table = {key: value for key, value in table.items() if value not in (None, "", [])}
        if len(self.sentences) > _MOST_SENTENCES:
            self.say(Fate.LEFT, f"the sentences after the first {_MOST_SENTENCES}")
        for key in self.entry:
            if key not in _KNOWN:
                self.say(Fate.LEFT, f"the key {quoted(key)}, which is not known")
        remarks = tuple(Remark(fate, self.name, message) for fate, message in self.said)
        return Piece("exercise", slug(self.name), table, remarks=remarks)

    def kind(self, found: FoundDose | None) -> str:
        """Return what sort of movement it is: what counts as held stretching is told apart with care."""
        category = self.word("category")
        if category != _STRETCHES:
            return "strength" if category in _STRENGTH else "dynamic"
        if prose.is_rolling(self.sentences):
            self.say(Fate.CHANGED, "it counts as movement: rolling is no held stretch")
            return "dynamic"
        if found is not None and found.hold:  # circles that go on for ten seconds are none
            return "dynamic" if "hold" in found.guessed and prose.is_movement(self.sentences) else "static"
        return "dynamic" if (found is not None and found.reps) or prose.is_movement(self.sentences) else "static"

    def muscles(self) -> dict[str, list[str]]:
        """Return the muscles that it is for, and those that it reaches too."""
        found: dict[str, list[str]] = {"targets": [], "secondary": []}
        for key, ours in (("primaryMuscles", "targets"), ("secondaryMuscles", "secondary")):
            for muscle in self.texts(key):
                word = clean(muscle).lower()
                if word not in MUSCLES:
                    self.say(Fate.LEFT, f"the muscle {quoted(word)}, which is not known")
                elif word in (*found["targets"], *found["secondary"]):
                    self.say(Fate.CHANGED, "a muscle that was named twice is named once")
                else:
                    found[ours].append(word)
        return found

    def equipment(self) -> list[str]:
        """Return what it needs: what the file says, and what its text speaks of."""
        word = self.word("equipment")
        said = _EQUIPMENT.get(word, word)
        if said and name_fault(said):
            self.say(Fate.LEFT, f"the equipment {quoted(said)}")
            said = None
        spoken_of = [thing for thing in prose.equipment(self.sentences) if thing != said]
        if spoken_of:
            self.say(Fate.CHANGED, "equipment that only its text speaks of is listed")
        elif word == "other":
            self.say(Fate.LEFT, 'the equipment "other", which says nothing')
        return ([said] if said else []) + spoken_of

    def dose(self, kind: str, found: FoundDose | None) -> dict[str, object]:
        """Return the dose and the sides, and say what of them is guessed."""
        dose = dict(found.table) if found is not None else {}
        guessed = set(found.guessed) if found is not None else set()
        if "hold" in dose or "reps" in dose:
            if "hold" not in dose:
                dose["pace"] = "self"
            if guessed & _DOSE:
                self.say(Fate.GUESSED, "the dose: its text has a figure, but not for certain")
        else:
            dose |= _USUAL[kind]
            self.say(Fate.GUESSED, _GUESSED_DOSE[kind])
        if "sides" not in dose and sided_name(self.name) is None and prose.is_one_sided(self.sentences):
            dose["sides"] = "each"
            self.say(Fate.GUESSED, "the sides: its text tells one side only, and both are done")
        elif "sides" in guessed:
            self.say(Fate.GUESSED, "the sides: its text is not certain")
        order = ("sides", "hold", "reps", "sets", "pace")
        return {key: dose[key] for key in order if key in dose}

    def source(self, found: FoundDose | None) -> str:
        """Return where it comes from, and what the file says that has no place of its own in ours."""
        named = [f"{key} {self.word(key)[:40]}" for key in ("level", "force", "mechanic") if self.word(key)]
        return f"{', '.join([_ORIGIN, *named])}. {self.dose_source(found)}"

    def dose_source(self, found: FoundDose | None) -> str:
        """Return where the dose comes from."""
        if found is None or not (found.hold or found.reps):
            return "The dose is a guess: the text has none."
        sure = "The dose is a guess" if _DOSE.intersection(found.guessed) else "Dose"
        return f'{sure}, from its words: "{found.words[:200]}"'
