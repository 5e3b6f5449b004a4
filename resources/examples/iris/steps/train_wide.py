"""A small neural network: one hidden layer of tanh neurons lets the borders between the species bend."""

import argparse
import math
import random

from models import add_slope, dense, flat, follow, softmax, step_down, surprise, training_data
from tables import FEATURES, SPECIES, read_flowers, write_json


def random_layer(rng, inputs, outputs):
    """Small random weights, smaller the more of them meet in a neuron (Glorot and Bengio, 2010)."""
    limit = math.sqrt(6 / (inputs + outputs))
    weights = [[rng.uniform(-limit, limit) for _ in range(inputs)] for _ in range(outputs)]
    return {"weights": weights, "bias": [0.0] * outputs}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", required=True)
    parser.add_argument("--hidden", type=int, required=True, help="neurons in the hidden layer")
    parser.add_argument("--lr", type=float, required=True, help="learning rate")
    parser.add_argument("--seed", type=int, required=True, help="of the first weights")
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--history", required=True)
    args = parser.parse_args()
    if args.lr <= 0 or args.epochs < 1 or args.hidden < 1:
        parser.error("expected wide.lr above 0, train.epochs and wide.hidden of at least 1")

    rows, labels, center, scale = training_data(read_flowers(args.train))
    rng = random.Random(args.seed)
    first = random_layer(rng, len(FEATURES), args.hidden)
    last = random_layer(rng, args.hidden, len(SPECIES))
    print(f"network with {args.hidden} hidden neurons, {len(rows)} flowers, learning rate {args.lr}", flush=True)

    history = {"loss": [], "accuracy": []}
    for epoch in range(1, args.epochs + 1):
        first_slope, last_slope, loss, hits = flat(first), flat(last), 0.0, 0
        for row, label in zip(rows, labels):
            hidden = [math.tanh(value) for value in dense(first, row)]
            guess = softmax(dense(last, hidden))
            loss += surprise(guess[label])
            hits += guess.index(max(guess)) == label
            errors = [p - (k == label) for k, p in enumerate(guess)]
            add_slope(last_slope, errors, hidden)
            # Back through the last layer, then through tanh, whose slope is 1 - tanh².
            back = [
                (1 - value * value) * sum(error * weights[j] for error, weights in zip(errors, last["weights"]))
                for j, value in enumerate(hidden)
            ]
            add_slope(first_slope, back, row)
        step_down(first, first_slope, args.lr / len(rows))
        step_down(last, last_slope, args.lr / len(rows))
        follow(history, epoch, args.epochs, loss / len(rows), hits / len(rows))

    write_json(args.model, {"center": center, "scale": scale, "layers": [first, last]})
    write_json(args.history, history)


if __name__ == "__main__":
    main()
