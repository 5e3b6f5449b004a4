"""Part the flowers into those to learn from and those held out, each species in the same proportion."""

import argparse
import random

from tables import SPECIES, read_flowers, write_flowers


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flowers", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--ratio", type=float, required=True, help="share of the flowers to learn from")
    parser.add_argument("--train", required=True)
    parser.add_argument("--test", required=True)
    args = parser.parse_args()
    if not 0 < args.ratio < 1:
        parser.error(f"split.ratio is {args.ratio}, expected a number between 0 and 1")

    flowers = read_flowers(args.flowers)
    rng = random.Random(args.seed)
    train, test = [], []
    for species in SPECIES:
        group = [flower for flower in flowers if flower[1] == species]
        rng.shuffle(group)
        cut = round(len(group) * args.ratio)
        if not 0 < cut < len(group):
            parser.error(f"split.ratio {args.ratio} leaves no {species} on one side")
        train += group[:cut]
        test += group[cut:]
        print(f"{species:<12}{cut:>4} to learn from {len(group) - cut:>4} held out", flush=True)
    rng.shuffle(train)  # not all of one species after the other

    write_flowers(args.train, train)
    write_flowers(args.test, test)
    print(f"{'all':<12}{len(train):>4} to learn from {len(test):>4} held out", flush=True)


if __name__ == "__main__":
    main()
