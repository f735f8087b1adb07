"""Uses the server's page and the API's page in headless Chromium as a person would.

Run by scripts/test; needs `energy` and Debian's chromium on the PATH.

    check_page.py FILE.h5       homes with a kettle and a fridge in house 1
"""
import csv
import io
import json
import pathlib
import sys
import tempfile
import time

from browser import Browser
from tiny import Server, train

from openapi_spec_validator import validate

ROWS = 5000
BAD_LINE = 17
MANY = 1_000_000
# What Chromium writes of any answer that is no success.
REFUSED = "Failed to load resource"
BUSY = "document.body.classList.contains('busy')"
DONE = f"!document.getElementById('result').hidden && !{BUSY}"


def tables(server, folder):
    """A table of part of the example's day with a gap, and one with a bad cell."""
    lines = server.ask("/example.csv")[1].splitlines()[:ROWS + 1]
    for number in range(900, 1000):
        lines[number] = lines[number].split(",")[0] + ","
    good, bad = folder / "part of a day.csv", folder / "bad.csv"
    good.write_text("\n".join(lines) + "\n")
    lines[BAD_LINE - 1] = lines[BAD_LINE - 1].split(",")[0] + ",many"
    bad.write_text("\n".join(lines) + "\n")
    return good, bad


def numbers(text):
    """The numbers that a cell begins with, as people write them."""
    return float(text.split()[0].replace(",", "").replace("\u2212", "-"))


def open_page(browser, server, **how):
    page = browser.visit(server.address + "/", **how)
    page.until("document.querySelector('#cards table, #cards p:not(.soft)') && "
               "document.getElementById('pace').textContent")
    return page


def check_cards(page):
    """Each model's line says in which house it was trained."""
    homes = page.evaluate("[...document.querySelectorAll('#cards tbody tr')]"
                          ".map(row => row.cells[3].innerText)")
    assert len(homes) == 2 and all(home.endswith("house 1") for home in homes), homes


def check_numbers(page, server, good):
    """The table on the page is what the API answers."""
    page.choose("#file", good)
    page.until(DONE)
    status, text = server.ask("/predict", good.read_text())
    assert status == 200, text
    answer = json.loads(text)
    shown = page.evaluate("[...document.querySelectorAll('#energy tbody tr')]"
                          ".map(row => [...row.cells].map(cell => cell.innerText))")
    assert [row[0] for row in shown] == (
        [a["appliance"] for a in answer["appliances"]] + ["remainder", "mains"]), shown
    for row, appliance in zip(shown, answer["appliances"]):
        assert abs(numbers(row[1]) - appliance["energy_kwh"]) < 0.006, (row, appliance["energy_kwh"])
        assert abs(numbers(row[2]) / 100 - appliance["share"]) < 0.006, (row, appliance["share"])
        assert row[3].replace(",", "") == str(len(appliance["activations"])), row
    assert abs(numbers(shown[-1][1]) - answer["mains_energy_kwh"]) < 0.006, shown
    assert "5,000 rows" in page.text("#result-note"), page.text("#result-note")
    assert "without mains" in page.text("#notes"), page.text("#notes")
    uses = page.evaluate("[...document.querySelectorAll('#plots figure:not(.whole) tbody')]"
                         ".map(body => body.rows.length)")
    assert uses == [n for n in (len(a["activations"]) for a in answer["appliances"]) if n], uses
    return answer


def place(page, number, part):
    """A point of a plot: so far from the left edge of its frame, at half its height."""
    return page.evaluate(f"""(() => {{
      const plot = energyPage.plots[{number}];
      plot.box.scrollIntoView({{block: 'center'}});
      const box = plot.box.getBoundingClientRect();
      const {{ left, right, top, bottom }} = plot.frame, scale = 1 / plot.ratio();
      return [box.left + (left + {part} * (right - left)) * scale,
              box.top + (top + bottom) / 2 * scale];
    }})()""")


def check_zoom(page):
    """Dragging and keys change what all plots show, and Home shows all again."""
    share = "energyPage.plots.map(p => (p.view.to - p.view.from) / (p.whole.to - p.whole.from))"
    page.mouse("Moved", *place(page, 0, 0.25))
    page.mouse("Pressed", *place(page, 0, 0.25), pressed=True)
    page.mouse("Moved", *place(page, 0, 0.4), pressed=True)
    page.mouse("Moved", *place(page, 0, 0.5), pressed=True)
    page.mouse("Released", *place(page, 0, 0.5))
    page.settle()
    assert all(abs(part - 0.25) < 0.01 for part in page.evaluate(share)), page.evaluate(share)
    page.evaluate("energyPage.plots[1].box.focus()")
    page.key("+")
    page.settle()
    assert all(abs(part - 0.125) < 0.01 for part in page.evaluate(share)), page.evaluate(share)
    page.key("Home")
    page.settle()
    assert page.evaluate(share) == [1, 1, 1]
    page.click("#mains .tools button:nth-child(2)")
    page.settle()
    assert abs(page.evaluate(share)[2] - 0.5) < 0.01
    page.evaluate("energyPage.plots[0].reset()")
    page.settle()


