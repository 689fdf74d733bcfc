"""An icon on the desktop that opens the workbook with a double click.

Not here: the plugin that fills the pages (labextension/).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from followup.errors import FollowupError, writing_to

LINUX = """[Desktop Entry]
Type=Application
Name=followup
Comment=What happens after an interview
Exec="{python}" -m jupyterlab "{page}"
Path={folder}
Terminal=true
Icon=x-office-address-book
"""
MAC = '#!/bin/sh\ncd "{folder}" && exec "{python}" -m jupyterlab "{page}"\n'
WINDOWS = '@echo off\r\ncd /d "{folder}"\r\n"{python}" -m jupyterlab "{page}"\r\n'


def put_icon(platform: str = sys.platform, desktop: Path | None = None) -> Path:
    """The file it puts on the desktop: it starts JupyterLab on the first notebook, by the Python
    and from the folder of now.
    """
    page = (
        next(folder for folder in (Path.cwd(), Path.cwd() / "notebooks") if folder.exists())
        / "00-start-here.ipynb"
    )
    name, text = {"darwin": ("followup.command", MAC), "win32": ("followup.bat", WINDOWS)}.get(
        platform, ("followup.desktop", LINUX)
    )
    desktop = desktop or _desktop()
    if not desktop.is_dir():
        raise FollowupError(f"There is no desktop folder at {desktop}; nothing was written.")
    icon = desktop / name
    with writing_to(icon):
        icon.write_bytes(text.format(python=sys.executable, page=page, folder=page.parent).encode())
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
