"""wger: exercises as its interface `/api/v2/exerciseinfo/` gives them.

A page of results, a list of exercises, or one exercise:

    {"count": 1, "next": null, "previous": null, "results": [{
        "id": 1, "uuid": "…", "category": {"id": 10, "name": "Abs"},
        "muscles": [{"id": 6, "name": "Rectus abdominis", "name_en": "Abs", …}], "muscles_secondary": [],
        "equipment": [{"id": 4, "name": "Gym mat"}],
        "license": {"id": 2, "short_name": "CC-BY-SA 4", "url": "…", …}, "license_author": "…",
        "translations": [{"id": 1, "name": "…", "description": "<p>…</p>", "language": 2, "license": 2,
                          "license_author": "…", "author_history": ["…"], "aliases": [], "notes": [], …}], …}]}

Older servers call the translations `exercises`, or have name and description in the exercise itself. There is no
category of stretches, so the words of an exercise tell whether it is one. The licences, nearly always CC BY-SA, want
author and licence to be named: they stand in `source`. Source: `serializers.py` and the fixtures of wger-project/wger.
"""

import re
from collections.abc import Iterator
from functools import cached_property, partial
from html import unescape
from typing import Any

from stretchcore.schema import FORMAT
from stretchcore.text import MAX_TEXT_CELLS, cell_width, quoted, slug
from stretchcore.times import parse_time
from stretchcore.words import MUSCLES
from stretchtui.exchange.importers import prose
from stretchtui.exchange.importers.doses import FoundDose, found_dose
from stretchtui.exchange.importers.folding import fold_exercises, sided_name
from stretchtui.exchange.importers.guarded import clean, clean_name, name_fault, read_json, refuse_much_text, sentences
from stretchtui.exchange.importers.timers import shortened
from stretchtui.exchange.incoming import BadImport, Fate, Incoming, Piece, Remark, refuse_too_many

NAME = "wger"

_PREFERRED = (2, 1)
"""The numbers of the languages that are taken first: English, German."""

_LICENCES = {
    1: "CC-BY-SA 3, https://creativecommons.org/licenses/by-sa/3.0/",
    2: "CC-BY-SA 4, https://creativecommons.org/licenses/by-sa/4.0/",
    3: "CC0, https://creativecommons.org/publicdomain/zero/1.0/",
    4: "CC-BY 4, https://creativecommons.org/licenses/by/4.0/",
    5: "ODbL, https://opendatacommons.org/licenses/odbl/",
}
_MUSCLES = {
    "biceps brachii": "biceps",
    "brachialis": "biceps",
    "anterior deltoid": "shoulders",
    "pectoralis major": "chest",
    "triceps brachii": "triceps",
    "rectus abdominis": "abdominals",
    "obliquus externus abdominis": "abdominals",
    "gastrocnemius": "calves",
    "soleus": "calves",
    "gluteus maximus": "glutes",
    "trapezius": "traps",
    "quadriceps femoris": "quadriceps",
    "biceps femoris": "hamstrings",
    "latissimus dorsi": "lats",
    "erector spinae": "lower back",
}
_EQUIPMENT = {"none (bodyweight exercise)": "", "gym mat": "mat", "swiss ball": "exercise ball"}
_STRETCH = re.compile(r"stretch|dehn|yoga|mobilis|mobiliz|mobility|flexib|estiramiento|étirement", re.IGNORECASE)
_IN_A_STRETCH = re.compile(r"\b(?:hold|holding|deepen|release)\s+(?:this|the|your)\s+stretch\b", re.IGNORECASE)
_HELD_STILL = re.compile(r"\bhold (?:this|the|that) (?:position|pose)\b", re.IGNORECASE)
_SHORT_HOLD_MS = 5_000
_MAX_SENTENCES = 50
_MAX_AUTHORS, _MAX_AUTHOR_CELLS = 20, 60
_MAX_UNKNOWN = 5

