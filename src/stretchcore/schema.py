"""The one table of what routine and exercise files may hold.

Everything that reads these files, completes them or documents them reads this table. A key's meaning stands beside it.
"""

from stretchcore.fields import Choice, Clock, Count, HoldTime, Id, Number, Text, Time, Version
from stretchcore.tables import BREATH_PART, BreathTable, ById, Drawing, Key, ListOr, Many, Pair, Table
from stretchcore.text import MAX_NAME_CELLS
from stretchcore.words import MUSCLES, POSTURES, WEEKDAYS, Breath, ExerciseKind, Sides

FORMAT = 1
"""The version of the file format that this program writes, and the newest that it reads."""

MAX_REPS, MAX_SETS, MAX_REPEAT, MAX_NESTING = 1_000, 100, 100, 8
MAX_PHASES, MAX_PLAN_MS = 100_000, 24 * 3_600_000

TRUNK = ("head", "nose", "neck", "mid", "hip")
LIMBS = ("shoulder", "elbow", "hand", "knee", "ankle", "toe")
VIEWS = ("side", "front", "back", "above")
_LIMB_PARTS = ("upper arm", "forearm", "thigh", "shank", "foot")
PARTS = ("neck", "spine", *(f"{side} {part}" for side in ("near", "far") for part in _LIMB_PARTS))
PROPS = ("floor", "chair", "wall", "door frame", "cushion")

_NAME = Text(MAX_NAME_CELLS)
_TEXTS = Many(Text(), most=50)
_MUSCLES = Many(
    Choice(
        MUSCLES,
        {
            "abs": "abdominals",
            "back": "lower back",
            "core": "abdominals",
            "piriformis": "glutes",
            "upper back": "middle back",
        },
    ),
    most=len(MUSCLES),
    unique=True,
)
_GAP = Time(zero=True)

BREATH = BreathTable(
    Table(
        "a breath",
        Key("in", BREATH_PART, "How long one breathes in.", required=True),
        Key("out", BREATH_PART, "How long one breathes out.", required=True),
        example='{ in = "4s", out = "6s" }',
    )
)

TIMING = (
    Key("prepare", _GAP, "Time to get into position before the exercise; 0s for none."),
    Key("next_rep", _GAP, "Time to release between two reps; 0s for none."),
    Key("switch_side", _GAP, "Time to change sides; 0s for none."),
    Key("rest", _GAP, "Rest between sets; 0s for none."),
    Key("breath", BREATH, 'The length of one breath, as in { in = "4s", out = "6s" }.'),
)

_POINT = Pair(Number(-50, 150), Number(-50, 110))
_LIMB_TABLE = Table(
    "the joints of one side",
    *(Key(joint, _POINT, f"Where the {joint} is.") for joint in LIMBS),
    example="{ knee = [x, y], … }",
)
_FIGURE = Table(
    "a figure",
    Key("view", Choice(VIEWS), "From where the body is seen."),
    Key("faces", Choice(("left", "right", "up", "down")), "Where the chest points, seen from the side."),
    *(Key(joint, _POINT, f"Where the {joint} is, on a mat 100 wide and 60 high, y up.") for joint in TRUNK),
    Key("near", _LIMB_TABLE, "The joints of the limbs nearer to the eye."),
    Key("far", _LIMB_TABLE, "The joints of the limbs farther from the eye."),
    Key("props", Many(Choice(PROPS), most=10), "What stands beside the body."),
    Key(
        "foreshortened",
        Many(Choice(PARTS), most=len(PARTS), unique=True),
        "Parts that are drawn shorter since they point at the eye.",
    ),
    example="{ head = [x, y], … }",
)

FIGURE = Drawing(_FIGURE)

POSITION = Table(
    "a position",
    Key("id", Id(), "The position's id, by which a step can set its hold.", required=True),
    Key("name", _NAME, "What the position is called."),
    Key("hold", HoldTime(), 'How long it is held: a time, a range, or "open".'),
    Key("breath", Choice(tuple(Breath)), "What the breath does in it."),
    Key("figure", FIGURE, "The drawn body."),
    example='{ id = "up", hold = "5s" }',
)

_REPS = ListOr(Many(Count(MAX_REPS), most=MAX_SETS, least=1), Count(MAX_REPS))

