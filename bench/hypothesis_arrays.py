"""Times hypothesis on one job: float32 arrays of rank 0 to 4 with sides of 1 to 8. Prints one line of JSON."""

import json
import sys
import time

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.extra import numpy as arrays
import numpy

count = int(sys.argv[1])
shapes = arrays.array_shapes(min_dims=0, max_dims=4, min_side=1, max_side=8)
seen = 0


@settings(
    max_examples=count,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(arrays.arrays(numpy.float32, shapes))
def run(array):
    global seen
    seen += 1


started = time.perf_counter()
run()
seconds = time.perf_counter() - started


def failing_after_shrinks():
    """Calls that a failing property over 5,000 elements takes, from its first failure on."""
    calls = 0
    failed = False

    @settings(max_examples=2000, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(arrays.arrays(numpy.float32, 5000, elements={"min_value": 0, "max_value": 100}))
    def check(array):
        nonlocal calls, failed
        calls += failed
        if not (array < 5).all():
            failed = True
            raise AssertionError

    try:
        check()
    except AssertionError:
        pass
    return calls


print(
    json.dumps(
        {
            "hypothesis": hypothesis.__version__,
            "numpy": numpy.__version__,
            "arrays": seen,
            "seconds": seconds,
            "shrinks": failing_after_shrinks(),
        }
    )
)
