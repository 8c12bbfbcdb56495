"""What would make screens look otherwise than in the snapshots is taken away before Textual is imported."""

import os

for _name in [name for name in os.environ if name == "NO_COLOR" or name.startswith("TEXTUAL")]:
    del os.environ[_name]

from app import idle  # noqa: E402

idle.use_in_pilots()
