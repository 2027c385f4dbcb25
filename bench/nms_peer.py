"""Non-maximum suppression in vectorised numpy, and torchvision's where its kernel loads: `python nms_peer.py COUNT REPEATS SPREAD SIDE`.

Prints `{"name": …, "kept": …, "ms": …}`, the best of the repeats. Boxes come from the formula that `bench/nms.ts` draws from too.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "parity"))

from peer.formula import uniform  # noqa: E402


def draw(count, spread, side):
    u = uniform("nms", 4 * count, 0.0, 1.0).astype(np.float64).reshape(count, 4)
    corner = u[:, :2] * spread
    return np.concatenate([corner, corner + 1 + u[:, 2:] * side], axis=1).astype(np.float32), uniform("nms scores", count, 0.0, 1.0)


def vectorised(boxes, scores, threshold):
    """What is left is compared with the best at once; the textbook's form, and the fastest of several in numpy."""
    left, top, right, bottom = np.ascontiguousarray(boxes.T)
    areas = (right - left) * (bottom - top)
    order = np.argsort(-scores, kind="stable")
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        width = np.minimum(right[best], right[rest]) - np.maximum(left[best], left[rest])
        height = np.minimum(bottom[best], bottom[rest]) - np.maximum(top[best], top[rest])
        shared = np.maximum(width, 0) * np.maximum(height, 0)
        order = rest[shared / (areas[best] + areas[rest] - shared) <= threshold]
    return kept


def peer():
    try:
        import torch
        from torchvision.ops import nms

        nms(torch.zeros(1, 4), torch.zeros(1), 0.5)
        torch.set_num_threads(2)
        return "torchvision", lambda boxes, scores, threshold: nms(torch.from_numpy(boxes), torch.from_numpy(scores), threshold)
    except Exception:  # no torchvision, or one without kernels
        return "numpy", vectorised


def main(count, repeats, spread, side):
    name, suppress = peer()
    boxes, scores = draw(count, spread, side)
    best = float("inf")
    for _ in range(repeats):
        began = time.perf_counter()
        kept = suppress(boxes, scores, 0.5)
        best = min(best, time.perf_counter() - began)
    print(json.dumps({"name": name, "kept": len(kept), "ms": 1000 * best}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]))
