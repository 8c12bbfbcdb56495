"""Phrases as data: one file a language, in which the user may say everything differently.

The program brings its languages with it; a file of the same name in the folder of the settings goes over one, or adds
another. What a language does not say is said in English. A file that is wrong is reported and counts for nothing: no
mistake in here keeps anybody from stretching, nor from being spoken to.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from stretchcore.fields import Text
from stretchcore.problems import Fault, Problem, Report, path_text
from stretchcore.tables import Key, Many, Table
from stretchcore.text import quoted
from stretchcore.tomltext import read_toml
from stretchcore.values import dataclass

_SHIPPED = Path(__file__).with_name("phrases")

ENGLISH = "en"
"""The language that has everything."""

VERBOSITIES = ("calm", "normal", "full")

OCCASIONS: Mapping[str, str] = {
    "next": "an exercise comes, while there is time to get into position",
    "next_set": "a rest between two sets begins",
    "next_rest": "a rest of its own begins",
    "begin": "an exercise begins that was not announced",
    "start": "any other work begins",
    "switch": "the other side comes",
    "halfway": "half of the work is over",
    "countdown": "three, two or one seconds of the work are left",
    "end": "the work is over",
    "end_rest": "the work is over, and a rest follows",
    "finish": "the session is over",
    "ease_off": "there was pain",
    "gap": "the session paused by itself, since time was lost",
    "paused": "the session was paused",
    "going_on": "the session goes on after a pause",
}
"""When the voice can speak; what is not in a verbosity's table is not said in it."""

PLACEHOLDERS: Mapping[str, str] = {
    "exercise": "the name of the exercise",
    "side": "the side, where it has one",
    "position": "the position, where the exercise has several, and its breath where breathing words are wanted",
    "hold": "how long it is held",
    "reps": "how often, where it is more than once",
    "sets": "how many sets, where there are several",
    "rep": "which rep, from the second one",
    "set": "which set, where there are several",
    "rest": "how long the rest is",
    "left": "how much time is left",
    "seconds": "the number of a countdown",
    "next": "the exercise that comes after this one",
    "first_instruction": "the first instruction of the exercise",
}
"""What a phrase may hold in braces."""

WORDS = (
    *("left", "right", "one", "two", "three", "second", "seconds", "minute", "minutes", "minute_and", "minutes_and"),
    *("twice", "times", "own_pace", "own_pace_one", "own_time", "rep", "set", "sets", "breathe_in", "breathe_out"),
)
"""The words that placeholders are made of."""

_LANGUAGE = re.compile(r"[a-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,2}")
_VOICE = re.compile(r"[A-Za-z][A-Za-z0-9+_-]{0,39}")
_BRACES = re.compile(r"\{([^{}]*)\}")
_PARTS = re.compile(r"([^,.;:!?]*)([,.;:!?]*)")

_PHRASES = Many(Text(200), 8, single=True)
_SAID = Table("what is said", *(Key(name, _PHRASES, f"When {doc}.") for name, doc in OCCASIONS.items()))
_FILE = Table(
    "a file of phrases",
    Key("name", Text(60), "The name of the language."),
    Key("voice", Text(40), "The voice that speaks it."),
    Key("words", Table("the words", *(Key(name, Text(100), "A word, or several.") for name in WORDS)), "The words."),
    *(Key(verbosity, _SAID, "What is said.") for verbosity in VERBOSITIES),
)


