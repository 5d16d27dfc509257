"""What each dependency of a plain install costs: megabytes on disk, and seconds to import.

    python tests/benchmarks/bench_install.py [--extra test] [--python PYTHON]

Makes an empty environment, installs the course into it, and prints two tables: the direct
dependencies with what only they bring along, and the largest packages.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COURSE = Path(__file__).parents[2]
IMPORTS = {
    "scikit-learn": "sklearn",
    "jupyterlab": "jupyterlab.labapp",
    "pymatgen": "pymatgen.core",
}
INSPECT = """
import json
from importlib.metadata import distributions
found = {}
for dist in distributions():
    files = [f.locate() for f in dist.files or () if ".." not in f.parts or "share" in f.parts]
    size = sum(f.stat().st_size for f in files if f.is_file())
    found[dist.name.lower().replace("_", "-").replace(".", "-")] = {
        "size": size, "needs": list(dist.requires or ())}
print(json.dumps(found))
"""
CLOCK = "import time; t = time.process_time(); import {}; print(time.process_time() - t)"


def install(folder, extra):
    """Install the course into an empty environment; gives its Python and the seconds it took."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    what = f"{COURSE}[{extra}]" if extra else str(COURSE)
    command = [python, "-m", "pip", "install", "-q", "-c", COURSE / "constraints.txt", "-e", what]
    begin = time.perf_counter()
    subprocess.run(command, check=True)
    return python, time.perf_counter() - begin


def read_packages(python):
    """Size and needs of every package, needs as a list of installed names."""
    out = subprocess.run([python, "-c", INSPECT], capture_output=True, text=True, check=True).stdout
    packages = json.loads(out)
    for about in packages.values():
        wanted = [line for line in about["needs"] if "extra ==" not in line]
        names = {re.match(r"[\w.-]+", line)[0].lower() for line in wanted}
        names = {re.sub(r"[_.]", "-", name) for name in names}
        about["needs"] = sorted(names & set(packages))
    return packages


def reach(packages, roots):
    """Everything that some packages bring along, themselves included."""
    seen, waiting = set(), list(roots)
    while waiting:
        name = waiting.pop()
        if name in packages and name not in seen:
            seen.add(name)
            waiting += packages[name]["needs"]
    return seen


def time_import(python, name):
    """Seconds of CPU to import a package in a fresh interpreter, the second time."""
    module = IMPORTS.get(name, name.replace("-", "_"))
    for _ in range(2):
        done = subprocess.run([python, "-c", CLOCK.format(module)], capture_output=True, text=True)
    return float(done.stdout) if done.returncode == 0 else float("nan")


def main():
    """Install, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--extra", default="", help="install with this extra")
    parser.add_argument("--python", type=Path, help="measure this environment, install nothing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        python, seconds = options.python, None
        if python is None:
            python, seconds = install(Path(folder) / "venv", options.extra)
        report(python, read_packages(python), seconds)


def report(python, packages, seconds):
    """Print the two tables."""
    direct, size = (
        packages["coursekit"]["needs"],
        lambda names: sum(packages[n]["size"] for n in names),
    )
    whole = reach(packages, ["coursekit"])
    took = f", installed in {seconds:.0f} s" if seconds else ""
    print(f"{len(packages)} packages, {size(packages) / 1e6:.0f} MB of files{took}\n")
    print(f"{'dependency':22} {'own MB':>7} {'only by it':>11} {'packages':>9} {'import s':>9}")
    rows = []
    for name in direct:
        alone = whole - reach(packages, [n for n in direct if n != name]) - {"coursekit"}
        rows.append((size(alone) / 1e6, name, packages[name]["size"] / 1e6, len(alone)))
    for alone, name, own, count in sorted(rows, reverse=True):
        print(f"{name:22} {own:7.1f} {alone:11.1f} {count:9} {time_import(python, name):9.2f}")
    print(f"\n{'largest':22} {'MB':>7}  needed by")
    for name in sorted(packages, key=lambda n: -packages[n]["size"])[:25]:
        by = [d for d in direct if name in reach(packages, [d])]
        print(f"{name:22} {packages[name]['size'] / 1e6:7.1f}  {', '.join(by[:6])}")


if __name__ == "__main__":
    main()
