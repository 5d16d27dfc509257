"""In a notebook pictures describe themselves and slow imports say so; elsewhere nothing changes."""

import subprocess
import sys

import nbformat
import pytest

from coursekit import notebook as prepared
from coursekit.execute import execute

WATCH = """
import IPython.display
said = []
class Handle:
    def display(self, data, **options): said.append(data["text/plain"])
    update = display
IPython.display.DisplayHandle = Handle
import coursekit
"""
PLOT = """
import matplotlib.pyplot as plt
figure, ax = plt.subplots()
ax.plot([0, 8], [0, 12])
_ = ax.set(xlim=(0, 8), ylim=(0, 12), xlabel="r / Å", ylabel="neighbours")
"""


@pytest.fixture(scope="module")
def run():
    """The outputs of cells, run one after the other in a fresh kernel."""
    cells = map(
        nbformat.v4.new_code_cell, [WATCH, "import sklearn.svm", "import sklearn", "said", PLOT]
    )
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    execute(notebook, timeout=120)
    return [cell.outputs for cell in notebook.cells]


def test_a_slow_import_says_so_once_and_then_is_silent(run):
    said = eval(run[3][0].data["text/plain"])
    assert said == ["Loading sklearn: some seconds, once in a notebook ...", ""]


def test_a_picture_carries_its_description(run):
    (shown,) = (output.data for output in run[4])
    assert shown["text/html"].startswith(
        '<img alt="Picture: r / Å from 0 to 8, neighbours from 0 to 12; 1 line." src="data:image/png'
    )


def test_outside_a_notebook_nothing_is_prepared():
    code = "import IPython, coursekit, sys; print('coursekit.notebook' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("False\n", "")
    assert prepared.prepare() is False


def test_what_is_loaded_already_is_not_announced():
    assert prepared.Announcer(("sys", "torch_that_is_not_there")).slow == [
        "torch_that_is_not_there"
    ]


def test_a_kernel_starts_without_a_warning(capfd):
    execute(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]))
    assert "WARNING" not in capfd.readouterr().err
