"""Read the measurements, check every line, and write a clean table.

Blank lines and lines that begin with # are passed over: adding one changes this step's input, so it runs
again, but not its output, so nothing after it does.
"""

import argparse
import sys

from tables import FEATURES, SPECIES, write_flowers


def check(number, line):
    """Return (features, species) of one line of the file, or end the step with a message that says where."""
    cells = [cell.strip() for cell in line.split(",")]
    if len(cells) != len(FEATURES) + 1:
        sys.exit(f"line {number}: {len(cells)} values, expected {len(FEATURES) + 1}")
    *lengths, species = cells
    if species not in SPECIES:
        sys.exit(f"line {number}: unknown species {species!r}, expected one of {', '.join(SPECIES)}")
    features = []
    for name, text in zip(FEATURES, lengths):
        try:
            value = float(text)
        except ValueError:
            sys.exit(f"line {number}: {name} is {text!r}, expected a number")
        if not 0 < value < 30:
            sys.exit(f"line {number}: {name} is {text} cm, expected between 0 and 30")
        features.append(value)
    return features, species


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measurements", required=True)
    parser.add_argument("--flowers", required=True)
    args = parser.parse_args()

    with open(args.measurements, encoding="utf-8-sig") as file:
        lines = [(n, line.strip()) for n, line in enumerate(file, start=1)]
    lines = [(n, line) for n, line in lines if line and not line.startswith("#")]
    header = ",".join(FEATURES + ["species"])
    if not lines or lines[0][1] != header:
        sys.exit(f"the first line is not {header}")
    flowers = [check(n, line) for n, line in lines[1:]]

    print(f"{len(flowers)} flowers read, all lines are good", flush=True)
    print(f"{'mean, cm':<12}" + "".join(f"{name:>14}" for name in FEATURES), flush=True)
    for species in SPECIES:
        rows = [features for features, name in flowers if name == species]
        if not rows:
            sys.exit(f"no flower of the species {species}")
        means = [sum(column) / len(rows) for column in zip(*rows)]
        print(f"{species:<12}" + "".join(f"{mean:>14.2f}" for mean in means) + f"   {len(rows)} flowers", flush=True)
    write_flowers(args.flowers, flowers)


if __name__ == "__main__":
    main()
