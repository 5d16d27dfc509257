"""Seconds of CPU until something happens: an import, a command, the first crystal of each tier.

    python tests/benchmarks/bench_start.py

Each line is the smallest of five runs in a fresh interpreter, files of the system warm; in brackets
the limit we keep to, where there is one.
"""

import resource
import subprocess
import sys

STARTS = {
    "python itself": ("pass", None),
    "import coursekit": ("import coursekit", 0.3),
    "import coursekit.checks": ("import coursekit.checks", 0.3),
    "coursekit --help": ("from coursekit.cli import app; app(['--help'])", 0.5),
    "coursekit ladder --help": ("from coursekit.cli import app; app(['ladder', '--help'])", 0.5),
    "from coursekit.featurizers import SOAP": ("from coursekit.featurizers import SOAP", None),
    "first Magpie row": (
        "from coursekit.featurizers import MagpieStatistics as F\nF().fit_transform(['MgO'])",
        None,
    ),
    "first site-statistics row": (
        "from coursekit.featurizers import SiteStatisticsFingerprint as F\n"
        "from coursekit.structures import make_rocksalt\nF().fit_transform([make_rocksalt()])",
        None,
    ),
    "first SOAP vectors": (
        "from coursekit.featurizers import SOAP\n"
        "from coursekit.structures import make_rocksalt\n"
        "SOAP(r_cut=4.0).fit_transform([make_rocksalt()])",
        None,
    ),
}


def cpu_seconds(code):
    """CPU of a fresh interpreter that runs the code, s."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    """Measure and print."""
    for name, (code, limit) in STARTS.items():
        seconds = min(cpu_seconds(code) for _ in range(5))
        print(f"{name:42} {seconds:6.2f}" + (f"  (below {limit})" if limit else ""))


if __name__ == "__main__":
    main()
