"""Let both models name the flowers held out, and count how often they are right."""

import argparse

from models import probabilities, surprise
from tables import FEATURES, SPECIES, read_flowers, read_json, write_json, write_rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", required=True)
    parser.add_argument("--softmax", required=True)
    parser.add_argument("--wide", required=True)
    parser.add_argument("--scores", required=True)
    parser.add_argument("--predictions", required=True)
    args = parser.parse_args()

    flowers = read_flowers(args.test)
    scores, named = {}, {}
    for name, path in (("softmax", args.softmax), ("wide", args.wide)):
        model = read_json(path)
        guesses = [probabilities(model, features) for features, _ in flowers]
        named[name] = [SPECIES[guess.index(max(guess))] for guess in guesses]
        hits = sum(answer == truth for answer, (_, truth) in zip(named[name], flowers))
        loss = sum(surprise(guess[SPECIES.index(truth)]) for guess, (_, truth) in zip(guesses, flowers))
        scores[name] = {"accuracy": hits / len(flowers), "loss": loss / len(flowers)}
        print(f"{name:<8} {hits} of {len(flowers)} right, loss {scores[name]['loss']:.4f}", flush=True)
        for (features, truth), answer in zip(flowers, named[name]):
            if answer != truth:
                print(f"         takes a {truth} for a {answer}: {features}", flush=True)

    scores["test_accuracy"] = max(scores["softmax"]["accuracy"], scores["wide"]["accuracy"])
    write_json(args.scores, scores)
    rows = [
        [f"{x:.1f}" for x in features] + [truth, softmax, wide]
        for (features, truth), softmax, wide in zip(flowers, named["softmax"], named["wide"])
    ]
    write_rows(args.predictions, FEATURES + ["species", "softmax", "wide"], rows)


if __name__ == "__main__":
    main()
