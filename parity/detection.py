"""Expected values of what a detector needs: `python detection.py FOLDER`, which `npm run test:parity` runs.

Box operations, anchors, matching, losses and suppression by torchvision's own functions; RetinaNet with weights from the formula;
average precision by pycocotools.
"""

import contextlib
import io
import sys

import numpy as np
import torch
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from peer.classifiers import fill, images
from peer.digest import digest, significant, sketch, write
from peer.formula import uniform
from peer.scenes import boxes, scores, whole
from peer.torchvision_cpu import torchvision

detection = torchvision.models.detection
ops = torchvision.ops
KINDS = ("smooth", "grid")
MATCHERS = {"retina": (0.5, 0.4, True), "strict": (0.7, 0.3, False)}


def suppress(dets, order_scores, threshold):
    """NMS as torchvision's kernel defines it, for a torch that has none: float32 overlaps, held against a double."""
    order = torch.sort(order_scores, descending=True, stable=True)[1]
    areas = (dets[:, 2] - dets[:, 0]) * (dets[:, 3] - dets[:, 1])
    gone = torch.zeros(len(dets), dtype=torch.bool)
    kept = []
    for row in order.tolist():
        if gone[row]:
            continue
        kept.append(row)
        sides = (torch.minimum(dets[row, 2:], dets[:, 2:]) - torch.maximum(dets[row, :2], dets[:, :2])).clamp(min=0)
        shared = sides[:, 0] * sides[:, 1]
        gone |= (shared / (areas[row] + areas - shared)).double() > threshold
    return torch.tensor(kept, dtype=torch.int64)


def provide_nms():
    if torchvision.extension._has_ops():
        return
    torchvision.declared_ops.impl("nms", suppress, "CPU")
    ops.boxes._assert_has_ops = lambda: None  # nms asks before it calls the op


def numbers(tensor):
    """A nested list of seven significant digits; NaN, which JSON lacks, becomes null."""
    values = np.asarray(tensor.detach() if isinstance(tensor, torch.Tensor) else tensor)
    if values.ndim > 0:
        return [numbers(each) for each in values]
    value = values.item()
    return None if value != value else (value if isinstance(value, int) else significant(value))


def box_operations(kind):
    first, second = (torch.from_numpy(boxes(f"{kind} {which}", count, kind)) for which, count in (("first", 9), ("second", 7)))
    pairs = torch.from_numpy(boxes("anchors", 9, "smooth"))
    coded = {}
    for weights in ((1.0, 1.0, 1.0, 1.0), (10.0, 10.0, 5.0, 5.0)):
        coder = detection._utils.BoxCoder(weights)
        offsets = torch.from_numpy(uniform(f"{kind} offsets", 36, -6.0, 6.0).reshape(9, 4))
        coded[str(int(weights[0]))] = {
            "decoded": numbers(coder.decode_single(offsets, pairs)),
            **({"encoded": numbers(coder.encode_single(first, pairs))} if kind == "smooth" else {}),
        }
    return {
        "areas": numbers(ops.box_area(first)),
        "iou": numbers(ops.box_iou(first, second)),
        "generalized": numbers(ops.generalized_box_iou(first, second)),
        "cxcywh": numbers(ops.box_convert(first, "xyxy", "cxcywh")),
        "xywh": numbers(ops.box_convert(first, "xyxy", "xywh")),
        "clipped": numbers(ops.clip_boxes_to_image(first, (40, 60))),
        "coded": coded,
    }


def matching(kind):
    anchors = torch.from_numpy(boxes(f"{kind} anchors", 120, kind))
    found = {}
    for name, (high, low, allow) in MATCHERS.items():
        for count in (1, 6):
            objects = torch.from_numpy(boxes(f"{kind} objects {count}", count, kind))
            quality = ops.box_iou(objects, anchors).nan_to_num(0)
            # Of a box that touches no anchor, torchvision takes all anchors for the best: 0 is the highest of its overlaps.
            quality = quality[quality.max(dim=1)[0] > 0]
            if len(quality) > 0:
                found[f"{name} {count}"] = numbers(detection._utils.Matcher(high, low, allow)(quality))
    return found


