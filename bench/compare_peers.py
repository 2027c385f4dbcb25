"""Times the peers of checkAllClose, one request at a time, so that the caller can take turns with them.

Reads one JSON object a line: {"peer": "torch", "size": 10000, "case": "passing", "repeats": 50};
answers each with {"ms": <milliseconds a call>}. The first line it writes tells the versions.
"""

import json
import sys
import time

import numpy as np
import torch

pairs = {}


def pair(size, case):
    """Two float32 vectors that are equal or, in the case 'failing', differ in one element."""
    if (size, case) not in pairs:
        actual = np.random.default_rng(0).random(size, dtype=np.float32)
        expected = actual.copy()
        if case == "failing":
            actual[size // 3] += 1
        pairs[size, case] = (actual, expected, torch.from_numpy(actual), torch.from_numpy(expected))
    return pairs[size, case]


def must_fail(compare, *tensors):
    try:
        compare(*tensors)
    except AssertionError as error:
        return str(error)
    raise SystemExit("a failing comparison passed")


def call(peer, actual, expected, torch_actual, torch_expected):
    if peer == "torch":
        return torch.testing.assert_close, (torch_actual, torch_expected)
    if peer == "numpy":
        # the tolerances of torch and of checkAllClose
        return lambda a, e: np.testing.assert_allclose(a, e, rtol=1.3e-6, atol=1e-5), (actual, expected)
    return lambda a, e: np.abs(a - e).max(), (actual, expected)


def main():
    print(json.dumps({"torch": torch.__version__, "numpy": np.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        compare, tensors = call(request["peer"], *pair(request["size"], request["case"]))
        start = time.perf_counter()
        for _ in range(request["repeats"]):
            if request["case"] == "failing":
                must_fail(compare, *tensors)
            else:
                compare(*tensors)
        elapsed = time.perf_counter() - start
        print(json.dumps({"ms": 1e3 * elapsed / request["repeats"]}), flush=True)


main()
