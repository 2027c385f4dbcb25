"""Expected values of the encoders and decoders: `python autoencoders.py FOLDER`, which `npm run test:parity` runs.

Small torch modules of the same architecture, with the names that `fixtures/models` gives to its layers, so that the formula
gives both the same weights. For each: its parameters, what its halves give, the loss of a step and the gradients of its parameters.
"""

import sys

import torch
from torch import nn
from torch.nn import functional

from peer import formula
from peer.classifiers import fill
from peer.digest import digest, significant, sketch, write
from peer.torchvision_cpu import torchvision


class DoubleConv(nn.Module):
    def __init__(self, read, give, norm):
        super().__init__()
        for at, channels in ((1, read), (2, give)):
            setattr(self, f"conv{at}", nn.Conv2d(channels, give, 3, padding=1, bias=not norm))
            setattr(self, f"bn{at}", nn.BatchNorm2d(give) if norm else nn.Identity())

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        return functional.relu(self.bn2(self.conv2(x)))


class UNetEncoder(nn.Module):
    def __init__(self, read, channels, norm):
        super().__init__()
        self.levels = len(channels)
        for level, give in enumerate(channels):
            setattr(self, f"level{level + 1}", DoubleConv(read if level == 0 else channels[level - 1], give, norm))

    def forward(self, x):
        maps = []
        for level in range(self.levels):
            x = getattr(self, f"level{level + 1}")(x if level == 0 else functional.max_pool2d(x, 2))
            maps.append(x)
        return maps


class UNetDecoder(nn.Module):
    def __init__(self, channels, classes, norm):
        super().__init__()
        self.levels = len(channels)
        for level in range(self.levels - 1):
            fine, coarse = channels[level], channels[level + 1]
            setattr(self, f"up{level + 1}", nn.ConvTranspose2d(coarse, fine, 2, stride=2))
            setattr(self, f"level{level + 1}", DoubleConv(2 * fine, fine, norm))
        self.toOutput = nn.Conv2d(channels[0], classes, 1)

    def forward(self, maps):
        x = maps[-1]
        for level in reversed(range(self.levels - 1)):
            x = getattr(self, f"up{level + 1}")(x)
            x = getattr(self, f"level{level + 1}")(torch.cat([maps[level], x], 1))
        return self.toOutput(x)


class ResNetEncoder(nn.Module):
    def __init__(self, name, read, latent):
        super().__init__()
        self.backbone = getattr(torchvision.models, name)(weights=None)
        self.backbone.conv1 = nn.Conv2d(read, 64, 7, stride=2, padding=3, bias=False)
        self.toLatent = nn.Conv2d(self.backbone.fc.in_features, latent, 1)
        self.backbone.avgpool, self.backbone.fc = nn.Identity(), nn.Identity()

    def forward(self, x):
        net = self.backbone
        x = net.maxpool(net.relu(net.bn1(net.conv1(x))))
        return self.toLatent(net.layer4(net.layer3(net.layer2(net.layer1(x)))))


class MirroredStage(nn.Sequential):
    def __init__(self, block, count, own, finer, doubles):
        super().__init__(*[_block(block, own, own) for _ in range(count - 1)], _block(block, own, finer))
        self.doubles = doubles

    def forward(self, x):
        for kept in list(self)[:-1]:
            x = kept(x)
        return self[-1](_doubled(x) if self.doubles else x)


