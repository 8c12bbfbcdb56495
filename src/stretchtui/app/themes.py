"""The program's own themes, and the colours of the phases in anybody else's."""

from collections.abc import Mapping

from textual.theme import Theme

from stretchtui.app.picture import Mood

DEFAULT_THEME = "stretch-dark"


_GROUNDS = ("background", "foreground")
# What Textual's own styles ask of a theme of this sort.
_ANSI = {
    **{f"ansi-{ground}": "ansi_default" for ground in _GROUNDS},
    "border-blurred": "ansi_default",
    **{
        f"{part}-{ground}": "ansi_default"
        for part in ("block-cursor", "input-cursor")
        for ground in ("background", "foreground")
    },
    "block-cursor-text-style": "reverse",
    "input-cursor-text-style": "reverse",
    **{f"{part}-background": "ansi_cyan" for part in ("input-selection", "screen-selection")},
    **{f"{part}-foreground": "ansi_black" for part in ("input-selection", "screen-selection")},
}

PLAIN_THEME = "terminal"
"""The theme that uses the terminal's own colours; without colours, it is the one that counts."""


def _theme(
    name: str, colours: Mapping[str, str], phases: Mapping[Mood, str], *, dark: bool, ansi: bool = False
) -> Theme:
    variables = {f"phase-{mood.value}": colour for mood, colour in phases.items()}
    variables |= {name: colours[name] for name in ("quiet", "faint", "muscle")}
    if ansi:
        variables |= _ANSI
    return Theme(
        name=name,
        primary=phases[Mood.REST],
        secondary=phases[Mood.COOL_DOWN],
        success=phases[Mood.HOLD],
        warning=phases[Mood.GAP],
        accent=phases[Mood.WARM_UP],
        error=colours["error"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        dark=dark,
        ansi=ansi,
        variables=variables,
    )


THEMES = (
    _theme(
        "stretch-dark",
        {
            "background": "#14171a",
            "surface": "#1b1f23",
            "panel": "#252a30",
            "foreground": "#e6e3dc",
            "quiet": "#a4a8a9",
            "faint": "#4b5258",
            "muscle": "#f2936b",
            "error": "#f0857d",
        },
        {
            Mood.WARM_UP: "#f0a878",
            Mood.HOLD: "#7fd6b0",
            Mood.COOL_DOWN: "#b7a7f2",
            Mood.GAP: "#e9cd7c",
            Mood.REST: "#82b7ea",
            Mood.PAUSED: "#b6babb",
            Mood.ENDED: "#7fd6b0",
        },
        dark=True,
    ),
    _theme(
        "stretch-light",
        {
            "background": "#f7f4ee",
            "surface": "#efebe2",
            "panel": "#e3ded3",
            "foreground": "#24282b",
            "quiet": "#5c6265",
            "faint": "#bdb9b0",
            "muscle": "#c2410c",
            "error": "#b3261e",
        },
        {
            Mood.WARM_UP: "#a8480f",
            Mood.HOLD: "#0f6b4d",
            Mood.COOL_DOWN: "#5a45b0",
            Mood.GAP: "#7d5a00",
            Mood.REST: "#1d5c9c",
            Mood.PAUSED: "#5c6265",
            Mood.ENDED: "#0f6b4d",
        },
        dark=False,
    ),
    _theme(
        "stretch-contrast",
        {
            "background": "#000000",
            "surface": "#000000",
            "panel": "#1c1c1c",
            "foreground": "#ffffff",
            "quiet": "#e4e4e4",
            "faint": "#808080",
            "muscle": "#ff9a5c",
            "error": "#ff8f8f",
        },
        {
            Mood.WARM_UP: "#ffb070",
            Mood.HOLD: "#5dffb4",
            Mood.COOL_DOWN: "#d0c0ff",
            Mood.GAP: "#ffe34d",
            Mood.REST: "#86d0ff",
            Mood.PAUSED: "#ffffff",
            Mood.ENDED: "#5dffb4",
        },
        dark=True,
    ),
    # Yellow cannot be read on most light terminals, and blue not on many dark ones. So these use neither, and texts
    # are in the terminal's own colour: they are told apart by bold and reverse.
    _theme(
        PLAIN_THEME,
        {
            "background": "ansi_default",
            "surface": "ansi_default",
            "panel": "ansi_default",
            "foreground": "ansi_default",
            "quiet": "ansi_default",
            "faint": "ansi_default",
            "error": "ansi_red",
            "muscle": "ansi_red",
        },
        {
            Mood.WARM_UP: "ansi_magenta",
            Mood.HOLD: "ansi_green",
            Mood.COOL_DOWN: "ansi_magenta",
            Mood.GAP: "ansi_default",
            Mood.REST: "ansi_cyan",
            Mood.PAUSED: "ansi_default",
            Mood.ENDED: "ansi_green",
        },
        dark=True,
        ansi=True,
    ),
)
"""Dark, light, one with the strongest contrasts, and the terminal's own."""

_BORROWED = {
    f"phase-{Mood.WARM_UP.value}": "text-accent",
    f"phase-{Mood.HOLD.value}": "text-success",
    f"phase-{Mood.COOL_DOWN.value}": "text-secondary",
    f"phase-{Mood.GAP.value}": "text-warning",
    f"phase-{Mood.REST.value}": "text-primary",
    f"phase-{Mood.PAUSED.value}": "foreground-muted",
    f"phase-{Mood.ENDED.value}": "text-success",
    "quiet": "foreground-muted",
    "faint": "foreground-disabled",
    "muscle": "text-accent",
}


def with_phases(variables: dict[str, str]) -> dict[str, str]:
    """Return a theme's variables with those of the phases, taken from its own palette where it has none."""
    borrowed = {name: variables.get(source, variables["foreground"]) for name, source in _BORROWED.items()}
    return borrowed | variables
