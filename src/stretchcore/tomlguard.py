"""What keeps a hostile file from holding up or breaking `tomllib`, found in linear time before it sees the text.

`tomllib` recurses on nesting, takes quadratic time on dotted keys and on those below a deep header, and turns a number
of any length into an integer. The guard bounds nesting, parts of a key, length of a number and the work as a whole.

It reads strings and comments exactly as TOML does and all else more loosely: what is not TOML passes, since `tomllib`
stops at the first error. The guard is exact up to there and need not be beyond.
"""

import re

from stretchcore.values import dataclass

MAX_NESTING = 64
"""Deepest nesting of a value: names and indices of its path, those of the header included."""

MAX_KEY_PARTS = 24
"""Most parts of a dotted key or a header."""

MAX_NUMBER_LENGTH = 30
"""Most characters of a number; a float of full precision needs 24."""

MAX_WORK = 800_000
"""Most work in one file, in units of about 0.2 µs of `tomllib`; 256 KiB of exercises come to 60 % of it."""

# The cost law, fitted to tomllib of Python 3.11 to 3.13 (it errs on the dear side). A key of n parts below a header of
# h parts looks each of its n prefixes up from the root: n × (h + n). Each table, and each list or inline table that a
# key is set to, is flagged with four containers more, on which the garbage collector spends as much time again.
_STATEMENT_WORK = 12
_VALUE_WORK = 7
_FLAG_WORK = 10
_PART_WORK = 4
_OPENER_WORK = 6

# Within this size and these counts no limit can be passed: 0.7 million units of work are the most that fit.
_SMALL_SIZE = 64 * 1024
_FEW_DOTS = 20
_FEW_OPENERS = 30

# A comment or a string; one that is never closed goes to the end of the text, since tomllib reads no further. The set
# comes first so that the search runs over plain text at the speed of C; the character that it finds decides the rest.
# Each repetition can match in one way only, so that there is nothing to try again: this is linear.
_LITERAL = re.compile(
    r"""
    ["'\#]
    (?: (?<=\#) [^\n]*
      | (?<=")  (?: (?!"") [^"\\\n]* (?: \\. [^"\\\n]* )* "
                  | "" [^"\\]* (?: (?: \\[\s\S] | "(?!"") ) [^"\\]* )* "{3,5}
                  | [\s\S]* )
      | (?<=')  (?: (?!'') [^'\n]* '
                  | '' [^']* (?: '(?!'') [^']* )* '{3,5}
                  | [\s\S]* )
    )
    """,
    re.VERBOSE,
)
# An opening bracket that is not closed again before another bracket: the only kind that nests ([[header]] does not).
_NESTING_OPENER = re.compile(r"\[(?!(?:\[[^][{}]*\]|[^][{}]*)\])|\{(?![^][{}]*\})")
# The dot of a float. As the last two parts of a header (`[a.1.5]`) it is none, which makes a difference of one.
_FLOAT = re.compile(r"[0-9]\.[0-9]+[ \t]*[,\n\]}]")
_MAYBE_LONG_NUMBER = re.compile(rf"[0-9][0-9A-Fa-f_.xo+-]{{{MAX_NUMBER_LENGTH}}}")

