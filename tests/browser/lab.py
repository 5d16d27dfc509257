"""A JupyterLab of its own and a browser that may not leave this machine."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import time

import nbformat

from coursekit.grading.scripts import read_script, write_notebook
from coursekit.lab import lab_command

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NEAR = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:")
_PATIENT = """
const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = milliseconds => timeout(100 * milliseconds);
"""  # anywidget gives a widget up after two seconds; a busy machine takes longer
WAIT = 480_000  # ms; a cold start on a slow and busy machine


@contextlib.contextmanager
def serve(folder, *, theme="JupyterLab Light"):
    """Start the course's JupyterLab in a folder with `lectures`; gives its address."""
    home = folder / "home"
    names = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    places = {name: str(home / name.lower()) for name in names}
    places["OMP_NUM_THREADS"] = "1"  # browser and kernel share the cores
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": theme}))
    options = [
        "--allow-root",
        "--IdentityProvider.token=",
        f"--LabApp.user_settings_dir={home / 'settings'}",
        "--LabApp.expose_app_in_browser=True",
    ]
    first = min((folder / "lectures").glob("*.ipynb")).stem
    command = lab_command(folder, notebook=first, browser=False, extra=options)
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=os.environ | places, stdout=log, stderr=log)
    try:
        yield _wait_for_address(server, home / "jupyter_runtime_dir", folder / "log")
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for_address(server, folder, log):
    for _ in range(900):
        for path in folder.glob("jpserver-*.json"):
            text = path.read_text()
            if text:
                return json.loads(text)["url"]
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(log.read_text())


def put_notebook(script, folder, *, choose=None):
    """Build the solution of a lecture, or the cells chosen from it, into the folder's lectures."""
    notebook = nbformat.reads(write_notebook(read_script(script)), as_version=4)
    if choose:
        notebook.cells = choose(notebook.cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    (folder / "lectures").mkdir(exist_ok=True)
    nbformat.write(notebook, folder / "lectures" / f"{script.stem}.ipynb")


@contextlib.contextmanager
def browse():
    """A Chromium; None where there is none."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield browser
        browser.close()


class Visit:
    """A page that shows one notebook; what it asked of others and complained of is kept."""

    def __init__(self, browser, address, *, height=1000):
        self.outside, self.complaints = [], []
        self.address = address
        self.page = browser.new_page(viewport={"width": 1280, "height": height})
        self.page.set_default_timeout(WAIT)
        self.page.add_init_script(_PATIENT)
        self.page.route("**/*", self._only_near)
        self.page.on("websocket", lambda socket: self._note(socket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _only_near(self, route):
        if self._note(route.request.url):
            route.continue_()
        else:
            route.abort()

    def _note(self, url):
        near = bool(NEAR.match(url))
        if not near:
            self.outside.append(url)
        return near

    def open(self, name):
        """Open a lecture and wait for its kernel."""
        self.page.goto(f"{self.address}lab/tree/lectures/{name}.ipynb?reset")
        self.page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
        self.page.get_by_text("| Idle").first.wait_for()

    def run_all(self):
        """Run all cells; gives the cells as they then are."""
        return self.page.evaluate(
            """async () => {
                const app = window.jupyterapp;
                await app.commands.execute('runmenu:run-all');
                return app.shell.currentWidget.content.model.toJSON().cells;
            }"""
        )

    def scroll_to(self, cell):
        """Bring a cell into view."""
        self.page.evaluate(
            "n => window.jupyterapp.shell.currentWidget.content.scrollToItem(n, 'start')", cell
        )

    def app(self, number):
        """The output with this app, the first being 0."""
        return self.page.locator(".jp-OutputArea-output:has(.coursekit-canvas)").nth(number)

    def close(self):
        """Leave, and stop the kernel."""
        self.page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")
        self.page.close()


def drawn(app):
    """How often the figure of an app has been drawn."""
    return int(app.locator(".coursekit-canvas").get_attribute("data-drawn") or 0)


def wait_until(condition, what, *, seconds=WAIT / 1000):
    """Wait for something that the page does by itself."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.1)
