"""Three charts as SVG text, drawn without a library. Colours come from the page's style sheet."""

import math
from html import escape


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(str(words))}</text>'


def line(x1, y1, x2, y2, kind="grid"):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def svg(width, height, title, parts):
    body = "\n".join(parts)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">\n{body}\n</svg>'


def ticks(low, high, count):
    """Return about `count` round numbers from `low` to `high`: 1, 2 or 5 times a power of ten apart."""
    rough = (high - low) / count
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def loss_curves(curves):
    """Draw a list of (class, label, losses) over the epochs, the loss on a logarithmic scale."""
    width, height = 900, 320
    left, right, top, bottom = 44, 736, 14, 272
    curves = [(kind, label, [max(loss, 1e-6) for loss in losses]) for kind, label, losses in curves]  # log of 0 is none
    epochs = max(len(losses) for _, _, losses in curves)
    low = math.log10(min(min(losses) for _, _, losses in curves)) - 0.12
    high = math.log10(max(max(losses) for _, _, losses in curves)) + 0.03

    def at_x(epoch):
        return left + (right - left) * (epoch - 1) / max(1, epochs - 1)

    def at_y(loss):
        return bottom - (bottom - top) * (math.log10(loss) - low) / (high - low)

    parts = []
    for power in range(math.floor(low), math.ceil(high) + 1):
        for loss in (10**power, 2 * 10**power, 5 * 10**power):
            if low <= math.log10(loss) <= high:
                parts += [line(left, at_y(loss), right, at_y(loss))]
                parts += [text(left - 8, at_y(loss) + 4, f"{loss:g}", "tick", "end")]
    for epoch in [1] + [tick for tick in ticks(0, epochs, 6) if tick >= epochs / 20]:
        parts += [text(at_x(epoch), bottom + 20, f"{epoch:g}", "tick", "middle")]
    parts += [line(left, bottom, right, bottom, "axis")]
    parts += [text((left + right) / 2, height - 8, "epoch", "axis-name", "middle")]

    # The names stand at the ends of their lines, pushed apart where the ends are close.
    ends = sorted((at_y(losses[-1]), kind, label, losses) for kind, label, losses in curves)
    floor = -math.inf
    for y, kind, label, losses in ends:
        points = " ".join(f"{at_x(i):.1f},{at_y(loss):.1f}" for i, loss in enumerate(losses, start=1))
        parts += [f'<polyline points="{points}" class="curve {kind}"/>']
        parts += [f'<circle cx="{at_x(len(losses)):.1f}" cy="{y:.1f}" r="3.5" class="dot {kind}"/>']
        floor = max(y, floor + 36)
        parts += [text(right + 12, floor, label, f"name {kind}")]
        parts += [text(right + 12, floor + 16, f"{losses[-1]:.3f}", "tick")]
    return svg(width, height, "Training loss of both models over the epochs", parts)


def marker(kind, x, y):
    """Every species has a shape as well as a colour."""
    if kind == "setosa":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="mark setosa"/>'
    if kind == "versicolor":
        return f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" rx="1.5" class="mark versicolor"/>'
    return f'<path d="M{x:.1f} {y - 6:.1f}l5.8 10h-11.6z" class="mark virginica"/>'


def petals(flowers, species):
    """Draw (length, width, species, models that were wrong) of each flower; mistakes wear a ring."""
    width, height = 430, 350
    left, right, top, bottom = 46, 418, 44, 300
    low_x, high_x = 0, max(flower[0] for flower in flowers) + 0.4
    low_y, high_y = 0, max(flower[1] for flower in flowers) + 0.2

    def at_x(length):
        return left + (right - left) * (length - low_x) / (high_x - low_x)

    def at_y(breadth):
        return bottom - (bottom - top) * (breadth - low_y) / (high_y - low_y)

    parts = []
    for i, kind in enumerate(species):
        parts += [marker(kind, left + 6 + i * 96, 16), text(left + 18 + i * 96, 20, kind, "key")]
    parts += [f'<circle cx="{left + 294}" cy="16" r="8" class="ring"/>', text(left + 308, 20, "mistaken", "key")]
    for tick in ticks(low_y, high_y, 5):
        parts += [line(left, at_y(tick), right, at_y(tick), "grid" if tick else "axis")]
        parts += [text(left - 8, at_y(tick) + 4, f"{tick:g}", "tick", "end")]
    for tick in ticks(low_x, high_x, 6):
        parts += [text(at_x(tick), bottom + 20, f"{tick:g}", "tick", "middle")]
    parts += [text((left + right) / 2, height - 8, "petal length, cm", "axis-name", "middle")]
    parts += [f'<g transform="rotate(-90 12 {(top + bottom) / 2:.1f})">']
    parts += [text(12, (top + bottom) / 2, "petal width, cm", "axis-name", "middle"), "</g>"]
    for length, breadth, kind, wrong in sorted(flowers, key=lambda flower: (len(flower[3]), flower)):  # rings on top
        parts += ["<g>", marker(kind, at_x(length), at_y(breadth))]
        if wrong:
            parts += [f'<circle cx="{at_x(length):.1f}" cy="{at_y(breadth):.1f}" r="9.5" class="ring"/>']
        story = f"{kind}, {length} × {breadth} cm" + "".join(f"; {model} said {said}" for model, said in wrong)
        parts += [f"<title>{escape(story)}</title>", "</g>"]
    return svg(width, height, "Petals of the flowers held out", parts)


def confusion(kind, title, counts, species):
    """Draw a table of counts[truth][answer]; the fuller a cell, the stronger its colour."""
    wide, high, left, top = 112, 36, 90, 46
    width, height = left + wide * len(species), top + high * len(species) + 12
    parts = [text(0, 16, title, f"name {kind}")]
    for i, name in enumerate(species):
        parts += [text(left + wide * (i + 0.5), top - 8, name, "tick", "middle")]
        parts += [text(0, top + high * (i + 0.5) + 4, name, "key")]
    for i, truth in enumerate(species):
        total = sum(counts[truth].values())
        for j, answer in enumerate(species):
            count = counts[truth][answer]
            x, y, share = left + wide * j, top + high * i, count / total if total else 0
            shape = f'x="{x + 2}" y="{y + 2}" width="{wide - 4}" height="{high - 4}" rx="6"'
            parts += [f'<rect {shape} class="cell"/>']
            if count:
                fill = kind if i == j else "wrong"
                parts += [f'<rect {shape} class="fill {fill}" fill-opacity="{0.2 + 0.8 * share:.2f}"/>']
            shade = "zero" if not count else "strong" if share > 0.5 else ""
            parts += [text(x + wide / 2, y + high / 2 + 5, count, f"count {shade}", "middle")]
    return svg(width, height, f"{title}: true species by rows, answers by columns", parts)
