"""nbgrader's settings for this course: safe defaults, also for its own commands and Formgrader."""

from coursekit.grading.autograde import protect_marks

c = get_config()  # noqa: F821  (put here by traitlets, which reads this file)

# Hand-written solutions are scripts under solutions/; releases land in lectures/ and exercises/.
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "."
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "*.py",  # a percent script is the whole solution
]

# A page that Formgrader shows holds what a student wrote: no scripts.
c.HTMLExporter.sanitize_html = True

# A deleted test or answer comes back, instead of needing a grade by hand for ever.
c.OverwriteCells.add_missing_cells = True

# Kernels get a key of their own; without it they warn of eavesdroppers.
c.KernelManager.transport_encryption = "auto"

# A warning in a right answer costs nothing, neither in Validate nor in autograde.
c.Execute.timeout = 60
c.Execute.extra_arguments = [
    "--HistoryManager.hist_file=:memory:",
    "--IPKernelApp.exec_lines=import warnings; warnings.simplefilter('ignore')",
]

# Autograde, also Formgrader's button, stops before it replaces marks that `coursekit grade` verified.
protect_marks()
