"""Which files of a submission are kept, how many, and under which names."""

from coursekit.grading.naming import clean_path, clean_text, normal
from coursekit.grading.reading import without_outputs
from coursekit.grading.repairs import Repair
from coursekit.grading.wrappings import read_script

NOTEBOOK_ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json", ".txt")
ALLOWED = (
    ".ipynb", ".txt", ".json", ".md", ".csv", ".tsv", ".dat", ".cif", ".vasp", ".poscar", ".xyz",
    ".extxyz", ".png", ".jpg", ".jpeg", ".gif", ".pdf", ".npy", ".xlsx", ".html", ".htm", ".docx", ".odt",
)  # fmt: skip
MAX_FILES = 60
MAX_FILE = 50_000_000
MAX_TOTAL = 150_000_000
MAX_NOTEBOOK = 500_000_000
_SKIPPED = (
    ".ipynb_checkpoints", "__pycache__", "__MACOSX", ".git", ".DS_Store", "Thumbs.db", "desktop.ini",
)  # fmt: skip


class FileKeeper:
    """Keeps files that may be kept, and notes why others are not."""

    def __init__(self):
        self.files = {}
        self.repairs = []
        self.total = 0
        self.is_full = False

    def refuse(self, name, kind, text):
        """Note a file that is left out."""
        if len(self.repairs) < 200:
            self.repairs.append(Repair(kind, clean_text(name), text))

    def accepts(self, name, size):
        """Tell whether a file may be kept; note why not."""
        if is_large_notebook(name, size):
            # Its outputs are left out before it is kept.
            size = min(size, MAX_FILE)
        if not name.lower().endswith(ALLOWED) and not may_be_notebook(name):
            self.refuse(name, "file-left-out", "files of this kind are not graded")
        elif size > MAX_FILE:
            self.refuse(name, "too-large", f"{size} bytes; {MAX_FILE} are allowed")
        elif self._has_enough(name):
            # Said once: a folder of pictures is one thing to know, not seven hundred.
            if not self.is_full:
                text = f"more than {MAX_FILES} files; this one and others were left out"
                self.refuse(name, "too-many", text)
            self.is_full = True
        elif self.total + size > MAX_TOTAL:
            self.refuse(name, "too-large", f"more than {MAX_TOTAL} bytes in all")
        else:
            return True
        return False

    def _has_enough(self, name):
        # Pictures and tables leave room for notebooks, which are what is graded.
        is_notebook = name.lower().endswith(".ipynb")
        return sum(n.lower().endswith(".ipynb") == is_notebook for n in self.files) >= MAX_FILES

    def keep(self, name, content):
        """Keep a file, under a name that every system can store."""
        if is_large_notebook(name, len(content)):
            content = without_outputs(content, MAX_FILE)
            if content is None:
                self.refuse(name, "too-large", f"more than {MAX_FILE} bytes without its outputs")
                return
            self.refuse(name, "outputs-left-out", "it is very large and was read without outputs")
        if name.lower().endswith(".py") and not read_script(content.decode("utf-8", "replace")):
            self.refuse(name, "file-left-out", "it is a program and no notebook")
            return
        clean = clean_path(name)
        if clean != normal(name):
            self.refuse(name, "name-changed", f"its name was changed to {clean}")
        if self._is_in_the_way(clean):
            self.refuse(name, "same-name", "a file and a folder have one name; this was left out")
            return
        while clean in self.files and self.files[clean] != content:
            stem, dot, ending = clean.rpartition(".")
            clean = f"{stem} (2){dot}{ending}"
            self.refuse(name, "same-name", f"there are several; this one was kept as {clean}")
        self.files[clean] = content
        self.total += len(content)

    def _is_in_the_way(self, clean):
        above = {clean[:n] for n, sign in enumerate(clean) if sign == "/"}
        return bool(above & set(self.files)) or any(n.startswith(f"{clean}/") for n in self.files)


def is_large_notebook(name, size):
    """Tell whether a file is a notebook that is read without its outputs."""
    return name.lower().endswith(".ipynb") and MAX_FILE < size <= MAX_NOTEBOOK


def may_be_notebook(name):
    """Tell whether a file may be a notebook by its name: also a script, a backup, half a download."""
    base = name.lower().rsplit("/", 1)[-1]
    return base.endswith((*NOTEBOOK_ENDINGS, ".py")) or ".ipynb" in base or "." not in base


def is_litter(parts):
    """Tell whether a path is what systems leave behind: resource forks, caches, thumbnails."""
    return any(part in _SKIPPED or part.startswith("._") for part in parts)
