"""The curves of pace_report.py: validation loss against seconds of training, as an SVG."""
import math

COLUMNS, WIDTH, HEIGHT = 4, 236, 196
LEFT, RIGHT, TOP, BOTTOM, HEAD, FOOT = 38, 8, 24, 26, 30, 20
INK, FAINT, PAPER = "#1d1d1b", "#c9c9c4", "#fcfcfb"
# Apart for the colour-blind too.
HUES = ("#2459a6", "#c08a1e", "#b3362b")


class Axis:
    """A logarithmic scale."""

    def __init__(self, least, most, first, last):
        self.least, self.most, self.first, self.last = least, max(most, least * 1.01), first, last

    def place(self, value):
        inside = min(max(value, self.least), self.most)
        share = math.log(inside / self.least) / math.log(self.most / self.least)
        return self.first + share * (self.last - self.first)

    def ticks(self):
        """Those of 1, 2 and 5 times a power of ten that lie inside; 3 and 7 too where few do."""
        for steps in ((1, 10), (1, 2, 5), (1, 2, 3, 5, 7), (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)):
            powers = range(math.floor(math.log10(self.least)), math.ceil(math.log10(self.most)) + 1)
            found = sorted({step * 10.0**power for power in powers for step in steps})
            found = [value for value in found if self.least <= value <= self.most]
            if len(found) > 2:
                break
        return found


def points_of(values, x, y):
    return " ".join(f"{x.place(seconds):.1f},{y.place(loss):.1f}" for seconds, loss in values)


def best_so_far(values):
    """The least loss yet, as steps."""
    steps, least = [], math.inf
    for seconds, loss in values:
        if loss < least:
            if steps:
                steps.append((seconds, least))
            least = loss
            steps.append((seconds, loss))
    return steps + [(values[-1][0], least)]


def curve(values, x, y, colour):
    """Every validation faint, the best yet strong."""
    return (f'<polyline points="{points_of(values, x, y)}" fill="none" stroke="{colour}" '
            f'stroke-width=".7" opacity=".45"/>\n'
            f'<polyline points="{points_of(best_so_far(values), x, y)}" fill="none" '
            f'stroke="{colour}" stroke-width="1.7"/>\n')


def axes(x, y):
    out = []
    for value in y.ticks():
        place = y.place(value)
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{place:.1f}" y2="{place:.1f}" '
                   f'stroke="{FAINT}" stroke-width=".5"/><text x="{LEFT - 5}" '
                   f'y="{place + 3.5:.1f}" text-anchor="end">{value:.2g}</text>')
    for value in x.ticks():
        place = x.place(value)
        out.append(f'<line x1="{place:.1f}" x2="{place:.1f}" y1="{HEIGHT - BOTTOM}" '
                   f'y2="{HEIGHT - BOTTOM + 3}" stroke="{INK}" stroke-width=".6"/>'
                   f'<text x="{place:.1f}" y="{HEIGHT - BOTTOM + 14}" '
                   f'text-anchor="middle">{value:g}</text>')
    return "\n".join(out) + "\n"


def panel(name, sides, order):
    """One home and appliance; the dashed line is the loss wanted."""
    home, appliance, seed = name
    series = {side: [(point["seconds"], point["validation_loss"]) for point in sides[side]]
              for side in order if sides.get(side)}
    every = [value for values in series.values() for value in values]
    wanted = min(loss for _, loss in series["windows"])
    # The few highest losses, of the first epochs, would press the rest together.
    highest = sorted(loss for _, loss in every)[len(every) * 95 // 100]
    x = Axis(min(seconds for seconds, _ in every), max(seconds for seconds, _ in every), LEFT,
             WIDTH - RIGHT)
    y = Axis(min(loss for _, loss in every), highest, HEIGHT - BOTTOM, TOP)
    place = y.place(wanted)
    title = f"{home}, {appliance}" + ("" if seed == 1 else f", seed {seed}")
    return (f'<text x="{LEFT}" y="14" font-weight="600">{title}</text>\n{axes(x, y)}'
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{place:.1f}" y2="{place:.1f}" '
            f'stroke="{INK}" stroke-width=".8" stroke-dasharray="3 3"/>\n'
            + "".join(curve(series[side], x, y, hue)
                      for side, hue in zip(order, HUES) if side in series))


def legend(order):
    out, x = [], LEFT
    names = {"windows": "energy, window by window", "pytorch": "PyTorch, window by window"}
    for side, hue in zip(order, HUES):
        word = names.get(side, f"energy, {side}")
        out.append(f'<rect x="{x}" y="12" width="14" height="4" fill="{hue}"/>'
                   f'<text x="{x + 20}" y="18">{word}</text>')
        x += 46 + 6 * len(word)
    return "\n".join(out) + "\n"


def picture(found, side):
    """All panels as one SVG; found is {(home, appliance, seed): {side: points}}."""
    order = ("windows", "pytorch", side)
    lines = -(-len(found) // COLUMNS)
    width, height = COLUMNS * WIDTH, HEAD + lines * HEIGHT + FOOT
    title = "Validation loss over seconds of training"
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
           f'font-family="system-ui, sans-serif" font-size="10.5" fill="{INK}" role="img" '
           f'aria-label="{title}">\n<title>{title}</title>\n'
           f'<rect width="{width}" height="{height}" fill="{PAPER}"/>\n{legend(order)}']
    for number, (name, sides) in enumerate(found.items()):
        shift = number % COLUMNS * WIDTH, HEAD + number // COLUMNS * HEIGHT
        out.append(f'<g transform="translate({shift[0]} {shift[1]})">\n'
                   f'{panel(name, sides, order)}</g>\n')
    out.append(f'<text x="{LEFT}" y="{height - 8}">Validation loss, each one faint and the least '
               'yet strong, over seconds of training; dashed: the least loss of energy window by '
               'window</text>\n')
    return "".join(out) + "</svg>\n"
