"""Checks a report in headless Chromium: figures, zoom, colours, and that it asks nobody anything.

Run by scripts/test; needs `energy` and Debian's chromium on the PATH.

    check_report.py FILE.h5 [FOLDER]     homes with a kettle and a fridge in houses 1 and 2
"""
import csv
import pathlib
import sys
import tempfile

from browser import Browser
from tiny import energy

CONFIGURATION = """
training:
  store: %s
  appliances: [kettle, fridge]
  network: {architecture: cnn-seq2seq, window: 45}
  ranges:
    train: {buildings: [1], to: "%s"}
    validation: {buildings: [1], from: "%s"}
    test: {buildings: [2]}
  batch_size: 64
  epochs: 3
  windows_per_epoch: 2048
  validation_windows: 256
"""
OVERVIEW = "kettle-actual-and-predicted"
DAYS = "kettle-energy-per-day"
LARGEST = 10_000_000


def make(source, folder):
    """Two reports of the same evaluations: one as they are made, one of what was kept of them."""
    store, run = folder / "store.h5", folder / "run"
    energy("preprocess", source, "--building", 1, "--building", 2, "--appliance", "kettle",
           "--appliance", "fridge", "--output", store)
    configuration = folder / "train.yaml"
    configuration.write_text(CONFIGURATION % (store, "2014-03-21", "2014-03-21"))
    energy("train", "--config", configuration, "--output", run)
    energy("evaluate", "--checkpoint", run / "fridge", "--checkpoint", run / "kettle", "--data",
           store, "--record", "--report", folder / "first.html")
    energy("report", run, "--output", folder / "again.html", "--figures", folder / "figures")


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def start(page, name):
    """Draws a plot and brings it into view."""
    page.evaluate(f"document.getElementById('{name}').scrollIntoView({{block: 'center'}})")
    page.settle()
    page.evaluate(f"energyReport.starts['{name}']()")
    page.settle()


def place(page, name, part):
    """A point of a plot: so far from the left edge of its frame, at half its height."""
    return page.evaluate(f"""(() => {{
      const plot = energyReport.plots['{name}'], box = plot.box.getBoundingClientRect();
      const {{ left, right, top, bottom }} = plot.frame, scale = 1 / plot.ratio();
      return [box.left + (left + {part} * (right - left)) * scale,
              box.top + (top + bottom) / 2 * scale];
    }})()""")


def check_values(page, figures):
    """Three figures of the page are those of the files, and one file is the page's, whole."""
    metrics = {row[0]: row[1] for row in rows(figures / "kettle-metrics.csv")}
    shown = page.evaluate(
        "document.querySelector('#kettle ~ dl [data-metric=mae_on_w]').firstChild.textContent")
    shown = float(shown.removesuffix(" W").replace(",", ""))
    assert abs(shown - float(metrics["mae_on_w"])) < 0.51, (shown, metrics["mae_on_w"])

    days = rows(figures / f"{DAYS}.csv")
    table = page.evaluate(
        f"[...document.getElementById('{DAYS}').querySelectorAll('tbody tr')]"
        ".map(row => [...row.cells].map(cell => cell.textContent))")
    assert [row[1:3] for row in table] == [row[2:4] for row in days[1:] if row[2]], table

    start(page, DAYS)
    number = len(days) // 2
    page.mouse("Moved", *place(page, DAYS, (number - 0.5) / (len(days) - 1)))
    page.settle()
    tip = page.evaluate(
        f"[...document.getElementById('{DAYS}').querySelectorAll('.tip td:last-child')]"
        ".map(cell => cell.textContent)")
    assert [t.removesuffix(" Wh").replace(",", "") for t in tip] == days[number][2:4], (
        tip, days[number])

    for name in (OVERVIEW, DAYS, "fridge-errors", "fridge-training", "week", "kettle-worst-1"):
        text = (figures / f"{name}.csv").read_text(encoding="utf-8")
        assert page.evaluate(f"energyReport.csv('{name}')") == text, f"{name}.csv differs"


def check_zoom(page):
    """Dragging, keys and buttons change what is seen, and Home shows all again."""
    start(page, OVERVIEW)
    plot = f"energyReport.plots['{OVERVIEW}']"
    share = f"({plot}.view.to - {plot}.view.from) / ({plot}.whole.to - {plot}.whole.from)"
    begin = f"({plot}.view.from - {plot}.whole.from) / ({plot}.whole.to - {plot}.whole.from)"
    page.mouse("Moved", *place(page, OVERVIEW, 0.25))
    page.mouse("Pressed", *place(page, OVERVIEW, 0.25), pressed=True)
    page.mouse("Moved", *place(page, OVERVIEW, 0.4), pressed=True)
    page.mouse("Moved", *place(page, OVERVIEW, 0.5), pressed=True)
    page.mouse("Released", *place(page, OVERVIEW, 0.5))
    assert abs(page.evaluate(share) - 0.25) < 0.01, page.evaluate(share)
    assert abs(page.evaluate(begin) - 0.25) < 0.01, page.evaluate(begin)
    page.evaluate(f"{plot}.box.focus()")
    page.key("+")
    assert abs(page.evaluate(share) - 0.125) < 0.01, page.evaluate(share)
    before = page.evaluate(begin)
    page.key("ArrowRight")
    assert page.evaluate(begin) > before
    page.key("Home")
    assert page.evaluate(share) == 1
    page.evaluate(f"document.querySelector('#{OVERVIEW} .tools button:nth-child(2)').click()")
    assert abs(page.evaluate(share) - 0.5) < 0.01
    page.key("0")


def check_colours(page):
    """The system's choice counts until the button is pressed."""
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.colours("dark")
    dark = page.evaluate(paper)
    assert light != dark
    page.evaluate("document.getElementById('theme').click()")
    assert page.evaluate(paper) == light
    page.evaluate("document.getElementById('theme').click()")
    assert page.evaluate(paper) == dark


def check_names(page):
    """The names above a plot of many columns lie within it, and none on another or the title."""
    start(page, "week")
    boxes = page.evaluate("""[...document.querySelectorAll('#week .plot svg .name, ' +
      '#week .plot svg .title')].map(text => { const box = text.getBBox();
        return [box.x, box.y, box.x + box.width, box.y + box.height]; })""")
    assert len(boxes) == 5, boxes
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0 and right <= 360, boxes
        for other in boxes[:number]:
            assert (right <= other[0] or other[2] <= left or bottom <= other[1] + 1
                    or other[3] <= top + 1), boxes


def check_quiet(page):
    page.settle()
    assert page.complaints == [], page.complaints
    assert page.requests == [page.address], page.requests


def main():
    source = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="energy-report-") as name:
        folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else name).resolve()
        folder.mkdir(exist_ok=True)
        make(source, folder)
        for report in ("first.html", "again.html"):
            assert (folder / report).stat().st_size < LARGEST
        with Browser() as browser:
            page = browser.open(folder / "first.html")
            check_values(page, folder / "figures")
            check_zoom(page)
            check_colours(page)
            check_quiet(page)
            again = browser.open(folder / "again.html", width=360, dark=True)
            assert again.evaluate("document.documentElement.scrollWidth") <= 360
            tables = "[...document.querySelectorAll('table.headline')].map(t => t.innerText)"
            assert page.evaluate(tables) == again.evaluate(tables)
            check_names(again)
            check_quiet(again)
            still = browser.open(folder / "first.html", script=False)
            assert still.evaluate("document.querySelectorAll('.plot svg path').length") > 20
            check_quiet(still)
    print("figures, zoom, keys, colours, 360 px, no script: as they should be")


if __name__ == "__main__":
    main()