DOSE = (
    Key("hold", HoldTime(), 'How long every position is held: a time, a range, or "open".'),
    Key("reps", _REPS, "Repetitions for each side: a count, a range, or a list with one entry a set."),
    Key("sets", Count(MAX_SETS), "Groups of reps."),
    Key("pace", Choice(("self",)), '"self": reps at your own pace, one open phase for each set and side.'),
    Key("estimate", Time(), "What an open phase counts for in totals."),
    Key("sides", Choice(tuple(Sides), {"both": "each"}), "How the two sides are treated; reps are for each side."),
)

FACTS = (
    Key(
        "posture",
        Many(
            Choice(POSTURES, {"all fours": "hands and knees", "lying": "supine", "sitting": "seated"}),
            most=len(POSTURES),
            single=True,
            unique=True,
        ),
        "The posture that it starts from.",
    ),
    Key("targets", _MUSCLES, "The muscles that it is for."),
    Key("secondary", _MUSCLES, "Muscles that it reaches too."),
    Key("instructions", _TEXTS, "What to do, in short sentences."),
    Key("cautions", _TEXTS, "When to take care, or leave it out."),
    Key("equipment", Many(_NAME, most=20), "What it needs."),
    Key(
        "kind",
        Choice(tuple(ExerciseKind), {"stretch": "static", "hold": "static"}),
        "Only static holds count as stretching dose.",
    ),
    Key("easier", Many(Id(), most=20, unique=True), "Ids of gentler exercises, the nearest first."),
    Key("source", Text(), "Where the dose comes from."),
)

START = Table(
    "a start",
    Key("figure", FIGURE, "The shape that a rep leaves and returns to.", required=True),
    example="{ figure = … }",
)

_FORMAT = Key("format", Version(FORMAT), "The version of the file format.")

EXERCISE = Table(
    "an exercise",
    _FORMAT,
    Key("name", _NAME, "What the exercise is called.", required=True),
    *FACTS,
    *DOSE,
    *TIMING,
    Key("start", START, "The shape that a rep leaves and returns to."),
    Key("positions", Many(POSITION, most=20, least=1), "The shapes of one rep, in their order.", required=True),
)

SIDE_DOSE = Table(
    "the dose of one side",
    Key("hold", HoldTime(), "How long this side holds every position."),
    Key("reps", _REPS, "Repetitions of this side."),
    any_of=("hold", "reps"),
    example='{ hold = "30s", reps = 4 }',
)

STEP = Table("a step", any_of=("exercise", "name", "rest", "repeat", "steps"), example='{ exercise = "cat-cow" }')
STEP.extend(
    Key("exercise", Id(), "The id of an exercise of the library; every other key overrides the exercise's own."),
    Key("name", _NAME, "The name of an exercise of this routine alone, or another name for the library's."),
    *FACTS,
    *DOSE,
    Key("left", SIDE_DOSE, "The dose of the left side where it is another one."),
    Key("right", SIDE_DOSE, "The dose of the right side where it is another one."),
    *TIMING,
    Key("start", START, "The shape that a rep leaves and returns to."),
    Key(
        "positions",
        ListOr(Many(POSITION, most=20, least=1), ById(HoldTime(), example='{ arch = "5s", round = "5s" }')),
        "Holds by position id; for an exercise of this routine alone, its positions.",
    ),
    Key("repeat", Count(MAX_REPEAT), "Makes a block: how often its steps are done."),
    Key("steps", Many(STEP, most=10_000, least=1), "The steps of a block."),
)

_STEPS = Many(STEP, most=10_000)

ROUTINE = Table(
    "a routine",
    _FORMAT,
    Key("name", _NAME, "What the routine is called.", required=True),
    Key("summary", Text(), "What it is for, in one sentence."),
    Key("tags", Many(_NAME, most=20, unique=True), "Words to find it by."),
    Key("source", Text(), "Where its doses come from."),
    Key(
        "defaults",
        Table("a table of defaults", *TIMING, example="[defaults] above its keys"),
        "Figures that any step may override.",
    ),
    Key(
        "schedule",
        Table(
            "a schedule",
            Key("days", Many(Choice(WEEKDAYS), most=7, unique=True), "The days on which it is meant to be done."),
            Key("at", Many(Clock(), most=24, unique=True), "The times of day."),
            example='{ days = ["mon"], at = ["07:30"] }',
        ),
        "When it is meant to be done.",
    ),
    Key("warm_up", _STEPS, "The steps that warm up."),
    Key("steps", _STEPS, "The steps of the main section."),
    Key("cool_down", _STEPS, "The steps that come down gently."),
)
