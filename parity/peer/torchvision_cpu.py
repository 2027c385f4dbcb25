"""torchvision beside a CPU build of torch.

The wheel of torchvision on PyPI is built for CUDA: where torch is a CPU build its compiled ops can't be loaded, and importing
it fails, since it describes the shapes of two of them. Declaring these is enough for every model; only calling them (NMS, and
the pooling of regions) still fails, as there is no kernel. Where the compiled ops do load, nothing is declared.

    from peer.torchvision_cpu import torchvision
"""

import importlib
import sys

import torch

_UNCONDITIONAL = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def _import():
    try:
        return importlib.import_module("torchvision")
    except RuntimeError as error:
        if "torchvision::" not in str(error):
            raise
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]
    declared = torch.library.Library("torchvision", "DEF")
    for schema in _UNCONDITIONAL:
        declared.define(schema)
    module = importlib.import_module("torchvision")
    module.declared_ops = declared  # it takes its declarations along when it goes
    return module


torchvision = _import()
