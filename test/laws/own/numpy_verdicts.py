"""Compares 1,000 pairs of arrays with NumPy and prints how many elements of each are not close, for numpy-verdicts.txt.

The pairs come from a generator that pairs.ts has as well, so that only the verdicts need to be kept:

    python3 test/laws/own/numpy_verdicts.py > test/laws/own/numpy-verdicts.txt
"""

import numpy

SPECIAL = [0.0, -0.0, 1.0, -1.0, numpy.inf, -numpy.inf, numpy.nan, 2.0**-149, 2.0**-126, 3.4028234663852886e38]
RTOLS = [0.0, 1.3e-6, 1e-5, 1e-3, 0.5]
ATOLS = [0.0, 1e-8, 1e-5, 1e-2, 1.0]
SHARES = [0.0, 0.5, 0.99, 1.0, 1.01, 2.0, -0.99, -1.01]


class Draws:
    """Numerical Recipes' linear congruential generator, of which the upper 16 bits are used."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return (self.state >> 16) % bound


def element(draws):
    if draws.below(6) == 0:
        return SPECIAL[draws.below(len(SPECIAL))]
    mantissa = draws.below(4001) - 2000
    return float(numpy.float32(mantissa * 2.0 ** (draws.below(21) - 14)))


def partner(value, rtol, atol, draws):
    kind = draws.below(8)
    if kind < 2:
        return value
    if kind == 2:
        return element(draws)
    if kind == 3:
        return -value
    share = SHARES[draws.below(len(SHARES))]
    with numpy.errstate(over="ignore", invalid="ignore"):
        return float(numpy.float32(value + share * (atol + rtol * abs(value))))


def pair(index):
    draws = Draws(index + 1)
    rtol = RTOLS[draws.below(len(RTOLS))]
    atol = ATOLS[draws.below(len(ATOLS))]
    equal_nan = draws.below(2) == 1
    size = 1 + draws.below(12)
    expected = [element(draws) for _ in range(size)]
    actual = [partner(value, rtol, atol, draws) for value in expected]
    return actual, expected, rtol, atol, equal_nan


def verdict(index):
    actual, expected, rtol, atol, equal_nan = pair(index)
    # Float32 elements, compared in float64 as tensorproof does.
    with numpy.errstate(invalid="ignore", over="ignore"):
        close = numpy.isclose(
            numpy.array(actual, numpy.float64), numpy.array(expected, numpy.float64), rtol, atol, equal_nan
        )
    try:
        numpy.testing.assert_allclose(actual, expected, rtol, atol, equal_nan)
        assert close.all()
    except AssertionError:
        assert not close.all()
    return "0123456789abcdef"[int((~close).sum())]


verdicts = "".join(verdict(index) for index in range(1000))
for start in range(0, 1000, 100):
    print(verdicts[start : start + 100])