@dataclass(frozen=True, slots=True)
class Language:
    """What one file says.

    Attributes:
        voice: The name of its voice; None where the file does not say it.
        said: The phrases by verbosity and occasion, each list from the longest to the shortest.
    """

    voice: str | None
    words: Mapping[str, str]
    said: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """What the voice says in one language.

    Attributes:
        language: Its name, as the settings have it.
        problems: What is wrong with the user's file.
    """

    language: str
    voice: str
    words: Mapping[str, str]
    said: Mapping[str, Mapping[str, tuple[str, ...]]]
    problems: tuple[str, ...] = ()

    def phrases(self, verbosity: str, occasion: str, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return what can be said on an occasion, from the longest to the shortest; nothing twice."""
        templates = self.said.get(verbosity, {}).get(occasion, ())
        found = (filled(template, values) for template in templates)
        return tuple(dict.fromkeys(text for text in found if text))


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its placeholders filled.

    A part between commas or full stops is left out where one of its placeholders has nothing to say.
    """
    said = ""
    for words, stop in _PARTS.findall(template):
        names = _BRACES.findall(words)
        if all(values.get(name) for name in names):
            said += _BRACES.sub(lambda found: values[found[1]], words) + stop
        elif "." in stop and said:
            said = said.rstrip(" ,;:") + stop if not said.rstrip().endswith((".", "!", "?")) else said
    return said.strip(" ,;:").replace("..", ".").replace("!.", "!").replace("?.", "?")


def open_phrasebook(language: str, folder: Path) -> Phrasebook:
    """Return the phrases of a language, English where it says nothing.

    Args:
        language: As the settings have it.
        folder: Where the user's files of phrases are; it need not exist.
    """
    problems: list[str] = []
    if not _LANGUAGE.fullmatch(language):
        problems.append(f"{quoted(language)} is no name of a language; the voice speaks English")
        language = ENGLISH
    layers = [_read_own(folder / f"{language}.toml", problems), shipped(language)]
    if layers == [None, None] and not problems:
        problems.append(f"there are no phrases for the language {language}; the voice speaks English")
    if language != ENGLISH:
        layers += [_read_own(folder / f"{ENGLISH}.toml", problems)]
    found = [layer for layer in (*layers, shipped(ENGLISH)) if layer is not None]
    return Phrasebook(
        language,
        next(layer.voice for layer in found if layer.voice),
        {name: next(layer.words[name] for layer in found if name in layer.words) for name in WORDS},
        {verbosity: _merged([layer.said.get(verbosity, {}) for layer in found]) for verbosity in VERBOSITIES},
        tuple(problems),
    )


def _merged(layers: list[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    merged: dict[str, tuple[str, ...]] = {}
    for layer in reversed(layers):
        merged.update(layer)
    return merged


@cache
def shipped(language: str) -> Language | None:
    """Return the phrases of a language that come with the program, or None."""
    try:
        source = (_SHIPPED / f"{language}.toml").read_bytes()
    except OSError:
        return None
    found, problems = read_phrases(source, f"{language}.toml")
    assert not problems, problems
    return found


def _read_own(file: Path, problems: list[str]) -> Language | None:
    from stretchtui.files import FileFault, read_bounded
    from stretchtui.settings import is_missing

    if is_missing(file):
        return None
    try:
        source = read_bounded(file)
    except FileFault as fault:
        problems.append(str(fault))
        return None
    found, wrong = read_phrases(source, str(file))
    problems.extend(map(str, wrong[:1]))
    return None if wrong else found


def read_phrases(source: bytes, file: str) -> tuple[Language, tuple[Problem, ...]]:
    """Read a file of phrases of any content.

    Returns:
        What could be read, and what is wrong.
    """
    nothing = Language(None, {}, {})
    tables, locations, faults = read_toml(source)
    if tables is None or faults:
        return nothing, tuple(
            Problem(file, fault.place.line, fault.place.column, "", fault.code, fault.message, fault.hint)
            for fault in faults
        )
    report = Report()
    found: dict[str, Any] = _FILE.read(tables, (), report) or {}
    voice = found.get("voice")
    if voice is not None and not _VOICE.fullmatch(voice):
        report.add(("voice",), "text", f"{quoted(voice)} is no name of a voice; write one such as en-gb")
    words: dict[str, str] = dict(found.get("words") or {})
    for name, word in words.items():
        _check_braces(word, ("n", "of", "s"), ("words", name), report)
    said: dict[str, dict[str, tuple[str, ...]]] = {}
    for verbosity in VERBOSITIES:
        said[verbosity] = {}
        for occasion, phrases in (found.get(verbosity) or {}).items():
            said[verbosity][occasion] = tuple(phrase for phrase in phrases if phrase)
            for index, phrase in enumerate(phrases):
                _check_braces(phrase or "", tuple(PLACEHOLDERS), (verbosity, occasion, index), report)

    def place(fault: Fault) -> Problem:
        where = locations.key(fault.path) if fault.at_key else locations.value(fault.path)
        return Problem(file, where.line, where.column, path_text(fault.path), fault.code, fault.message, fault.hint)

    return Language(voice, words, said), tuple(map(place, report.faults))


def _check_braces(text: str, known: tuple[str, ...], path: tuple[str | int, ...], report: Report) -> None:
    for name in _BRACES.findall(text):
        if name not in known:
            listed = ", ".join(f"{{{each}}}" for each in known)
            report.add(path, "placeholder", f"{quoted('{' + name + '}')} is no placeholder; there are {listed}")
