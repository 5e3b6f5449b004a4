"""What both models share: a stack of dense layers, tanh between them, softmax at the end.

A model is a dict that is written as JSON as it is:
    center, scale   mean and standard deviation of each feature in the training part
    layers          [{"weights": one row per neuron, "bias": one number per neuron}, ...]
Softmax regression is the model with a single layer.
"""

import math

from tables import SPECIES


def fit_scaler(rows):
    """Return the mean and the standard deviation of every column of `rows`."""
    columns = list(zip(*rows))
    center = [sum(column) / len(column) for column in columns]
    scale = [
        math.sqrt(sum((x - mean) ** 2 for x in column) / len(column)) or 1.0 for column, mean in zip(columns, center)
    ]
    return center, scale


def standardise(features, center, scale):
    return [(x - mean) / deviation for x, mean, deviation in zip(features, center, scale)]


def dense(layer, inputs):
    """Return weights · inputs + bias."""
    return [
        sum(weight * x for weight, x in zip(row, inputs)) + bias for row, bias in zip(layer["weights"], layer["bias"])
    ]


def softmax(values):
    """Turn any numbers into probabilities; the largest is taken off first so that exp cannot overflow."""
    largest = max(values)
    powers = [math.exp(value - largest) for value in values]
    total = sum(powers)
    return [power / total for power in powers]


def probabilities(model, features):
    """Return one probability per species for a flower measured in cm."""
    values = standardise(features, model["center"], model["scale"])
    for layer in model["layers"][:-1]:
        values = [math.tanh(value) for value in dense(layer, values)]
    return softmax(dense(model["layers"][-1], values))


def surprise(probability):
    """Cross-entropy of one flower, given the probability of its true species."""
    return -math.log(max(probability, 1e-12))


def training_data(flowers):
    """Return (standardised rows, class numbers, center, scale); the scaler sees only these flowers."""
    center, scale = fit_scaler([features for features, _ in flowers])
    rows = [standardise(features, center, scale) for features, _ in flowers]
    return rows, [SPECIES.index(species) for _, species in flowers], center, scale


def step_down(layer, slope, rate):
    """Move the weights and the bias of `layer` against their `slope`."""
    for row, slopes in zip(layer["weights"], slope["weights"]):
        for i, value in enumerate(slopes):
            row[i] -= rate * value
    for i, value in enumerate(slope["bias"]):
        layer["bias"][i] -= rate * value


def flat(layer):
    """Return zeros of the shape of `layer`, to add up slopes in."""
    return {"weights": [[0.0] * len(row) for row in layer["weights"]], "bias": [0.0] * len(layer["bias"])}


def add_slope(slope, errors, inputs):
    """Add one flower's part: its error at every neuron times what went into the layer."""
    for k, error in enumerate(errors):
        slope["bias"][k] += error
        row = slope["weights"][k]
        for i, x in enumerate(inputs):
            row[i] += error * x


def follow(history, epoch, epochs, loss, accuracy):
    """Keep an epoch's loss and accuracy, and print about ten of them on the way."""
    history["loss"].append(loss)
    history["accuracy"].append(accuracy)
    if epoch == 1 or epoch == epochs or epoch % max(1, epochs // 10) == 0:
        print(f"epoch {epoch:>4}/{epochs}  loss {loss:.4f}  accuracy {accuracy:.3f}", flush=True)
