import Plots

/// The script of a report's page, in the order in which its parts are needed.
enum PageScript {
  static var text: String {
    "(()=>{'use strict';\n" + PlotScript.text + PlotScript.theme + reading + page + "})();"
  }

  /// What the page embeds, as numbers.
  private static let reading = #"""
    const MISSING = NaN;
    function codes(text, count) {
      const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
      const out = new Float64Array(count);
      let at = 0, value = 0, filled = 0;
      while (filled < count) {
        let number = 0, scale = 1, byte;
        do { byte = bytes[at++]; number += (byte & 127) * scale; scale *= 128; } while (byte > 127);
        const kind = number % 4, rest = Math.floor(number / 4);
        if (kind === 0) { value += rest % 2 ? -(rest + 1) / 2 : rest / 2; out[filled++] = value; }
        else for (let n = 0; n < rest; n++) out[filled++] = kind === 1 ? value : MISSING;
      }
      return out;
    }
    function prepare(chart) {
      if ('isTime' in chart) return chart;
      chart.isTime = !!chart.x.offsets;
      for (const segment of [...(chart.segments || []), ...(chart.detail || [])]) {
        segment.end = segment.start + segment.count * segment.step;
        for (const v of segment.values) {
          v.low = codes(v.low, segment.count);
          v.high = v.high === null ? v.low : codes(v.high, segment.count);
        }
      }
      return chart;
    }

    """#

  /// What the page does as a whole.
  private static let page = #"""
    const data = JSON.parse(document.getElementById('charts').textContent);
    const plots = {}, starts = {};
    for (const chart of data) {
      const figure = document.getElementById(chart.name);
      if (!figure) continue;
      const start = () => {
        if (plots[chart.name]) return;
        plots[chart.name] = new Plot(figure, prepare(chart));
        figure.classList.add('ready');
      };
      starts[chart.name] = start;
      // Those that are far below are drawn when they come near.
      if (!('IntersectionObserver' in window)) { start(); continue; }
      new IntersectionObserver((entries, observer) => {
        if (!entries.some(e => e.isIntersecting)) return;
        observer.disconnect();
        start();
      }, { rootMargin: '600px' }).observe(figure);
    }
    let width = innerWidth;
    addEventListener('resize', () => {
      if (innerWidth === width) return;
      width = innerWidth;
      for (const plot of Object.values(plots)) plot.draw();
    });
    addEventListener('toggle', e => {
      if (e.target.tagName === 'DETAILS' && e.target.open)
        for (const plot of Object.values(plots)) if (e.target.contains(plot.box)) plot.draw();
    }, true);
    addEventListener('beforeprint', () => {
      for (const d of document.querySelectorAll('details.print')) d.open = true;
      for (const start of Object.values(starts)) start();
      // The width of a sheet of paper, in CSS's pixels.
      for (const plot of Object.values(plots)) plot.draw(plot.chart.small ? 210 : 690);
    });
    addEventListener('afterprint', () => {
      for (const plot of Object.values(plots)) plot.draw();
    });
    window.energyReport = { plots, starts, charts: data, csv: n => csv(plots[n] ? plots[n].chart :
      prepare(data.find(c => c.name === n))) };

    """#
}