def check_pointer(page, answer):
    """Near enough, the value under the pointer is the row's."""
    for number, appliance in enumerate(answer["appliances"], 1):
        row = max(range(ROWS), key=lambda n: appliance["watts"][n] or 0)
        page.evaluate(f"""(() => {{
          const plot = energyPage.plots[{number}], t = energyPage.shown.table.times[{row}];
          plot.show(t - 60000, t + 60000);
        }})()""")
        page.settle()
        part = page.evaluate(f"""(() => {{
          const plot = energyPage.plots[{number}], fine = plot.chart.fine;
          const t = energyPage.shown.table.times[{row}];
          const cell = Math.floor((t - fine.start) / fine.step + 0.5);
          return (fine.start + (cell + 0.5) * fine.step - plot.view.from) /
            (plot.view.to - plot.view.from);
        }})()""")
        page.mouse("Moved", *place(page, number, part))
        page.settle()
        tip = page.evaluate(f"energyPage.plots[{number}].tip.querySelector('td:last-child').innerText")
        assert abs(numbers(tip) - appliance["watts"][row]) < 0.51, (tip, appliance["watts"][row])
    page.evaluate("energyPage.plots[0].reset()")
    page.settle()


def downloaded(page, button, path):
    page.click(button)
    end = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < end, f"no download {path.name}"
        time.sleep(0.05)
    return path.read_text(encoding="utf-8")


def check_download(page, server, good, answer, folder):
    """The files handed out say what the server says of the same table."""
    text = downloaded(page, "#save", folder / "part-of-a-day-appliances.csv")
    ours = list(csv.reader(io.StringIO(text)))
    theirs = list(csv.reader(io.StringIO(
        server.ask("/predict", good.read_text(), Accept="text/csv")[1])))
    assert ours[0] == theirs[0], (ours[0], theirs[0])
    assert len(ours) == len(theirs) == ROWS + 1
    for mine, other in zip(ours[1:], theirs[1:]):
        assert mine[0] == other[0] and mine[-1] == other[-1], (mine, other)
        for a, b in zip(mine[1:-1], other[1:-1]):
            assert (a == b == "") or abs(float(a) - float(b)) < 0.02, (mine, other)
    text = downloaded(page, "#save-uses", folder / "part-of-a-day-activations.csv")
    assert len(text.splitlines()) == 1 + sum(
        len(a["activations"]) for a in answer["appliances"]), text


def check_bad(page, bad, good):
    """A bad file shows what the server says of it, and the line; the next one is read again."""
    page.drop("#drop", bad)
    page.until("document.getElementById('problem').textContent")
    said = page.text("#problem")
    assert f"line {BAD_LINE}" in said and "many" in said, said
    assert "many" in page.text("#problem mark"), said
    assert "/tmp" not in said, said
    page.until(f"!{BUSY}")
    page.choose("#file", good)
    page.until(f"{DONE} && !document.getElementById('problem').textContent")


def check_other_ways(page):
    """The example and pasted values are estimated too."""
    page.click("#example")
    page.until(f"{DONE} && document.getElementById('result-title').textContent === 'Example day'", 60)
    assert numbers(page.text("#energy tbody tr:last-child td")) > 1
    page.click("#open-paste")
    page.write("#values", "\n".join(["120"] * 200 + ["2700"] * 30 + ["null", "120"] * 50))
    page.write("#period", "6")
    page.click("#paste button[type=submit]")
    page.until(f"{DONE} && document.getElementById('result-title').textContent === 'Pasted values'")
    assert "330 rows" in page.text("#result-note"), page.text("#result-note")
    page.write("#values", "time;watts\n2014-03-22 07:00:00;213,5\n2014-03-22 07:00:06;215\n")
    page.click("#paste button[type=submit]")
    page.until(f"{DONE} && document.getElementById('result-note').textContent.startsWith('2 rows')")


def check_many(page):
    """A million rows are drawn by what lies between: no more marks than there is room for."""
    page.evaluate(f"""(() => {{
      const rows = ['timestamp,power'];
      for (let n = 0; n < {MANY}; n++) rows.push(`${{1400000000 + n * 6}},${{200 + n % 50}}`);
      const text = rows.join('\\n') + '\\n';
      energyPage.estimate({{ name: 'many', text, blob: new Blob([text]), type: 'text/csv' }});
    }})()""")
    page.until(f"{DONE} && document.getElementById('result-title').textContent === 'many'", 180)
    for _ in range(8):
        letters = page.evaluate("Math.max(...[...document.querySelectorAll('#plots path')]"
                                ".map(path => path.getAttribute('d').length))")
        assert 100 < letters < 300_000, letters
        page.evaluate("energyPage.plots[0].zoom(4)")
        page.settle()


