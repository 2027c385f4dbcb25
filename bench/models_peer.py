"""torchvision's side of `bench/models.ts`: answers JSON lines with milliseconds, or with the peak memory of a few steps.

    python models_peer.py           waits for {"task": "forward" | "step", "batch": 8, "repeats": 3}
    python models_peer.py memory 8  prints the peak resident memory of a process that makes three steps, in MB
"""

import json
import resource
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "parity"))

from peer.torchvision_cpu import torchvision  # noqa: E402

THREADS = 2


class ResNet50:
    def __init__(self):
        self.model = torchvision.models.resnet50(weights=None)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=1e-3)

    def forward(self, batch):
        self.model.eval()
        with torch.no_grad():
            self.model(torch.rand(batch, 3, 224, 224))

    def step(self, batch):
        self.model.train()
        self.optimizer.zero_grad()
        logits = self.model(torch.rand(batch, 3, 224, 224))
        torch.nn.functional.cross_entropy(logits, torch.arange(batch)).backward()
        self.optimizer.step()


def main():
    torch.set_num_threads(THREADS)
    resnet = ResNet50()
    if sys.argv[1:2] == ["memory"]:
        for _ in range(3):
            resnet.step(int(sys.argv[2]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    print(json.dumps(f"torch {torch.__version__}, torchvision {torchvision.__version__} on {THREADS} threads"), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        run = getattr(resnet, request["task"])
        times = []
        for _ in range(request["repeats"]):
            began = time.perf_counter()
            run(request["batch"])
            times.append(1000 * (time.perf_counter() - began))
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
