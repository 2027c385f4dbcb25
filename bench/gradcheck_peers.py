"""Times torch.autograd.gradcheck, and counts how often it finds one zeroed entry of a gradient.

Answers each line on stdin, a JSON object, with a line of its own, until there are no more.
"""

import json
import sys
import time

import torch
from torch.autograd import gradcheck


class HoledSquare(torch.autograd.Function):
    """x², whose gradient is zero at one place where it should not be."""

    @staticmethod
    def forward(ctx, x, hole):
        ctx.save_for_backward(x)
        ctx.hole = hole
        return x * x

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        result = 2 * x * grad
        if ctx.hole is not None:
            result = result.clone()
            result[ctx.hole] = 0
        return result, None


def found(size, trials, fast):
    """In how many trials the zeroed entry, which is at least as large as the root mean square, is found."""
    count = 0
    for trial in range(trials):
        generator = torch.Generator().manual_seed(trial)
        x = torch.randn(size, generator=generator, dtype=torch.float64, requires_grad=True)
        large = (x.detach().abs() >= x.detach().square().mean().sqrt()).nonzero()
        hole = int(large[trial % len(large)])
        torch.manual_seed(trial)
        count += not gradcheck(lambda t: HoledSquare.apply(t, hole), (x,), fast_mode=fast, raise_exception=False)
    return count


# Its best on small tensors: several threads spend their time waiting for each other, the more so on a busy machine.
torch.set_num_threads(1)
torch.manual_seed(0)
x = torch.randn(2, 3, 8, 8, dtype=torch.float64, requires_grad=True)
w = torch.randn(4, 3, 3, 3, dtype=torch.float64, requires_grad=True)


def conv(a, b):
    return torch.nn.functional.conv2d(a, b, padding=1)


def timed(repeats, fast):
    """Milliseconds, each time."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        gradcheck(conv, (x, w), fast_mode=fast)
        times.append(1e3 * (time.perf_counter() - start))
    return times


print(json.dumps(torch.__version__), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    fast = asked["mode"] == "fast"
    answer = timed(asked["repeats"], fast) if "repeats" in asked else found(asked["size"], asked["trials"], fast)
    print(json.dumps(answer), flush=True)
