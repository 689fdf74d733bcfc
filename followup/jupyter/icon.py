"""An icon on the desktop that opens the workbook with a double click.

Not here: the plugin that fills the pages (labextension/).
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from followup.errors import FollowupError, writing_to

PAGE = "00-start-here.ipynb"


def _desktop_entry(python: str, page: Path) -> str:
    """For Linux: in a command quotation marks, dollars and the like are escaped, and once more all
    backslashes.
    """

    def quoted(path: str) -> str:
        escaped = re.sub(r'(["`$\\])', r"\\\1", path).replace("\\", "\\\\")
        return f'"{escaped.replace("%", "%%")}"'

    folder = str(page.parent).replace("\\", "\\\\")
    return (
        "[Desktop Entry]\nType=Application\nName=followup\nComment=What happens after an interview\n"
        f"Exec={quoted(python)} -m jupyterlab {quoted(str(page))}\nPath={folder}\n"
        "Terminal=true\nIcon=x-office-address-book\n"
    )


def _command(python: str, page: Path) -> str:
    """For macOS: a shell script."""
    folder, start, shown = map(shlex.quote, (str(page.parent), python, str(page)))
    return f"#!/bin/sh\ncd {folder} && exec {start} -m jupyterlab {shown}\n"


def _batch(python: str, page: Path) -> str:
    """For Windows: in UTF-8, whatever the names of the folders."""
    folder, start, shown = (str(one).replace("%", "%%") for one in (page.parent, python, page))
    lines = [
        "@echo off",
        "chcp 65001 >nul",
        f'cd /d "{folder}"',
        f'"{start}" -m jupyterlab "{shown}"',
        "",
    ]
    return "\r\n".join(lines)


ICONS: dict[str, tuple[str, Callable[[str, Path], str]]] = {
    "linux": ("followup.desktop", _desktop_entry), "darwin": ("followup.command", _command),
    "win32": ("followup.bat", _batch),
}  # fmt: skip


def put_icon(platform: str = sys.platform, desktop: Path | None = None) -> Path:
    """The file it puts on the desktop: it starts JupyterLab on the first notebook, by the Python
    and from the folder of now.
    """
    page = next((one for one in (Path(PAGE), Path("notebooks", PAGE)) if one.exists()), None)
    if page is None:
        raise FollowupError(f"{PAGE} does not lie here; press this in that notebook itself.")
    desktop = desktop or _desktop()
    if not desktop.is_dir():
        raise FollowupError(f"There is no desktop folder at {desktop}; nothing was written.")
    name, content = ICONS.get(platform, ICONS["linux"])
    icon = desktop / name
    with writing_to(icon):
        icon.write_bytes(content(sys.executable, page.resolve()).encode())
        icon.chmod(0o755)
    return icon


def _desktop() -> Path:
    """The folder of the desktop, also where it is called otherwise."""
    if shutil.which("xdg-user-dir"):
        told = subprocess.run(
            ["xdg-user-dir", "DESKTOP"], capture_output=True, text=True, check=False
        ).stdout.strip()
        if told and Path(told) != Path.home():
            return Path(told)
    one_drive = Path(os.environ.get("ONEDRIVE", "nowhere"), "Desktop")
    return one_drive if one_drive.is_dir() else Path.home() / "Desktop"
