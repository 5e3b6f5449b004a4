"""Softmax regression: one straight border between every two species, found by gradient descent."""

import argparse

from models import add_slope, dense, flat, follow, softmax, step_down, surprise, training_data
from tables import FEATURES, SPECIES, read_flowers, write_json


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", required=True)
    parser.add_argument("--lr", type=float, required=True, help="learning rate")
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--history", required=True)
    args = parser.parse_args()
    if args.lr <= 0 or args.epochs < 1:
        parser.error("expected train.lr above 0 and train.epochs of at least 1")

    rows, labels, center, scale = training_data(read_flowers(args.train))
    layer = {"weights": [[0.0] * len(FEATURES) for _ in SPECIES], "bias": [0.0] * len(SPECIES)}
    print(f"softmax regression, {len(rows)} flowers, learning rate {args.lr}", flush=True)

    history = {"loss": [], "accuracy": []}
    for epoch in range(1, args.epochs + 1):
        slope, loss, hits = flat(layer), 0.0, 0
        for row, label in zip(rows, labels):
            guess = softmax(dense(layer, row))
            loss += surprise(guess[label])
            hits += guess.index(max(guess)) == label
            # The slope of the cross-entropy at the softmax's input is simply: guess minus truth.
            add_slope(slope, [p - (k == label) for k, p in enumerate(guess)], row)
        step_down(layer, slope, args.lr / len(rows))
        follow(history, epoch, args.epochs, loss / len(rows), hits / len(rows))

    write_json(args.model, {"center": center, "scale": scale, "layers": [layer]})
    write_json(args.history, history)


if __name__ == "__main__":
    main()