# What the scan looks at, in a text whose strings are runs of quotes and whose comments are blank: short numbers of a
# list (a comma tells that they are no keys), words with dots between them, and marks. It skips the rest. A plus and a
# colon make no key but keep a number and a time in one word.
_TOKEN = re.compile(
    r"""
    (?P<numbers> (?: [0-9]{1,9} (?: \.[0-9]{1,9} )? [ \t]* ,\s* )+ )
  | [A-Za-z0-9_"+:-]+ (?: [ \t]*\.[ \t]* [A-Za-z0-9_"+:-]+ )*
  | \n\s*
  | [=\[\]{}]
    """,
    re.VERBOSE,
)
_LONG_NUMBER = re.compile(rf"[+-]?[0-9](?:[0-9A-Fa-f_.xo]|(?<=[eE])[+-]){{{MAX_NUMBER_LENGTH}}}")
_EQUALS = re.compile(r"[ \t]*=")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a text must not be parsed: the offset of the first thing that passes a limit, a code and a message."""

    offset: int
    code: str
    message: str


def find_refusal(text: str) -> Refusal | None:
    """Return the first thing in a text that `tomllib` must not see, or None where it may parse the text.

    Args:
        text: A document of at most 256 KiB with line feeds for line ends.
    """
    return None if _is_surely_fine(text) else _scan(text)


def _is_surely_fine(text: str) -> bool:
    """Tell whether counting alone proves that no limit can be passed, as in any file that a person would write.

    The path of a value has a name for each header, key and inline table on the way and one for each dot in them, and an
    index for each list: never more than dots + nesting openers + 5. Parts of a key are at most dots + 2.
    """
    if len(text) > _SMALL_SIZE:
        return False
    bare = _LITERAL.sub("", text)
    dots = bare.count(".")
    if dots > _FEW_DOTS:
        dots -= len(_FLOAT.findall(bare))
    openers = bare.count("[") + bare.count("{")
    if openers > _FEW_OPENERS:
        openers = len(_NESTING_OPENER.findall(bare))
    return dots <= _FEW_DOTS and openers <= _FEW_OPENERS and not _MAYBE_LONG_NUMBER.search(bare)


def last_literal_offset(text: str) -> int:
    """Return where the last string or comment of a text starts: the unclosed one, of a text that ends in one."""
    offset = 0
    for literal in _LITERAL.finditer(text):
        offset = literal.start()
    return offset


def _blank(literal: re.Match[str]) -> str:
    """Return a stand-in of the same length for a string or a comment, so that offsets stay what they are."""
    text = literal[0]
    return (" " if text[0] == "#" else '"') * len(text)


def _scan(text: str) -> Refusal | None:
    """Go through the text once, adding up what `tomllib` would have to do."""
    bare = _LITERAL.sub(_blank, text)
    work = 0
    header_parts = key_parts = 0
    in_header = in_value = False
    open_paths: list[int] = []  # of each open bracket: the length of the path outside it
    path = 0  # length of the path of the innermost open table or list
    step = 0  # how much longer a value's path would be
    for token in _TOKEN.finditer(bare):
        word = token[0]
        mark = word[0]
        if mark == "\n":
            if not open_paths:
                in_header = in_value = False
        elif mark == "=":
            in_value = True
            step = key_parts
        elif mark in "[{":
            if not in_value:
                in_header = True
                continue
            work += _OPENER_WORK if open_paths else _OPENER_WORK + _FLAG_WORK * key_parts
            open_paths.append(path)
            path += step
            step = 1
            if path > MAX_NESTING:
                message = f"the values are nested more than {MAX_NESTING} deep"
                return Refusal(token.start(), "too-deep", message)
        elif mark in "]}":
            if open_paths:
                path = open_paths.pop()
                step = 1
        elif token.lastgroup == "numbers":
            work += _VALUE_WORK * word.count(",")
        else:
            key_parts = word.count(".") + 1
            if key_parts > MAX_KEY_PARTS:
                message = f"the key has {key_parts:,} parts with dots between them; at most {MAX_KEY_PARTS} are read"
                return Refusal(token.start(), "too-long-key", message)
            if in_value:
                if len(word) > MAX_NUMBER_LENGTH and _LONG_NUMBER.match(word) and not _EQUALS.match(bare, token.end()):
                    message = f"the number is too long; at most {MAX_NUMBER_LENGTH} characters are read"
                    return Refusal(token.start(), "too-long-number", message)
                work += _VALUE_WORK + _PART_WORK * (key_parts - 1)
            elif in_header:
                header_parts = path = key_parts
                work += _STATEMENT_WORK + key_parts * (_FLAG_WORK + key_parts)
            else:
                work += _STATEMENT_WORK + key_parts * (header_parts + key_parts) + _FLAG_WORK * (key_parts - 1)
        if work > MAX_WORK:
            message = "the file holds too much from here on; use fewer values and shorter dotted keys"
            return Refusal(token.start(), "too-much", message)
    return None