def suppression(kind):
    found = {}
    for count in (0, 1, 60, 300):
        some = torch.from_numpy(boxes(f"{kind} nms {count}", count, kind))
        values = torch.from_numpy(scores(f"{kind} nms {count} scores", count, kind))
        labels = torch.from_numpy(whole(f"{kind} nms {count} labels", count, 3))
        for threshold in (0.3, 0.5, 0.9):
            found[f"{count} {threshold}"] = numbers(ops.nms(some, values, threshold))
        # torchvision sorts what is left of the classes once more, and equal scores in no order.
        kept = ops.boxes._batched_nms_vanilla(some, values, labels, 0.5).sort()[0]
        found[f"{count} by class"] = numbers(kept[values[kept].sort(descending=True, stable=True)[1]])
    equal = torch.tensor([[0.0, 0.0, 4.0, 4.0]]).repeat(5, 1)
    found["equal"] = numbers(ops.nms(equal, torch.ones(5), 0.5))
    return found


def losses():
    logits = torch.from_numpy(uniform("logits", 24, -8.0, 8.0)).requires_grad_()
    targets = torch.from_numpy(whole("logit targets", 24, 2).astype(np.float32))
    result = {}
    for alpha, gamma in ((0.25, 2.0), (-1.0, 2.0), (0.6, 1.5)):
        loss = ops.sigmoid_focal_loss(logits, targets, alpha, gamma)
        gradient = torch.autograd.grad(loss.sum(), logits)[0]
        result[f"focal {alpha} {gamma}"] = {"loss": numbers(loss), "gradient": numbers(gradient)}
    given = torch.from_numpy(uniform("offsets", 24, -2.0, 2.0)).requires_grad_()
    for beta in (0.0, 0.5, 1.0):
        loss = torch.nn.functional.smooth_l1_loss(given, torch.zeros(24), reduction="none", beta=beta)
        result[f"smooth l1 {beta}"] = {"loss": numbers(loss), "gradient": numbers(torch.autograd.grad(loss.sum(), given)[0])}
    return result


def retina_sizes():
    return tuple((x, int(x * 2 ** (1.0 / 3)), int(x * 2 ** (2.0 / 3))) for x in [32, 64, 128, 256, 512])


