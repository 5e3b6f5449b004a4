"""Put the scores and the charts on one page that needs nothing else and follows the light or dark theme."""

import argparse
from html import escape

from charts import confusion, loss_curves, petals
from tables import SPECIES, read_json, read_rows

MODELS = {"softmax": "Softmax regression", "wide": "One hidden layer"}

STYLE = """
:root { color-scheme: light dark; --ground: #f7f7f8; --panel: #fff; --ink: #1d1f24; --soft: #6b7080; --rule: #e4e5ea;
  --softmax: #3b5bdb; --wide: #d9480f; --setosa: #0ca678; --versicolor: #ae3ec9; --virginica: #e8a200;
  --wrong: #e03131; --on: #fff; }
@media (prefers-color-scheme: dark) { :root { --ground: #141518; --panel: #1b1c20; --ink: #e8e9ed; --soft: #9a9fad;
  --rule: #2e3036; --softmax: #748ffc; --wide: #ff922b; --setosa: #38d9a9; --versicolor: #da77f2;
  --virginica: #ffd43b; --wrong: #ff8787; --on: #141518; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.5 system-ui, "Segoe UI", sans-serif; }
main { max-width: 980px; margin: 0 auto; padding: 36px 20px 48px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 14px; margin: 0 0 12px; } h2 small { font-weight: 400; color: var(--soft); font-size: 13px; }
p { color: var(--soft); margin: 0; max-width: 84ch; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 360px), 1fr));
  gap: 16px; margin-top: 16px; }
section { background: var(--panel); border: 1px solid var(--rule); border-radius: 12px;
  padding: 18px 20px; min-width: 0; }
.score.softmax { box-shadow: inset 4px 0 var(--softmax); } .score.wide { box-shadow: inset 4px 0 var(--wide); }
.score strong { font-size: 34px; line-height: 1.2; display: block; font-variant-numeric: tabular-nums; }
.best { color: var(--soft); border: 1px solid var(--rule); border-radius: 99px; padding: 1px 9px; font-size: 12px;
  font-weight: 400; float: right; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 12px system-ui, "Segoe UI", sans-serif; fill: var(--ink); font-variant-numeric: tabular-nums; }
svg .tick, svg .axis-name { fill: var(--soft); } svg .name { font-weight: 600; font-size: 13px; }
svg .count { font-size: 15px; font-weight: 600; } svg .zero { fill: var(--soft); font-weight: 400; font-size: 13px; }
svg + svg { margin-top: 8px; }
svg .strong { fill: var(--on); }
.grid { stroke: var(--rule); } .axis { stroke: var(--soft); }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.curve.softmax { stroke: var(--softmax); } .curve.wide { stroke: var(--wide); }
.dot.softmax, .fill.softmax, svg .name.softmax { fill: var(--softmax); }
.dot.wide, .fill.wide, svg .name.wide { fill: var(--wide); }
.cell { fill: var(--ground); } .fill.wrong { fill: var(--wrong); }
.mark { stroke: var(--panel); stroke-width: 1; }
.setosa { fill: var(--setosa); } .versicolor { fill: var(--versicolor); }
.virginica { fill: var(--virginica); } .ring { fill: none; stroke: var(--wrong); stroke-width: 2; }
"""


def score_card(name, score, flowers, best):
    right = sum(flower[name] == flower["species"] for flower in flowers)
    badge = '<span class="best">smallest loss</span>' if best else ""
    return (
        f'<section class="score {name}"><h2>{MODELS[name]}{badge}</h2>'
        f"<strong>{100 * score['accuracy']:.1f} %</strong>"
        f"<p>{right} of {len(flowers)} flowers right, loss {score['loss']:.3f}</p></section>"
    )


def count_answers(name, flowers):
    counts = {truth: {answer: 0 for answer in SPECIES} for truth in SPECIES}
    for flower in flowers:
        counts[flower["species"]][flower[name]] += 1
    return counts


def page(title, scores, flowers, curves):
    best = min(MODELS, key=lambda name: scores[name]["loss"])
    points = [
        (
            float(flower["petal_length"]),
            float(flower["petal_width"]),
            flower["species"],
            [(MODELS[name], flower[name]) for name in MODELS if flower[name] != flower["species"]],
        )
        for flower in flowers
    ]
    cards = "\n".join(score_card(name, scores[name], flowers, name == best) for name in MODELS)
    tables = "\n".join(confusion(name, MODELS[name], count_answers(name, flowers), SPECIES) for name in MODELS)
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{escape(title)}</title>
<style>{STYLE}</style>
<main>
<h1>{escape(title)}</h1>
<p>Setosa, versicolor or virginica? Both models learned from the same part of R. A. Fisher’s irises and were
then asked about {len(flowers)} flowers they had never seen.</p>
<div class="row">
{cards}
</div>
<div class="row"><section><h2>Training loss <small>cross-entropy, logarithmic scale</small></h2>
{loss_curves(curves)}
</section></div>
<div class="row">
<section><h2>Petals of the flowers held out</h2>
{petals(points, SPECIES)}
</section>
<section><h2>Who was taken for whom <small>rows: the truth</small></h2>
{tables}
</section>
</div>
</main>
</html>
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--title", required=True)
    parser.add_argument("--scores", required=True)
    parser.add_argument("--predictions", required=True)
    parser.add_argument("--softmax-history", required=True)
    parser.add_argument("--wide-history", required=True)
    parser.add_argument("--report", required=True)
    args = parser.parse_args()

    flowers = read_rows(args.predictions)
    histories = {"softmax": args.softmax_history, "wide": args.wide_history}
    curves = [(name, MODELS[name], read_json(path)["loss"]) for name, path in histories.items()]
    html = page(args.title, read_json(args.scores), flowers, curves)
    with open(args.report, "w", encoding="utf-8", newline="\n") as file:
        file.write(html)
    print(f"{args.title}: {len(html):,} characters", flush=True)


if __name__ == "__main__":
    main()
