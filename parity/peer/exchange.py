"""The Python side of `parity/safetensors_exchange.ts`.

    python exchange.py make FOLDER       files for TensorFlow.js, and the logits that belong to them
    python exchange.py check FOLDER      loads what TensorFlow.js saved; prints its logits as JSON
    python exchange.py gradients FOLDER  every gradient of a step in full
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from peer.classifiers import build, images  # noqa: E402
from peer.torchvision_cpu import torchvision  # noqa: E402

NAMES = ["resnet18", "vgg11_bn"]
PRECISE = ["resnet50", "vgg11"]


def logits_of(model):
    with torch.no_grad():
        return model.eval()(images(1, 64, 64))[0, :32].tolist()


def make(folder):
    torch.manual_seed(7)
    for name in NAMES:
        model = getattr(torchvision.models, name)(weights=None)
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.5, 1.5)
        save_file(model.state_dict(), folder / f"{name}.safetensors")
        (folder / f"{name}.json").write_text(json.dumps(logits_of(model)))
    half = {"a": torch.tensor([1.5, -2.0, float("inf")], dtype=torch.bfloat16), "b": torch.tensor([[0.25]], dtype=torch.float16)}
    save_file(half, folder / "half.safetensors", metadata={"made by": "Python"})


def check(folder):
    result = {}
    for name in NAMES:
        model = getattr(torchvision.models, name)(weights=None)
        model.load_state_dict(load_file(folder / f"{name}-saved.safetensors"), strict=True)
        result[name] = logits_of(model)
    print(json.dumps(result))


def gradients(folder):
    for name in PRECISE:
        model = build(name).train()
        loss = torch.nn.functional.cross_entropy(model(images(2, 64, 64)), torch.tensor([3, 7]))
        loss.backward()
        grads = {key: each.grad.contiguous() for key, each in model.named_parameters()}
        save_file(grads, folder / f"{name}-gradients.safetensors")


if __name__ == "__main__":
    {"make": make, "check": check, "gradients": gradients}[sys.argv[1]](Path(sys.argv[2]))
