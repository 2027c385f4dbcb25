"""Large tensors in a few numbers: what two sides compare that computed the same thing."""

import json
from pathlib import Path

import numpy as np

from peer.formula import signs

_SLICE = 8
_PROJECTIONS = 4
_LARGEST_SKETCH = 1 << 20


def significant(value: float) -> float:
    """Seven significant digits: all that float32 has."""
    return float(f"{float(value):.7g}")


def sketch(values, name: str):
    """The norm, and the sum under random signs of (at most a million, evenly spread) elements.

    The root mean square of the differences between two sketches estimates the norm of the difference.
    """
    flat = np.asarray(values, dtype=np.float32).ravel()
    step = -(-flat.size // _LARGEST_SKETCH)
    some = flat[::step].astype(np.float64)
    norm = np.sqrt(np.sum(some * some))
    return [significant(norm)] + [
        significant(np.dot(some, signs(f"{name}/{k}", some.size))) for k in range(_PROJECTIONS)
    ]


def digest(tensor, name: str):
    """Shape, mean, root mean square, the first values and a sketch."""
    values = tensor.detach().numpy()
    wide = values.astype(np.float64)
    return {
        "shape": list(values.shape),
        "mean": significant(wide.mean()),
        "rms": significant(np.sqrt((wide * wide).mean())),
        "first": [significant(each) for each in values.ravel()[:_SLICE]],
        "sketch": sketch(values, name),
    }


def write(folder: str, name: str, content) -> None:
    """One property a line, so that a change can be read."""
    Path(folder, f"{name}.json").write_text(_lines(content, "") + "\n")


def _lines(content, indent: str) -> str:
    if not isinstance(content, dict) or "sketch" in content:
        return json.dumps(content)
    inner = indent + "  "
    body = ",\n".join(f"{inner}{json.dumps(key)}: {_lines(value, inner)}" for key, value in content.items())
    return f"{{\n{body}\n{indent}}}"
