"""Times torch.autograd.gradcheck, and counts how often it finds one zeroed entry of a gradient. Prints one JSON object."""

import json
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


def timed(run, repeats):
    run()
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return 1e3 * best


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


def main():
    torch.manual_seed(0)
    x = torch.randn(2, 3, 8, 8, dtype=torch.float64, requires_grad=True)
    w = torch.randn(4, 3, 3, 3, dtype=torch.float64, requires_grad=True)
    conv = lambda a, b: torch.nn.functional.conv2d(a, b, padding=1)
    print(
        json.dumps(
            {
                "torch": torch.__version__,
                "threads": torch.get_num_threads(),
                "fast": timed(lambda: gradcheck(conv, (x, w), fast_mode=True), 30),
                "slow": timed(lambda: gradcheck(conv, (x, w)), 3),
                "foundFast": {n: found(n, 20, True) for n in (100, 1000, 10000, 100000)},
                "foundSlow": {n: found(n, 20, False) for n in (100,)},
            }
        )
    )


main()
