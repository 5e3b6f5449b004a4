"""Reading and writing the files that the steps exchange.

Equal values always make equal bytes (fixed order, fixed line ends, rounded numbers), so that a step
which runs again and finds nothing new lets everything after it rest.
"""

import csv
import json

FEATURES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]  # in cm
SPECIES = ["setosa", "versicolor", "virginica"]


def read_flowers(path):
    """Return a list of (features, species): four lengths in cm and the name."""
    with open(path, encoding="utf-8", newline="") as file:
        return [([float(row[name]) for name in FEATURES], row["species"]) for row in csv.DictReader(file)]


def write_flowers(path, flowers):
    """Write a list of (features, species) as CSV, lengths to 0.1 cm as Fisher gave them."""
    write_rows(path, FEATURES + ["species"], [[f"{x:.1f}" for x in features] + [name] for features, name in flowers])


def read_rows(path):
    """Return the rows of a CSV file as dicts of strings."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write_json(path, value):
    """Write JSON with sorted keys and numbers rounded to six decimals."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        json.dump(rounded(value), file, indent=2, sort_keys=True)
        file.write("\n")


def rounded(value):
    if isinstance(value, float):
        return round(value, 6) + 0.0  # adding zero turns -0.0 into 0.0
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return value
