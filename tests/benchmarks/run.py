"""Every speed benchmark, one table.

Run it: `python tests/benchmarks/run.py [--quick] [name ...]`. A quarter of an hour; quick: three minutes. A name
chooses the benchmarks whose function contains it: soap, magpie, average_kernel, ...
"""

import bench_featurizers
import bench_kernels
import bench_ladder
import bench_neighbors
from side_by_side import main

BENCHMARKS = (
    *bench_featurizers.BENCHMARKS,
    *bench_neighbors.BENCHMARKS,
    *bench_kernels.BENCHMARKS,
    *bench_ladder.BENCHMARKS,
)

if __name__ == "__main__":
    main(BENCHMARKS, __doc__)