# wger makes its HTML of Markdown and lets eight tags through, without attributes. A parser of all HTML is not needed,
# and the standard library's takes quadratic time for some texts; these patterns take linear time for all.
_BLOCK_TAG = re.compile(r"</?(?:p|br|li|ul|ol|div|h[1-6])\b[^<>]{0,100}>", re.IGNORECASE)
_HEADING = re.compile(
    r"^[ \t]*(?:starting position|steps|execution|ausgangsposition|ausführung|schritte)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_OTHER_TAG = re.compile(r"</?[a-z][^<>]{0,100}>", re.IGNORECASE)

_KNOWN = frozenset(
    (
        *("id", "uuid", "created", "creation_date", "last_update", "last_update_global", "status"),
        *("category", "muscles", "muscles_secondary", "equipment", "license", "license_author"),
        *("license_title", "license_object_url", "license_author_url", "license_derivative_source_url"),
        *("translations", "exercises", "variation_group", "variations", "exercise_base", "images", "videos"),
        *("author_history", "total_authors_history", "name", "description", "language", "comments"),
    )
)


def recognises(data: bytes, name: str) -> bool:  # noqa: ARG001 - what is in it tells it
    """Tell from a look whether a file holds such exercises."""
    head = data[:20_000]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and b'"muscles_secondary"' in head


def read(data: bytes) -> Incoming:
    """Read the exercises; those that are no stretches are spare, unless there is only one.

    Raises:
        BadImport: It is no such file, or holds what no honest file does.
    """
    found = read_json(data)
    remarks: list[Remark] = []
    if isinstance(found, dict) and isinstance(found.get("results"), list):
        if found.get("next"):
            remarks.append(Remark(Fate.LEFT, "the pages after this one", "they are not part of this file"))
        found = found["results"]
    entries = found if isinstance(found, list) else [found]
    refuse_too_many(len(entries))
    readers = [_Entry(entry) if isinstance(entry, dict) else None for entry in entries]
    refuse_much_text(text for reader in readers if reader for text in reader.texts)
    stretches: list[Piece] = []
    others: list[Piece] = []
    unknown: set[str] = set()
    pictures = 0
    for index, reader in enumerate(readers):
        if reader is None or not reader.name:
            remarks.append(Remark(Fate.LEFT, f"[{index}]", "it is no exercise with a name"))
            continue
        unknown |= reader.entry.keys() - _KNOWN
        pictures += sum(len(_tables(reader.entry, key)) for key in ("images", "videos"))
        (stretches if reader.is_stretch or len(entries) == 1 else others).append(reader.piece())
    if not stretches and not others:
        raise BadImport("it holds no exercise")
    remarks += [Remark(Fate.LEFT, f"the key {quoted(key)}", "it is not known") for key in sorted(unknown)[:50]]
    if pictures:
        remarks.append(Remark(Fate.LEFT, f"pictures and films ({pictures:,})", "their files are not part of this one"))
    spare = [
        (partial(_itself, piece), Remark(Fate.LEFT, str(piece.table["name"]), "it is no stretch; --all takes it too"))
        for piece in fold_exercises(others)
    ]
    return Incoming(NAME, tuple(fold_exercises(stretches)), tuple(remarks), tuple(spare))


def _itself(piece: Piece) -> Piece:
    return piece


def paragraphs(html: str) -> list[str]:
    """Return the paragraphs and list items of a description, without tags and without headings that say nothing."""
    return [_HEADING.sub("", unescape(_OTHER_TAG.sub("", part))) for part in _BLOCK_TAG.split(html)]


class _Entry:
    """One exercise on its way to ours, and what is said of its parts.

    Attributes:
        name: What it is called; nothing where no translation has a name.
        texts: Its description and the notes on it, as they were written.
    """

    def __init__(self, entry: dict[str, Any]) -> None:
        self.entry = entry
        self.said: list[tuple[Fate, str]] = []
        self.translation = self.chosen()
        self.name = clean_name(_text(self.translation, "name"))
        if self.name and name_fault(self.name):
            self.name = shortened(self.name)
            self.said.append((Fate.CHANGED, "its name is too long and was cut"))
        self.texts = [_text(self.translation, "description")]
        self.texts += [
            _text(note, "comment") for key in ("notes", "comments") for note in _tables(self.translation, key)
        ]
        category = entry.get("category")
        self.category = _text(category, "name") if isinstance(category, dict) else ""

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of its texts."""
        return sentences([part for text in self.texts for part in paragraphs(text)])

    @property
    def is_stretch(self) -> bool:
        """Whether its words say that it stretches."""
        # Of a bench press too one reads that the arms are stretched: the text alone is not asked for the word.
        named = any(map(_STRETCH.search, (self.name, self.category)))
        return named or any(map(_IN_A_STRETCH.search, self.sentences))

    def chosen(self) -> dict[str, Any]:
        """Return the translation that is taken: English, German, or the first."""
        translations = _tables(self.entry, "translations") or _tables(self.entry, "exercises") or [self.entry]
        named = [one for one in translations if _text(one, "name").strip()]
        wanted = [one for language in _PREFERRED for one in named if one.get("language") == language]
        chosen = next(iter((*wanted, *named)), {})
        others = len(named) - (1 if chosen else 0)
        if others:
            self.said.append((Fate.LEFT, f"its texts in {others} other {'language' if others == 1 else 'languages'}"))
        return chosen

    def piece(self) -> Piece:
        """Return it as a file of ours."""
        found = found_dose(self.sentences)
        kind = self.kind(found)
        told = [sentence for sentence in self.sentences if not prose.is_caution(sentence)]
        if len(told) > _MAX_SENTENCES:
            self.said.append((Fate.LEFT, f"sentences beyond the {_MAX_SENTENCES}th"))
        if aliases := _tables(self.translation, "aliases"):
            self.said.append(
                (Fate.LEFT, "another name of it" if len(aliases) == 1 else f"{len(aliases)} other names of it")
            )
        dose = self.dose(kind, found)
        hold = dose.pop("hold", None)
        table: dict[str, object] = {
            "format": FORMAT,
            "name": self.name,
            "posture": list(prose.postures(self.sentences, self.name)),
            "kind": kind,
            **self.muscles(),
            "equipment": self.equipment(),
            **dose,
            "instructions": told[:_MAX_SENTENCES],
            "cautions": [sentence for sentence in self.sentences if prose.is_caution(sentence)][:_MAX_SENTENCES],
            "source": self.source(),
            "positions": [{"id": "hold", "hold": hold} if hold else {"id": "move"}],
        }
        table = {key: value for key, value in table.items() if value != []}
        remarks = tuple(Remark(fate, self.name, message) for fate, message in self.said)
        number = str(self.entry.get("id", ""))[:12]
        return Piece("exercise", slug(self.name) or slug(f"wger {number}"), table, remarks=remarks)

    def kind(self, found: FoundDose | None) -> str:
        """Return what sort of movement it is; only what is held still counts as stretching."""
        if not self.is_stretch:
            return "dynamic" if self.category.casefold() == "cardio" else "strength"
        moving = prose.is_movement(self.sentences)
        if found is not None and found.hold:
            return "dynamic" if "hold" in found.guessed and moving else "static"
        return "dynamic" if moving or (found is not None and found.reps) else "static"

    def dose(self, kind: str, found: FoundDose | None) -> dict[str, object]:
        """Return the dose and the sides, and say what of them is guessed."""
        dose = dict(found.table) if found is not None else {}
        guessed = set(found.guessed) if found is not None else set()
        if kind != "static" and "hold" in dose and ("hold" in guessed or _is_short(str(dose["hold"]))):
            del dose["hold"]  # a moment at the top of a movement is not its dose
            guessed.discard("hold")
            self.said.append((Fate.CHANGED, "a moment in which it pauses stands in its text alone"))
        if "hold" not in dose and "reps" not in dose:
            held = kind == "static" or any(map(_HELD_STILL.search, self.sentences))
            dose |= {"hold": "15-30s"} if held else {"reps": "8-12"}
            usual = "15-30s is usual" if held else "8-12 reps are usual"
            self.said.append((Fate.GUESSED, f"the dose: its text has none, and {usual}"))
        elif guessed & {"hold", "reps", "sets"}:
            self.said.append((Fate.GUESSED, "the dose: its text has a figure, but not for certain"))
        if "hold" not in dose:
            dose["pace"] = "self"
        if "sides" in guessed:
            self.said.append((Fate.GUESSED, "the sides: its text is not certain"))
        elif "sides" not in dose and sided_name(self.name) is None and prose.is_one_sided(self.sentences):
            dose["sides"] = "each"
            self.said.append((Fate.GUESSED, "the sides: its text tells one side only, and both are done"))
        return dose

    def muscles(self) -> dict[str, list[str]]:
        """Return the muscles that it is for and those that it reaches too, in our words."""
        found: dict[str, list[str]] = {"targets": [], "secondary": []}
        unknown: dict[str, None] = {}
        for key, ours in (("muscles", "targets"), ("muscles_secondary", "secondary")):
            for muscle in _tables(self.entry, key):
                name = clean(_text(muscle, "name"))
                english = _text(muscle, "name_en").casefold()
                word = _MUSCLES.get(name.casefold(), english)
                if word not in MUSCLES:
                    unknown[name] = None
                elif word not in (*found["targets"], *found["secondary"]):
                    found[ours].append(word)
        for name in list(unknown)[:_MAX_UNKNOWN]:
            self.said.append((Fate.LEFT, f"the muscle {quoted(name)}, for which there is no word here"))
        if len(unknown) > _MAX_UNKNOWN:
            self.said.append((Fate.LEFT, f"{len(unknown) - _MAX_UNKNOWN} more muscles that are not known"))
        return found

    def equipment(self) -> list[str]:
        """Return what it needs."""
        found: list[str] = []
        for thing in _tables(self.entry, "equipment"):
            name = clean(_text(thing, "name")).lower()
            name = _EQUIPMENT.get(name, name)
            if name and name_fault(name):
                self.said.append((Fate.LEFT, f"the equipment {quoted(name)}"))
            elif name and name not in found:
                found.append(name)
        return found[:20]

    def source(self) -> str:
        """Return where it comes from, by whom, and under which licence; as many authors as there is room for."""
        where = clean(str(self.entry.get("uuid") or self.entry.get("id") or ""))[:40]
        links = [
            shortened(link)
            for key in ("license_object_url", "license_derivative_source_url")
            if (link := clean(_text(self.translation, key)))
        ]
        end = (
            "".join(f"; {link}" for link in links) + f". Licence: {self.licence()}. Made into this form by stretchtui."
        )
        if any(fate is Fate.GUESSED and message.startswith("the dose") for fate, message in self.said):
            end += " The dose is a guess."
        authors = list(self.authors())
        for kept in range(min(len(authors), _MAX_AUTHORS), -1, -1):
            rest = len(authors) - kept
            by = ", ".join(authors[:kept]) + (
                f" and {rest} more" if rest and kept else f"{rest} authors" if rest else ""
            )
            source = f"{NAME}, exercise {where}, by {by or 'authors who are not named'}{end}"
            if cell_width(source) <= MAX_TEXT_CELLS:
                if rest:
                    self.said.append((Fate.CHANGED, f"{rest} authors are counted and not named; {NAME} names them"))
                break
        return source

    def authors(self) -> Iterator[str]:
        """Yield who has written it, each once."""
        seen: set[str] = set()
        history = [self.translation.get("author_history"), self.entry.get("total_authors_history")]
        named = [self.translation.get("license_author"), self.entry.get("license_author")]
        for author in (*named, *(one for names in history if isinstance(names, list) for one in names)):
            name = clean(author) if isinstance(author, str) else ""
            if name and name not in seen:
                seen.add(name)
                yield shortened(name, _MAX_AUTHOR_CELLS)

    def licence(self) -> str:
        """Return the licence of its text."""
        for licence in (self.translation.get("license"), self.entry.get("license")):
            if isinstance(licence, int) and licence in _LICENCES:
                return _LICENCES[licence]
            if isinstance(licence, dict):
                known = _LICENCES.get(licence["id"]) if isinstance(licence.get("id"), int) else None
                named = ", ".join(filter(None, (clean(_text(licence, key)) for key in ("short_name", "url"))))
                if known or named:
                    return known or shortened(named)
        return "not said in the file; the texts of wger are under CC-BY-SA"


def _is_short(hold: str) -> bool:
    return parse_time(hold).ends_ms(10_000)[0] < _SHORT_HOLD_MS


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""


def _tables(table: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = table.get(key)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