def _block(block, read, give):
    skip = None
    if read != give:
        skip = nn.Sequential(nn.Conv2d(read, give, 1, bias=False), nn.BatchNorm2d(give))
    return block(read, give // block.expansion, 1, skip)


def _doubled(x):
    return functional.interpolate(x, scale_factor=2, mode="nearest")


class ResNetDecoder(nn.Module):
    def __init__(self, name, give, latent):
        super().__init__()
        block = torchvision.models.resnet.BasicBlock if name in ("resnet18", "resnet34") else torchvision.models.resnet.Bottleneck
        counts = [2, 2, 2, 2] if name == "resnet18" else [3, 4, 6, 3]
        ends = [64] + [width * block.expansion for width in (64, 128, 256, 512)]
        self.fromLatent = nn.Conv2d(latent, ends[4], 1)
        for stage in (4, 3, 2, 1):
            made = MirroredStage(block, counts[stage - 1], ends[stage], ends[stage - 1], stage > 1)
            setattr(self, f"layer{stage}", made)
        self.toImage = nn.Conv2d(64, give, 7, padding=3)

    def forward(self, x):
        x = functional.relu(self.fromLatent(x))
        x = self.layer1(self.layer2(self.layer3(self.layer4(x))))
        return torch.sigmoid(self.toImage(_doubled(_doubled(x))))


class Pair(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, x):
        return self.decoder(self.encoder(x))


def pictures(batch, height, width, channels):
    """In [0, 1)."""
    name = f"pixels {batch} {height} {width} {channels}"
    values = formula.uniform(name, batch * channels * height * width, 0, 1)
    return torch.from_numpy(values.reshape(batch, channels, height, width))


def labels(batch, height, width, classes):
    drawn = formula.uniform(f"labels {batch} {height} {width}", batch * height * width, 0, classes)
    return torch.from_numpy(drawn.astype("int64").reshape(batch, height, width))


def step(model, loss, some=("",)):
    """The loss, and the gradients of the parameters in whose names one of `some` stands."""
    model.zero_grad()
    value = loss()
    value.backward()
    gradients = {
        name: sketch(each.grad.numpy(), name)
        for name, each in model.named_parameters()
        if any(part in name for part in some)
    }
    return {"loss": significant(value.item()), "gradients": gradients}


def parameters(model):
    return sum(each.numel() for each in model.parameters())


def u_net(norm):
    channels = [6, 10, 14]
    model = fill(Pair(UNetEncoder(3, channels, norm), UNetDecoder(channels, 4, norm))).eval()
    images, wanted = pictures(2, 16, 24, 3), labels(2, 16, 24, 4)
    with torch.no_grad():
        maps = model.encoder(images)
        logits = model(images)
    result = {
        "parameters": parameters(model),
        "maps": {f"c{level + 1}": digest(each, f"unet/c{level + 1}") for level, each in enumerate(maps)},
        "logits": digest(logits, "unet/logits"),
    }
    model.train()
    result["training"] = step(model, lambda: functional.cross_entropy(model(images), wanted))
    return result


def residual(name, batch, side, in_training):
    """In training a small batch of small images won't do: torch itself, in float64, is then two percent off its float32."""
    model = fill(Pair(ResNetEncoder(name, 1, 6), ResNetDecoder(name, 1, 6))).eval()
    images = pictures(batch, side, side, 1)
    with torch.no_grad():
        latent = model.encoder(images)
        output = model.decoder(latent)
    result = {
        "parameters": parameters(model),
        "latent": digest(latent, f"{name}/latent"),
        "output": digest(output, f"{name}/output"),
    }
    if in_training:
        model.train()
    result["step"] = step(
        model,
        lambda: functional.mse_loss(model(images), images),
        ("",) if in_training else ("conv1.weight", "downsample.0.weight", "Latent", "toImage"),
    )
    return result


def variational(height, width):
    """The evidence lower bound with given noise: what `variationalLoss` computes with a pixel's variance of 0.02."""
    model = fill(Pair(ResNetEncoder("resnet18", 1, 8), ResNetDecoder("resnet18", 1, 4))).eval()
    images = pictures(2, height, width, 1)

    def loss():
        mean, log_variance = model.encoder(images).chunk(2, 1)
        drawn = formula.uniform("noise", mean.numel(), -2, 2).reshape(tuple(mean.shape))
        output = model.decoder(mean + torch.exp(log_variance / 2) * torch.from_numpy(drawn))
        error = ((output - images) ** 2).flatten(1).sum(1) / (2 * 0.02)
        divergence = 0.5 * (mean**2 + log_variance.exp() - log_variance - 1).flatten(1).sum(1)
        return (error + divergence).mean()

    return step(model, loss, ("Latent",))


def main(folder):
    torch.use_deterministic_algorithms(True)
    write(folder, "unet", u_net(False))
    write(folder, "unet_bn", u_net(True))
    write(folder, "resnet18", residual("resnet18", 8, 64, in_training=True))
    write(folder, "resnet50", residual("resnet50", 2, 64, in_training=False))
    write(folder, "variational", variational(64, 64))


if __name__ == "__main__":
    main(sys.argv[1])