def check_looks(page):
    """Dark where the system says so, until the button is pressed."""
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.colours("dark")
    dark = page.evaluate(paper)
    assert light != dark
    page.click("#theme")
    assert page.evaluate(paper) == light
    page.click("#theme")
    page.colours("light")


def check_names(page):
    """Whatever can be worked has a name."""
    nameless = page.evaluate("""[...document.querySelectorAll(
      'button, input, select, textarea, a, summary, [tabindex]')].filter(e =>
        !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') ||
          (e.labels && e.labels.length) || e.textContent.trim())).map(e => e.outerHTML)""")
    assert nameless == [], nameless


def check_quiet(page, server, refusals=False):
    page.settle()
    complaints = [c for c in page.complaints if not (refusals and c.startswith(REFUSED))]
    assert complaints == [], complaints
    foreign = [a for a in page.requests
               if not a.startswith((server.address + "/", "data:", f"blob:{server.address}/"))]
    assert foreign == [], foreign


def check_narrow(browser, server, good, width, dark):
    page = open_page(browser, server, width=width, dark=dark)
    page.choose("#file", good)
    page.until(DONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_quiet(page, server)
    docs = browser.visit(server.address + "/docs", width=width, dark=dark)
    assert docs.evaluate("document.documentElement.scrollWidth") <= width
    check_quiet(docs, server)


def tried(page, operation):
    """Status line and body of what a form of the API's page was answered."""
    form = f"#{operation} form"
    page.click(f"{form} button[type=submit]")
    page.until(f"/^\\d/.test(document.querySelector('{form} .said').textContent)")
    return page.text(f"{form} .said"), page.text(f"{form} .body-of")


def check_docs(browser, server):
    """Forms of the API's page ask, and show what is answered."""
    page = browser.visit(server.address + "/docs")
    said, body = tried(page, "postPredict")
    assert said.startswith("200"), (said, body)
    assert len(json.loads(body)["appliances"]) == 2, body
    assert "x-model-version: " in page.text("#postPredict .head-of").lower()
    page.evaluate("(() => { const kind = document.querySelector('#postPredict .kind'); "
                  "kind.selectedIndex = 2; kind.dispatchEvent(new Event('change')); })()")
    assert tried(page, "postPredict")[0].startswith("200")
    page.write("#getModelsName input", "kettle")
    said, body = tried(page, "getModelsName")
    assert said.startswith("200") and json.loads(body)["appliance"] == "kettle", (said, body)
    page.write("#getModelsName input", "ketle")
    said, body = tried(page, "getModelsName")
    assert said.startswith("404") and "kettle" in body, (said, body)
    check_names(page)
    check_quiet(page, server, refusals=True)


def check_document(server):
    """The OpenAPI document is one, and what it lists exists."""
    document = json.loads(server.ask("/openapi.json")[1])
    validate(document)
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        if "get" in operations and "{" not in path:
            status, _ = server.ask(path)
            assert status not in (404, 405), (path, status)
    assert {"/predict", "/health", "/ready", "/models", "/models/{name}"} <= set(document["paths"])


def check_token(browser, run, good):
    """Where the server wants its token everywhere, the page asks for it, and keeps it in the tab."""
    with Server(run, "--require-token", token="a-long-secret") as server:
        assert Server.ask.__get__(Bare(server))("/models")[0] == 401
        page = browser.visit(server.address + "/")
        page.until("!document.getElementById('access').hidden")
        page.choose("#file", good)
        page.until("document.getElementById('problem').textContent")
        page.write("#token", "a-long-secret")
        page.click("#access button")
        page.until(f"{DONE} && document.querySelector('#cards table')")
        assert page.evaluate("localStorage.length") == 0
        assert "secret" not in page.evaluate("location.href + document.cookie")
        check_quiet(page, server, refusals=True)


class Bare:
    """A server asked without its token."""

    def __init__(self, server):
        self.address, self.token = server.address, None


def main():
    source = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        folder = pathlib.Path(folder)
        browser.keep_downloads(folder)
        run = train(source, folder)
        with Server(run) as server:
            check_document(server)
            good, bad = tables(server, folder)
            page = open_page(browser, server)
            check_cards(page)
            answer = check_numbers(page, server, good)
            check_zoom(page)
            check_pointer(page, answer)
            check_download(page, server, good, answer, folder)
            check_looks(page)
            check_names(page)
            check_quiet(page, server)
            check_bad(page, bad, good)
            check_other_ways(page)
            check_many(page)
            check_quiet(page, server, refusals=True)
            check_narrow(browser, server, good, 360, dark=True)
            check_narrow(browser, server, good, 1600, dark=False)
            check_docs(browser, server)
        check_token(browser, run, good)
    print("upload, values, zoom, download, errors, example, paste, a million rows, 360 px, API page")


if __name__ == "__main__":
    main()
