"""Expected values of the classifiers: `python torchvision_models.py FOLDER`, which `npm run test:parity` runs.

Makes, for every variant, the number of its parameters in all and by block, a digest of names and shapes, and the first logits;
for four of them also feature maps, the loss, the gradient of every parameter and what the moving averages become.
"""

import hashlib
import sys
import time

import torch

from peer.classifiers import build, dilated_basic, images, maps_of
from peer.digest import digest, significant, sketch, write

RESNETS = ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]
VGGS = [f"vgg{depth}{norm}" for depth in (11, 13, 16, 19) for norm in ("", "_bn")]
DEEP = ["resnet18", "resnet50", "vgg11", "vgg16_bn"]
SHOWN = 32


def first_logits(model, pictures):
    with torch.no_grad():
        logits = model(pictures)
    return [significant(each) for row in logits for each in row[:SHOWN]]


def architecture(model):
    parameters = {name: each.numel() for name, each in model.named_parameters()}
    blocks = {}
    for name, size in parameters.items():
        block = ".".join(name.split(".")[:2])
        blocks[block] = blocks.get(block, 0) + size
    names = "\n".join(
        f"{name} {list(each.shape)}"
        for name, each in sorted(model.state_dict().items())
        if not name.endswith("num_batches_tracked")
    )
    return {
        "parameters": sum(parameters.values()),
        "blocks": blocks,
        "weights": hashlib.sha256(names.encode()).hexdigest(),
    }


def gradients(model, pictures, labels):
    model.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(pictures), labels)
    loss.backward()
    return {
        "loss": significant(loss.item()),
        "gradients": {name: sketch(each.grad.numpy(), name) for name, each in model.named_parameters()},
    }


def deep(name, model):
    """Inference, then a step of training, whose batch norm reads the statistics of its batch, then one with them frozen."""
    pictures, labels = images(2, 64, 64), torch.tensor([3, 7])
    found = maps_of(name, model)
    with torch.no_grad():
        logits = model(pictures)
    result = {
        "features": {label: digest(each, f"{name}/{label}") for label, each in found.items()},
        "logits": digest(logits, f"{name}/logits"),
        "frozen": gradients(model, pictures, labels),
    }
    if any(isinstance(each, torch.nn.BatchNorm2d) for each in model.modules()):
        model.train()
        result["training"] = gradients(model, pictures, labels)
        result["moved"] = {
            key: sketch(each.numpy(), key) for key, each in model.named_buffers() if each.dtype == torch.float32
        }
        model.eval()
    return result


def main(folder):
    torch.manual_seed(0)
    torch.use_deterministic_algorithms(True)
    variants = {}
    for name in RESNETS + VGGS:
        began = time.time()
        model = build(name).eval()
        variants[name] = architecture(model) | {"logits": first_logits(model, images(1, 64, 64))}
        if name in ("resnet18", "resnet50", "vgg11"):
            variants[name]["odd"] = first_logits(model, images(1, 65, 47))
        if name == "vgg11":
            variants[name]["full size"] = first_logits(model, images(1, 224, 224))
        if name in DEEP:
            write(folder, name, deep(name, model))
        print(f"{name}: {time.time() - began:.1f} s", flush=True)
    dilation = {}
    for stride, replaced in ((16, [False, False, True]), (8, [False, True, True])):
        basic = dilated_basic("resnet18", sum(replaced)).eval()
        bottleneck = build("resnet50", replace_stride_with_dilation=replaced).eval()
        for name, model in (("resnet18", basic), ("resnet50", bottleneck)):
            found = maps_of(name, model)
            logits = first_logits(model, images(1, 64, 64))
            step = gradients(model, images(1, 64, 64), torch.tensor([3]))
            dilation[f"{name} at stride {stride}"] = {
                "c5": digest(found["c5"], f"{name}/{stride}/c5"),
                "logits": logits,
                "loss": step["loss"],
                "gradients": {key: each for key, each in step["gradients"].items() if "layer4.1" in key or key == "conv1.weight"},
            }
    write(folder, "variants", variants)
    write(folder, "dilation", dilation)


if __name__ == "__main__":
    main(sys.argv[1])
