"""Commands and options complete themselves in a shell."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("coursekit la", {"lab", "ladder"}), ("coursekit doctor --j", {"--json"})],
)
def test_bash(typed, offered):
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}
    environment = os.environ | words | {"_COURSEKIT_COMPLETE": "complete_bash"}
    code = "from coursekit.cli import app; app(prog_name='coursekit')"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert set(done.stdout.split()) == offered
