"""Numbers that both sides compute for themselves, so that neither weights nor images travel.

The element at `index` of the tensor called `name` is `low + (high - low) * u`, where `u` in [0, 1) is made of 24 bits of a hash of
both. `formula.ts` beside it is the same in TypeScript; either follows torch's order of axes.
"""

import numpy as np

_PRIME = 0x01000193


def seed_of(name: str) -> int:
    """FNV-1a, 32 bits, of the name's UTF-8."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * _PRIME) & 0xFFFFFFFF
    return seed


def uniform(name: str, count: int, low: float, high: float) -> np.ndarray:
    """`count` float32 numbers in [low, high)."""
    with np.errstate(over="ignore"):
        bits = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(seed_of(name))
        bits ^= bits >> np.uint32(16)
        bits *= np.uint32(0x21F0AAAD)
        bits ^= bits >> np.uint32(15)
        bits *= np.uint32(0x735A2D97)
        bits ^= bits >> np.uint32(15)
    return (low + (high - low) * ((bits >> np.uint32(8)).astype(np.float64) / 2**24)).astype(np.float32)


def signs(name: str, count: int) -> np.ndarray:
    """`count` numbers, each -1 or 1, in float64."""
    return np.where(uniform(name, count, 0.0, 1.0) < 0.5, -1.0, 1.0)


def weight(name: str, shape) -> np.ndarray:
    """What a weight holds, by the last word of its name and its rank.

    Kernels keep the variance of what a rectifier lets through; scales and variances stay near one, so that nothing grows or fades
    on the way through 152 layers.
    """
    count = int(np.prod(shape, dtype=np.int64))
    last = name.rsplit(".", 1)[-1]
    if len(shape) >= 2:
        limit = float(np.sqrt(6.0 / np.prod(shape[1:], dtype=np.int64)))
        low, high = -limit, limit
    elif last == "running_var":
        low, high = 0.5, 1.5
    elif last == "weight":
        low, high = 0.4, 0.8
    else:
        low, high = -0.1, 0.1
    return uniform(name, count, low, high).reshape(shape)