def anchors():
    result = {}
    for height, width in ((128, 256), (96, 160)):
        maps = [torch.zeros(1, 1, -(-height // stride), -(-width // stride)) for stride in (8, 16, 32, 64, 128)]
        generator = detection.anchor_utils.AnchorGenerator(retina_sizes(), ((0.5, 1.0, 2.0),) * 5)
        listed = detection.image_list.ImageList(torch.zeros(1, 3, height, width), [(height, width)])
        result[f"{height} {width}"] = digest(generator(listed, maps)[0], f"anchors {height} {width}")
    return result


def retinanet(depth, classes):
    body = getattr(torchvision.models, f"resnet{depth}")(weights=None)
    extra = ops.feature_pyramid_network.LastLevelP6P7(256, 256)
    backbone = detection.backbone_utils._resnet_fpn_extractor(body, 5, returned_layers=[2, 3, 4], extra_blocks=extra)
    return detection.RetinaNet(backbone, num_classes=classes)


def targets_of(batch, classes):
    return [
        {"boxes": torch.from_numpy(boxes(f"target {i}", count, "smooth")), "labels": torch.from_numpy(whole(f"target {i} labels", count, classes))}
        for i, count in enumerate(batch)
    ]


def model():
    """Losses, gradients and detections of RetinaNet over ResNet-18; one of two images has no objects."""
    classes = 7
    net = fill(retinanet(18, classes)).eval()
    pictures = images(2, 64, 64)
    features = net.backbone(pictures)
    outputs = net.head(list(features.values()))
    listed = detection.image_list.ImageList(pictures, [(64, 64)] * 2)
    places = net.anchor_generator(listed, list(features.values()))
    found = net.compute_loss(targets_of((4, 0), classes), outputs, places)
    net.zero_grad()
    sum(found.values()).backward()
    return {
        "pyramid": {f"p{i + 3}": digest(each, f"p{i + 3}") for i, each in enumerate(features.values())},
        "logits": digest(outputs["cls_logits"], "logits"),
        "regression": digest(outputs["bbox_regression"], "regression"),
        "losses": {key: significant(each.item()) for key, each in found.items()},
        "gradients": {name: sketch(each.grad.numpy(), name) for name, each in net.named_parameters()},
    }


def selection():
    """What RetinaNet makes of given logits and offsets: numbers of a network without training would all be 1 or nothing."""
    net = retinanet(18, 7).eval()
    sizes = [(-(-96 // stride), -(-128 // stride)) for stride in (8, 16, 32, 64, 128)]
    maps = [torch.zeros(1, 1, *size) for size in sizes]
    listed = detection.image_list.ImageList(torch.zeros(2, 3, 96, 128), [(96, 128)] * 2)
    places = net.anchor_generator(listed, maps)
    per_level = [rows * columns * 9 for rows, columns in sizes]
    count = sum(per_level)
    outputs = {
        "cls_logits": torch.from_numpy(uniform("select logits", 2 * count * 7, -8.0, 1.0).reshape(2, count, 7)),
        "bbox_regression": torch.from_numpy(uniform("select offsets", 2 * count * 4, -0.4, 0.4).reshape(2, count, 4)),
    }
    split = {key: list(each.split(per_level, dim=1)) for key, each in outputs.items()}
    found = net.postprocess_detections(split, [list(each.split(per_level)) for each in places], listed.image_sizes)
    return [
        {"labels": numbers(each["labels"]), "scores": numbers(each["scores"]), "boxes": sketch(each["boxes"].numpy(), "boxes"), "first": numbers(each["boxes"][:8])}
        for each in found
    ]


def parameters():
    counted = {}
    for depth, classes in ((18, 91), (50, 91)):
        net = retinanet(depth, classes)
        counted[f"resnet{depth}"] = {
            "all": sum(each.numel() for each in net.parameters()),
            "head": sum(each.numel() for each in net.head.parameters()),
            "names": sketch(np.array([each.numel() for _, each in sorted(net.named_parameters())], dtype=np.float32), "sizes"),
        }
    return counted


def average_precision(name, count, kind, classes, spread):
    """COCO's twelve numbers of scenes whose detections are the objects, moved, and others that are not there."""
    truths, guesses = [], []
    for image in range(count):
        objects = int(whole(f"{name} {image} objects", 1, 7)[0])
        real = boxes(f"{name} {image}", objects, kind) * np.float32(spread)
        labels = whole(f"{name} {image} labels", objects, classes)
        crowd = whole(f"{name} {image} crowd", objects, 6) == 0
        moved = real + uniform(f"{name} {image} moved", 4 * objects, -0.1, 0.1).reshape(objects, 4) * np.float32(10 * spread)
        moved[:, 2:] = np.maximum(moved[:, 2:], moved[:, :2])
        others = boxes(f"{name} {image} others", 5, kind) * np.float32(spread)
        found = np.concatenate([moved, moved[:2], others]).astype(np.float32)
        found_labels = np.concatenate([labels, labels[:2], whole(f"{name} {image} other labels", 5, classes)])
        found_scores = scores(f"{name} {image} scores", len(found), kind)
        for box, label, many in zip(real.astype(np.float64), labels, crowd):
            sides = box[2:] - box[:2]
            if sides.min() <= 0:
                continue
            truths.append({"id": len(truths) + 1, "image_id": image, "category_id": int(label), "iscrowd": int(many),
                           "bbox": [*box[:2], *sides], "area": float(sides.prod())})
        for box, label, score in zip(found.astype(np.float64), found_labels, found_scores):
            guesses.append({"image_id": image, "category_id": int(label), "score": float(score), "bbox": [*box[:2], *(box[2:] - box[:2])]})
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {"images": [{"id": i} for i in range(count)], "annotations": truths, "categories": [{"id": i} for i in range(classes)]}
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(guesses), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return [None if each == -1 else significant(each) for each in evaluation.stats]


def main(folder):
    torch.manual_seed(0)
    torch.use_deterministic_algorithms(True)
    provide_nms()
    write(folder, "boxes", {kind: box_operations(kind) for kind in KINDS})
    write(folder, "matching", {kind: matching(kind) for kind in KINDS})
    write(folder, "suppression", {kind: suppression(kind) for kind in KINDS})
    write(folder, "losses", losses())
    write(folder, "anchors", anchors())
    write(folder, "parameters", parameters())
    write(folder, "retinanet", model())
    write(folder, "selection", {str(i): each for i, each in enumerate(selection())})
    write(folder, "average-precision", {
        "small": average_precision("small", 6, "smooth", 2, 1),
        "grid": average_precision("grid", 8, "grid", 3, 1),
        "all sizes": average_precision("all sizes", 20, "smooth", 4, 4),
        "one class": average_precision("one class", 40, "grid", 1, 3),
    })


if __name__ == "__main__":
    main(sys.argv[1])
