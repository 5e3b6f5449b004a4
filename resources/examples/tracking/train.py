"""A training script that is tracked: `python train.py --lr 0.3`, then look at it in Signet, and compare it with another.

Softmax regression on Fisher's irises, in plain Python, so that there is nothing to install.
"""

import argparse
import csv
import math
import random
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
try:
    import signet
except ImportError:
    # Not installed (pip install resources/python): the one beside the examples.
    sys.path.insert(0, str(here.parent.parent / "python"))
    import signet


def read_flowers(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    label = list(rows[0])[-1]
    names = sorted({row[label] for row in rows})
    return [([float(value) for key, value in row.items() if key != label], names.index(row[label])) for row in rows], names


def chances(weights, features):
    scores = [sum(w * x for w, x in zip(row, [*features, 1.0])) for row in weights]
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def train(flowers, kinds, lr, epochs):
    width = len(flowers[0][0]) + 1
    weights = [[0.0] * width for _ in range(kinds)]
    for epoch in range(epochs):
        loss = 0.0
        for features, kind in flowers:
            found = chances(weights, features)
            loss -= math.log(max(found[kind], 1e-12))
            for at, row in enumerate(weights):
                error = found[at] - (at == kind)
                for place, value in enumerate([*features, 1.0]):
                    row[place] -= lr * error * value / len(flowers)
        signet.log_metric("loss", loss / len(flowers), step=epoch)
    return weights


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.3)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    # The arguments are recorded by themselves, as are code, git, packages and all that is printed.
    with signet.init(project="examples/tracking", name=f"iris lr {args.lr}", tags=["example"]):
        flowers, names = read_flowers(here.parent / "iris" / "data" / "iris.csv")
        random.Random(args.seed).shuffle(flowers)
        tested, trained = flowers[:50], flowers[50:]
        weights = train(trained, len(names), args.lr, args.epochs)

        confusion = [[0] * len(names) for _ in names]
        for features, kind in tested:
            found = chances(weights, features)
            confusion[kind][found.index(max(found))] += 1
        accuracy = sum(confusion[at][at] for at in range(len(names))) / len(tested)
        signet.log_metric("accuracy", accuracy)
        signet.log_table("confusion", [[name, *row] for name, row in zip(names, confusion)], columns=["kind", *names])
        brightest = max(max(row) for row in confusion)
        signet.log_image("confusion picture", [[value / brightest for value in row] for row in confusion])
        print(f"accuracy {accuracy:.2f} with a learning rate of {args.lr}")


if __name__ == "__main__":
    main()
