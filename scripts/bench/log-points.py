"""A program that logs points through the SDK, for `npm run bench -- --points`: `one COUNT`, `ten COUNT` or `names COUNT`.

`one`: a series of its own for all points; `ten`: ten series, a call for the ten of a step; `names`: a series for each point.
"""

import math
import sys

import signet

shape, count = sys.argv[1], int(sys.argv[2])
signet.init()
if shape == "one":
    for step in range(count):
        signet.log_metric("loss", math.exp(-step / count) + 0.01 * math.sin(step), step=step)
elif shape == "ten":
    names = [f"metric{number}" for number in range(10)]
    for step in range(count // 10):
        value = math.exp(-10 * step / count)
        signet.log_metrics({name: value for name in names}, step=step)
else:
    for number in range(count):
        signet.log_metric(f"layer.{number % 100}/weight.{number}", number / count, step=0)
signet.finish()
