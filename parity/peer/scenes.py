"""Boxes, scores and labels from the formula: what both sides draw for themselves. `scenes.ts` is the same in TypeScript."""

import numpy as np

from peer.formula import uniform


def boxes(name: str, count: int, kind: str) -> np.ndarray:
    """`count 4`, float32, as xyxy.

    `smooth` ones have sides from 2 to 42. Those of a `grid` lie on multiples of 10, so that many are equal, touch, tie with each
    other, or have no area.
    """
    u = uniform(name, 4 * count, 0.0, 1.0).astype(np.float64).reshape(count, 4)
    if kind == "grid":
        corner, side = np.floor(u[:, :2] * 8) * 10, np.floor(u[:, 2:] * 4) * 10
    else:
        corner, side = u[:, :2] * 80, 2 + u[:, 2:] * 40
    return np.concatenate([corner, corner + side], axis=1).astype(np.float32)


def scores(name: str, count: int, kind: str) -> np.ndarray:
    """`count`, float32, in [0, 1): of a `grid` only five different ones."""
    u = uniform(name, count, 0.0, 1.0).astype(np.float64)
    return (np.floor(u * 5) / 5 if kind == "grid" else u).astype(np.float32)


def whole(name: str, count: int, below: int) -> np.ndarray:
    """`count` whole numbers from 0 to `below - 1`."""
    return np.floor(uniform(name, count, 0.0, 1.0).astype(np.float64) * below).astype(np.int64)
