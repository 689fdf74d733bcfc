"""What the kernel says to a page that does not listen for a while."""

from __future__ import annotations

import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

FORMS = """
import ipywidgets
from followup import ReflectionForm, open_workbook
book = open_workbook({file!r})
forms = [ReflectionForm(book) for _ in range(8)]
len(ipywidgets.widgets.widget._instances)
"""


def test_page_that_is_slow_misses_no_part_of_a_form(tmp_path: Path) -> None:
    """Whoever's laptop is busy would see half a form, and Busy for ever."""
    kernel, page = start_new_kernel()
    try:
        asked = page.execute(FORMS.format(file=str(tmp_path / "workbook.sqlite")))
        time.sleep(4)
        made, shown = 0, set()
        while True:
            said = page.get_iopub_msg(timeout=10)
            if said["parent_header"].get("msg_id") != asked:
                continue
            if said["msg_type"] == "comm_open":
                shown.add(said["content"]["comm_id"])
            elif said["msg_type"] == "execute_result":
                made = int(said["content"]["data"]["text/plain"])
            elif said["content"].get("execution_state") == "idle":
                break
    finally:
        page.stop_channels()
        kernel.shutdown_kernel(now=True)
    assert len(shown) == made > 5000
