"""Times what jaxtyping with beartype adds to a function of three arrays: one JSON line, nanoseconds a call.

The function and its shapes are those of shape-check.ts; the arrays are NumPy's, whose shapes are the cheapest to read.
"""

import json
import statistics
import time

import beartype
import jaxtyping
import numpy as np
from beartype import beartype as typechecker
from jaxtyping import Float32, jaxtyped

Array = np.ndarray


def bare(images, boxes, labels):
    return labels


@jaxtyped(typechecker=typechecker)
def checked(
    images: Float32[Array, "batch height width 3"],
    boxes: Float32[Array, "batch n 4"],
    labels: Float32[Array, "batch n"],
) -> Float32[Array, "batch n"]:
    return labels


def time_calls(function, arguments, calls):
    start = time.perf_counter_ns()
    for _ in range(calls):
        function(*arguments)
    return (time.perf_counter_ns() - start) / calls


def main():
    shapes = [(2, 32, 32, 3), (2, 5, 4), (2, 5)]
    arguments = [np.zeros(shape, np.float32) for shape in shapes]
    try:  # the check must be on, or there is nothing to time
        checked(arguments[0], arguments[1], np.zeros((2, 6), np.float32))
        raise SystemExit("jaxtyping let a wrong shape through")
    except jaxtyping.TypeCheckError:
        pass
    time_calls(checked, arguments, 2_000)
    overheads = [
        time_calls(checked, arguments, 1_000) - time_calls(bare, arguments, 1_000) for _ in range(31)
    ]
    print(
        json.dumps(
            {
                "name": f"jaxtyping {jaxtyping.__version__} with beartype {beartype.__version__}",
                "ns_per_call": statistics.median(overheads),
            }
        )
    )


main()
