"""Time the grader beside nbgrader's own serial autograde, on the same submissions, in one run.

python tests/benchmarks/bench_grading.py --students 30 --imports materials --plain 30
python tests/benchmarks/bench_grading.py --students 300 --plain 5
python tests/benchmarks/bench_grading.py --students 30 --plain 30 --course afternoon
"""

import argparse
import json
import re
import resource
import shutil
import statistics
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from coursekit.grading.builder import build
from coursekit.grading.course import Course
from coursekit.grading.gradebook import make_config, quiet, read_marks, scripts_on_path
from coursekit.grading.kernels.backends import find_backend
from coursekit.grading.kernels.limits import Limits
from coursekit.grading.kernels.pool import KernelPool
from coursekit.grading.kernels.runner import NotebookRun
from coursekit.grading.run import grade
from tests.grading.corpus.edit import RIGHT, answer, read_release, store

COURSE = Path(__file__).parents[2]
TRAINING = re.compile(r"make_folds\(|errorbar\(")
IMPORTS = {
    "numpy": "",
    "materials": (
        "import pandas\nimport matplotlib.pyplot as plt\nimport pymatgen.core\n"
        "import matminer.featurizers.composition\nimport sklearn.kernel_ridge\n"
        "from dscribe.descriptors import SOAP\n"
    ),
}


def main():
    """Run the measurements and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--plain", type=int, default=5, help="how many nbgrader grades as well")
    parser.add_argument("--imports", choices=sorted(IMPORTS), default="numpy")
    parser.add_argument("--jobs", type=int, default=None)
    parser.add_argument(
        "--course",
        choices=("fixture", "afternoon"),
        default="fixture",
        help="afternoon: the course's own exercise, without the cells that only train a model",
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        root = Path(folder) / "course"
        if arguments.course == "afternoon":
            students = prepare_afternoon(root, arguments.students)
        else:
            students = prepare(root, arguments.students, arguments.imports)
        found = time_ours(root, arguments.jobs)
        found |= time_plain(root, students[: arguments.plain], Path(folder) / "plain")
        found["speed_up"] = round(found["plain_s_each"] / found["ours_s_each"], 1)
        found |= time_sandbox() | measure_flood()
    print(json.dumps(found, indent=1))


def prepare(root, count, imports):
    """Make a course and honest submissions: right everywhere, or untouched in one answer."""
    shutil.copytree(Path(__file__).parents[1] / "grading" / "course", root)
    for script in (root / "solutions" / "exercises").glob("*.py"):
        text = script.read_text()
        script.write_text(
            text.replace("import numpy as np\n", "import numpy as np\n" + IMPORTS[imports])
        )
    build(root)
    release, students = read_release(root), []
    for n in range(count):
        answers = {k: f"# {n}\n{v}" for k, v in RIGHT.items()}
        if n % 3 == 1:
            answers.pop("mean")
        students.append(f"student{n:04d}")
        store(root, students[-1], answer(release, answers))
    return students


def prepare_afternoon(root, count):
    """Make the afternoon's exercise, and submissions in the styles that the fairness tests hold."""
    folder = root / "solutions" / "exercises"
    folder.mkdir(parents=True)
    right = {}
    for script in sorted((COURSE / "solutions" / "exercises").glob("*.py")):
        answers = f"answers_{script.stem[0]}"
        if not (COURSE / "tests" / "exercises" / f"{answers}.py").is_file():
            continue  # nobody has written it in other styles yet
        (folder / script.name).write_text(without_training(script.read_text()))
        right |= import_module(f"tests.exercises.{answers}").RIGHT
    build(root)
    release = {
        p.stem: json.loads(p.read_text()) for p in sorted((root / "exercises").glob("*.ipynb"))
    }
    students = []
    for n in range(count):
        answers = {step: f"# {n}\n{styles[n % len(styles)]}" for step, styles in right.items()}
        if n % 3 == 1:
            answers.pop(sorted(answers)[n % len(answers)])
        students.append(f"student{n:04d}")
        store(root, students[-1], answer(release, answers))
    return students


def without_training(script):
    """Empty the cells that show what a trained model does; no step needs them."""
    cells = script.split("# %%")
    return "# %%".join(
        " \npass\n\n" if cell[:1] in "\n" and TRAINING.search(cell) else cell for cell in cells
    )


def time_ours(root, jobs):
    """Time our grader, everything included."""
    begin = time.perf_counter()
    result = grade("exercises", root=root, jobs=jobs, progress=False)
    seconds = time.perf_counter() - begin
    runs = [sum(n["seconds"] for n in line.notebooks.values()) for line in result.lines]
    return {
        "submissions": len(result.lines),
        "ours_s": round(seconds, 1),
        "ours_s_each": round(seconds / len(result.lines), 3),
        "ours_run_median_s": round(statistics.median(runs), 3),
        "grader_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "exit_status": result.exit_status,
    }


def time_plain(root, students, other):
    """Time nbgrader alone and compare the scores of every test cell."""
    from nbgrader.apps import NbGraderAPI

    skipped = shutil.ignore_patterns("autograded", "grading", "*.db")
    shutil.copytree(root, other, ignore=skipped)
    config = make_config(Course.at(other), release_directory=str(other / "release"))
    config.Execute.timeout = 120
    with scripts_on_path(), quiet():
        api = NbGraderAPI(config=config)
        api.generate_assignment("exercises", force=True)
        times = []
        for student in students:
            begin = time.perf_counter()
            assert api.autograde("exercises", student)["success"]
            times.append(time.perf_counter() - begin)
    ours, plain = (read_marks(Course.at(place), "exercises") for place in (root, other))
    same = all(
        ours[s]["cells"][name]["score"] == cell["score"]
        for s in students
        for name, cell in plain[s]["cells"].items()
    )
    return {
        "plain_submissions": len(students),
        "plain_s_each": round(statistics.mean(times), 3),
        "plain_median_s": round(statistics.median(times), 3),
        "grades_identical": same,
    }


def time_sandbox(count=40):
    """Time a notebook of one cell in the sandbox and in plain forked kernels."""
    found = {}
    for name in ("bubblewrap", "unsafe"):
        with KernelPool(find_backend(name), modules=["numpy"]) as pool:
            times = []
            for _ in range(count):
                begin = time.perf_counter()
                NotebookRun(pool, Limits()).run([{"id": "a", "source": "x = 1"}])
                times.append(time.perf_counter() - begin)
            found[f"{name}_s"] = round(statistics.median(times), 4)
    found["sandbox_ms"] = round(1000 * (found["bubblewrap_s"] - found["unsafe_s"]), 1)
    return found


def measure_flood():
    """Run a cell that writes 200 MB and measure what is kept."""
    source = "for n in range(200): print('x' * 1_000_000)"
    with KernelPool(find_backend("bubblewrap")) as pool:
        begin = time.perf_counter()
        result = NotebookRun(pool, Limits()).run([{"id": "a", "source": source}])
    return {
        "flood_s": round(time.perf_counter() - begin, 2),
        "flood_kept_mb": round(len(json.dumps(result)) / 1e6, 3),
        "peak_mb_after_flood": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    main()
