"""Writes the examples of docs/reminders.md from the code that writes the entries, so that they are what is written.

Run it after an entry has changed: ``python docs/make_reminders.py``.
"""

import re
from pathlib import Path

from stretchtui.reminders import cron, launchd, systemd, windows
from stretchtui.reminders.reminder import changed
from stretchtui.reminders.scheduling import Job

PAGE = Path(__file__).with_name("reminders.md")

REMINDER = changed(None, every="2h", during="09:00-18:00", days="mon-fri")
JOB = Job(("/usr/bin/python3", "-P", "-m", "stretchtui", "remind", "now"))


def examples() -> dict[str, str]:
    """Return each example by its name in the page."""
    return {
        "the service": systemd.service(JOB),
        "the timer": systemd.timer(REMINDER),
        "the agent": launchd.property_list(REMINDER, JOB).expandtabs(2),
        "the task": windows.task(REMINDER, JOB),
        "the crontab": cron.block(REMINDER, JOB),
    }


def render() -> str:
    """Return the page with its examples as they are now."""
    page = PAGE.read_text(encoding="utf-8")
    for name, text in examples().items():
        pattern = rf"(<!-- {name} -->\n```\w*\n).*?(```\n)"
        page, count = re.subn(pattern, lambda found, text=text: found[1] + text + found[2], page, flags=re.DOTALL)
        if count != 1:
            raise SystemExit(f"{PAGE.name} has {count} examples that are marked {name}")
    return page


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
