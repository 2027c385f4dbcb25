"""torchvision's classifiers with weights from the formula."""

import torch

from peer import formula
from peer.torchvision_cpu import torchvision

# The last layer of each stage, by what `fixtures/models` calls it: `c3` has stride 8 in every backbone.
_RESNET_MAPS = {"relu": "c1", "layer1": "c2", "layer2": "c3", "layer3": "c4", "layer4": "c5"}


def fill(model: torch.nn.Module) -> torch.nn.Module:
    """Gives every weight and moving average the value of the formula."""
    state = {
        name: torch.from_numpy(formula.weight(name, tuple(tensor.shape)))
        if tensor.dtype == torch.float32
        else tensor
        for name, tensor in model.state_dict().items()
    }
    model.load_state_dict(state)
    return model


def build(name: str, **options) -> torch.nn.Module:
    """A classifier, its weights filled; VGG's without dropout, which no two sides would draw alike."""
    if name.startswith("vgg"):
        options["dropout"] = 0.0
    return fill(getattr(torchvision.models, name)(weights=None, init_weights=False, **options)
                if name.startswith("vgg") else getattr(torchvision.models, name)(weights=None, **options))


def dilated_basic(name: str, strides: int) -> torch.nn.Module:
    """A ResNet of basic blocks whose last `strides` stages dilate instead of stepping, by the rule of the bottleneck ones.

    torchvision's own constructor refuses this for basic blocks; a first block still reads with the dilation before it.
    """
    model = build(name)
    dilation = 1
    for stage in [model.layer2, model.layer3, model.layer4][3 - strides:]:
        before, dilation = dilation, dilation * 2
        for place, block in enumerate(stage):
            first = before if place == 0 else dilation
            for conv, rate in ((block.conv1, first), (block.conv2, dilation)):
                conv.stride, conv.dilation, conv.padding = (1, 1), (rate, rate), (rate, rate)
            if block.downsample is not None:
                block.downsample[0].stride = (1, 1)
    return model


def images(batch: int, height: int, width: int) -> torch.Tensor:
    """`batch 3 height width` in [-2, 2), as normalised pictures are."""
    name = f"images {batch} {height} {width}"
    return torch.from_numpy(formula.uniform(name, batch * 3 * height * width, -2, 2).reshape(batch, 3, height, width))


def maps_of(name: str, model: torch.nn.Module):
    """Begins to collect feature maps by name, in the order in which they are made."""
    found = {}

    def keep(label):
        def hook(_module, _inputs, output):
            if label not in found:  # the rectifier of a stem is the first of those that share its name
                found[label] = output.detach().clone()
        return hook

    if name.startswith("resnet"):
        for child, label in _RESNET_MAPS.items():
            getattr(model, child).register_forward_hook(keep(label))
    else:
        pools = [each for each in model.features if isinstance(each, torch.nn.MaxPool2d)]
        for place, pool in enumerate(pools):
            pool.register_forward_hook(keep(f"c{place + 1}"))
    return found
