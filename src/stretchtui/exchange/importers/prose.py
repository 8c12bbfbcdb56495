"""What English instructions tell beside the dose: the posture, what is needed, one side or two, and warnings.

Only what is said in so many words counts; where a text is silent, so is the answer.
"""

import re
from collections.abc import Sequence

_POSTURES = (
    ("hands and knees", r"on (?:your |the )?hands(?: and)? (?:your )?knees|\ball fours\b"),
    ("supine", r"\b(?:lie|lying|lay|laying)\b[^.]*?\b(?:on|with) your back\b|\b(?:lie|lying|lay) face ?up\b"),
    ("prone", r"\b(?:lie|lying|lay|laying)\b[^.]*?\b(?:face ?down|on your (?:stomach|belly|front))\b"),
    ("side-lying", r"\b(?:lie|lying|lay|laying)\b(?: down)? on your (?:left |right )?side\b"),
    ("kneeling", r"\bkneel(?:ing)?\b(?! position of)"),
    ("seated", r"\bsit(?:ting)?\b(?! back\b)|\bseated\b|\bseat yourself\b"),
    ("standing", r"\bstand(?:ing)?\b"),
)
_POSTURE = tuple((posture, re.compile(pattern, re.IGNORECASE)) for posture, pattern in _POSTURES)
_SIT_OR_STAND = re.compile(r"\bsit(?:ting)? or stand(?:ing)?\b|\bstand(?:ing)? or sit(?:ting)?\b", re.IGNORECASE)
# Somebody else's posture, and one that is only perhaps meant.
_NOT_MEANT = re.compile(r"\byour partner\b[^.,]*|\([^)]*\)|\bif you[^.,]*|\bnext to a chair\b", re.IGNORECASE)

_THINGS = (
    ("partner", r"\bpartner\b"),
    ("mat", r"\bon an? (?:exercise )?mat\b"),
    ("chair", r"\bchair\b"),
    ("wall", r"\b(?:facing|against) (?:a|the) wall\b"),
    ("belt, band or rope", r"\b(?:belt|rope|band), (?:belt|rope|band),? or (?:belt|rope|band)\b"),
    ("broomstick", r"\bbroomstick\b"),
    ("muscle roller", r"\bmuscle roller\b"),
    ("foam roller", r"\bfoam roll(?:er)?\b"),
    ("foot roller", r"\bfoot roller\b"),
    ("exercise ball", r"\bexercise ball\b"),
    ("bench or step", r"\bbench or step\b|\bon (?:a|the) step\b"),
    ("pull-up bar", r"\b(?:chin|pull)-?up ?bar\b"),
)
_THING = tuple((thing, re.compile(pattern, re.IGNORECASE)) for thing, pattern in _THINGS)

_CAUTION = re.compile(
    r"^avoid th(?:is|ese)\b|^be careful\b|^(?:do not|don['’]t) force\b|\bif you have [^.]*\b(?:problem|pain|injur)"
    r"|\bprevent (?:\w+ or )?(?:overstretching|injury)\b",
    re.IGNORECASE,
)
_ROLLING = re.compile(
    r"\bfoam roll(?:er)?\b|\b(?:muscle|foot) roller\b|\bpausing (?:at points|for [^.]* at points)", re.IGNORECASE
)
_MOVEMENT = re.compile(
    r"\bcirc(?:les?|ular|ling)\b|\bswing(?:ing)?\b|\bjump(?:ing)?\b|\brepetitions?\b|\brepeat the movement\b"
    r"|\balternating\b|\breverse direction\b|\bthen back down\b|\bwalking\b",
    re.IGNORECASE,
)
_LIMB = re.compile(r"\b(left|right) (arm|leg|hand|foot|knee|elbow|heel|toes?|hip|shoulder|side)\b", re.IGNORECASE)
_THEN_THE_OTHER = re.compile(r"\brepeat (?:with|on|for) (?:the|your) (?:left|right)\b", re.IGNORECASE)
_ONE_LIMB = re.compile(r"\b(?:one|a bent) (?:arm|leg|hand|foot|knee|ankle)\b|\byour leg\b", re.IGNORECASE)


def postures(sentences: Sequence[str], name: str = "") -> tuple[str, ...]:
    """Return the posture that the first sentences put the body into, or that the name tells; none where they do not."""
    for sentence in (*sentences[:2], name):
        meant = _NOT_MEANT.sub(" ", sentence)
        if _SIT_OR_STAND.search(meant):
            return ("seated", "standing")
        found = [(match.start(), posture) for posture, pattern in _POSTURE if (match := pattern.search(meant))]
        if found:
            return (min(found)[1],)
    return ()


def equipment(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the things that a text speaks of."""
    text = " ".join(sentences)
    return tuple(thing for thing, pattern in _THING if pattern.search(text))


def is_caution(sentence: str) -> bool:
    """Tell whether a sentence is a warning rather than an instruction."""
    return bool(_CAUTION.search(sentence))


def is_rolling(sentences: Sequence[str]) -> bool:
    """Tell whether a muscle is rolled over something, which is not held stretching."""
    return any(map(_ROLLING.search, sentences))


def is_movement(sentences: Sequence[str]) -> bool:
    """Tell whether a text speaks of going on rather than of holding still."""
    return any(map(_MOVEMENT.search, sentences))


def is_one_sided(sentences: Sequence[str]) -> bool:
    """Tell whether a text speaks of one limb, or of each side's limbs by their names, and of no change of sides.

    A movement in which left and right do the same in turn has both sides in it.
    """
    text = " ".join(sentences)
    if _THEN_THE_OTHER.search(text):
        return True
    limbs = {(side.lower(), limb.lower()) for side, limb in _LIMB.findall(text)}
    if is_movement(sentences) and any(("left", limb) in limbs and ("right", limb) in limbs for _, limb in limbs):
        return False
    return bool(limbs or _ONE_LIMB.search(text))
