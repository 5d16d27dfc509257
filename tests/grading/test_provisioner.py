"""nbgrader's own autograde, unchanged, runs its kernels in the sandbox."""

import json
import os

from nbgrader.apps import NbGraderAPI

from coursekit.grading.course import Course
from coursekit.grading.gradebook import make_config, quiet, read_marks, scripts_on_path
from coursekit.grading.kernels import provisioner

from .corpus.edit import RIGHT, answer, insert_before, read_release, store


def test_plain_autograde_in_the_sandbox(course, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", provisioner.NAME)
    monkeypatch.setattr(provisioner, "_shared", {})
    from jupyter_client.provisioning import KernelProvisionerFactory

    KernelProvisionerFactory.clear_instance()
    provisioner.register()
    look = f"import os; print(os.path.exists({str(course)!r}), os.getuid())"
    good = insert_before(answer(read_release(course), RIGHT), "why-question", look)
    store(course, "ada", good)
    config = make_config(Course.at(course), release_directory=str(tmp_path / "release"))
    try:
        with scripts_on_path(), quiet():
            api = NbGraderAPI(config=config)
            assert api.generate_assignment("exercises", force=True)["success"]
            result = api.autograde("exercises", "ada")
        assert result["success"], result
    finally:
        provisioner._shared["pool"].close()
        KernelProvisionerFactory.clear_instance()
    marks = read_marks(Course.at(course), "exercises")["ada"]["cells"]
    assert marks["1_mass/mean-hidden"]["score"] == 2
    graded = json.loads((course / "autograded/ada/exercises/1_mass.ipynb").read_text())
    texts = [o["text"] for c in graded["cells"] for o in c.get("outputs", []) if "text" in o]
    seen, user = "".join("".join(t) for t in texts).split()
    assert seen == "False"
    assert int(user) != 0 or os.getuid() == int(user)
