extension PlotScript {
  /// One plot: its picture, its pointer, its zoom, its buttons.
  static let figure = #"""
    const NS = 'http://www.w3.org/2000/svg';
    let serial = 0;
    class Plot {
      constructor(figure, chart) {
        this.figure = figure;
        this.chart = chart;
        this.box = figure.querySelector('.plot');
        this.id = `clip${serial++}`;
        this.whole = { from: chart.x.from, to: chart.x.to };
        this.view = { ...this.whole };
        this.tip = document.createElement('div');
        this.tip.className = 'tip';
        this.tools();
        this.draw();
        this.listen();
      }
      get least() {
        const c = this.chart;
        if (c.segments) return 4 * Math.min(...c.segments.concat(c.detail).map(s => s.step));
        const at = c.points || c.edges;
        return at.length > 1 ? at[1] - at[0] : 1;
      }
      show(from, to) {
        const span = Math.min(Math.max(to - from, this.least), this.whole.to - this.whole.from);
        let start = (from + to) / 2 - span / 2;
        start = Math.min(Math.max(start, this.whole.from), this.whole.to - span);
        this.view = { from: start, to: start + span };
        this.draw();
      }
      zoom(factor) {
        const { from, to } = this.view, middle = (from + to) / 2, half = (to - from) / 2 / factor;
        this.show(middle - half, middle + half);
      }
      pan(share) {
        const { from, to } = this.view, by = (to - from) * share;
        if (by > 0 ? to < this.whole.to : from > this.whole.from) this.show(from + by, to + by);
      }
      reset() { this.show(this.whole.from, this.whole.to); }
      csv() { return csv(this.chart); }
      tools() {
        const bar = this.figure.querySelector('.tools');
        if (!bar) return;
        const add = (text, name, act) => {
          const button = document.createElement('button');
          button.type = 'button';
          button.textContent = text;
          button.title = name;
          button.setAttribute('aria-label', `${name}: ${this.chart.title}`);
          button.addEventListener('click', act);
          bar.append(button);
        };
        add('\u2212', 'Zoom out', () => this.zoom(0.5));
        add('+', 'Zoom in', () => this.zoom(2));
        add('\u2190', 'Earlier or lower', () => this.pan(-0.5));
        add('\u2192', 'Later or higher', () => this.pan(0.5));
        add('All', 'Show the whole range', () => this.reset());
        add('CSV', 'Download the figures', () => this.download());
      }
      download() {
        const url = URL.createObjectURL(new Blob([this.csv()], { type: 'text/csv' }));
        const link = document.createElement('a');
        link.href = url;
        link.download = `${this.chart.name}.csv`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(url), 1000);
      }
      listen() {
        const box = this.box;
        box.addEventListener('pointermove', e => this.move(e));
        box.addEventListener('pointerleave', () => { if (!this.from) this.point(null); });
        box.addEventListener('pointerdown', e => {
          if (e.button) return;
          const at = this.place(e);
          this.from = { at, view: this.view, pans: e.shiftKey || this.below(e), x: e.clientX };
          if (e.pointerType !== 'touch') box.setPointerCapture(e.pointerId);
        });
        box.addEventListener('pointerup', e => this.release(e));
        box.addEventListener('pointercancel', () => { this.from = null; this.select(null); });
        box.addEventListener('dblclick', () => this.reset());
        box.addEventListener('keydown', e => {
          const act = { '+': () => this.zoom(2), '=': () => this.zoom(2), '-': () => this.zoom(0.5),
            ArrowLeft: () => this.pan(-0.25), ArrowRight: () => this.pan(0.25),
            Home: () => this.reset(), '0': () => this.reset(), Escape: () => this.reset() }[e.key];
          if (act && !e.ctrlKey && !e.metaKey) { act(); e.preventDefault(); }
        });
      }
      ratio() { return this.width / this.box.getBoundingClientRect().width; }
      place(e) {
        const x = (e.clientX - this.box.getBoundingClientRect().left) * this.ratio();
        const { left, right } = this.frame, part = (x - left) / (right - left);
        return this.view.from + Math.min(Math.max(part, 0), 1) * (this.view.to - this.view.from);
      }
      below(e) {
        const y = (e.clientY - this.box.getBoundingClientRect().top) * this.ratio();
        return y > this.frame.bottom;
      }
      move(e) {
        if (!this.from) return this.point(this.place(e));
        if (!this.from.pans) return this.select(this.from.at, this.place(e));
        const { view, x } = this.from, size = (this.frame.right - this.frame.left) / this.ratio();
        const by = (x - e.clientX) / size * (view.to - view.from);
        this.show(view.from + by, view.to + by);
      }
      release(e) {
        const from = this.from;
        this.from = null;
        this.select(null);
        if (!from || from.pans || Math.abs(e.clientX - from.x) < 6) return;
        const to = this.place(e);
        this.show(Math.min(from.at, to), Math.max(from.at, to));
      }
      select(a, b) {
        const at = v => this.x(Math.min(Math.max(v, this.view.from), this.view.to));
        const mark = this.svg.querySelector('.select');
        mark.setAttribute('width', a === null ? 0 : Math.abs(at(b) - at(a)));
        if (a !== null) { mark.setAttribute('x', Math.min(at(a), at(b))); this.point(null); }
      }
      x(value) {
        const { left, right } = this.frame, { from, to } = this.view;
        return left + (value - from) / (to - from) * (right - left);
      }

    """# + pointing

  private static let pointing = #"""
      valuesAt(at) {
        const chart = this.chart;
        if (chart.segments) {
          const shown = this.shown, i = Math.floor((at - shown.begin) / shown.size);
          const begin = shown.begin + i * shown.size;
          return { at: begin + (shown.single ? 0 : shown.size / 2),
            title: words(chart, begin, shown.size) + this.width_(shown),
            values: shown.columns.map((list, n) => [list[i], chart.columns[n]]).map(([s, c]) =>
              s ? c.style === 'band' && tenth(s.low) !== tenth(s.high) ?
                [s.low, s.high] : [s.mean] : []) };
        }
        const list = chart.points || chart.edges;
        let i = 0;
        if (chart.points) {
          list.forEach((v, n) => { if (Math.abs(v - at) < Math.abs(list[i] - at)) i = n; });
        } else {
          i = Math.min(Math.max(list.findIndex(v => v > at) - 1, 0), list.length - 2);
          if (at >= list[list.length - 1]) i = list.length - 2;
        }
        const number = v => group(spell(v, Number.isInteger(v) ? 0 : 1));
        const title = chart.isTime ? words(chart, list[i], day) :
          chart.points ? `${chart.x.label} ${list[i]}` :
          `${number(list[i])} to ${number(list[i + 1])} ${chart.x.unit}`;
        return { at: chart.points ? list[i] : (list[i] + list[i + 1]) / 2, title,
          values: chart.values.map(v => v[i] === null ? [] : [v[i]]) };
      }
      width_(shown) {
        if (shown.single) return '';
        const s = shown.size / 1000;
        return s < 120 ? `, ${Math.round(s)} s` : s < 7200 ? `, ${Math.round(s / 60)} min` :
          `, ${tenth(s / 3600)} h`;
      }
      point(at) {
        const line = this.svg.querySelector('.cursor');
        line.style.display = this.tip.style.display = at === null ? 'none' : 'block';
        if (at === null) return;
        const chart = this.chart, found = this.valuesAt(at);
        const x = this.x(Math.min(Math.max(found.at, this.view.from), this.view.to));
        line.setAttribute('x1', x);
        line.setAttribute('x2', x);
        const rows = document.createElement('table');
        found.values.forEach((list, n) => {
          const row = rows.insertRow(), column = chart.columns[n];
          const decimals = chart.segments && list.some(v => Math.abs(v) >= 100) ? 0 :
            column.decimals;
          const name = row.insertCell(), value = row.insertCell();
          const key = document.createElement('span');
          key.className = `swatch ${column.ink}`;
          key.style.background = 'var(--c)';
          name.append(key, column.name);
          value.style.textAlign = 'right';
          value.textContent = list.length ? list.map(v => group(spell(v, decimals))).join(' to ') +
            (chart.unit ? ' ' + chart.unit : '') : '\u2013';
        });
        this.tip.replaceChildren(found.title, rows);
        const scale = 1 / this.ratio(), box = this.box.getBoundingClientRect();
        const left = x * scale + 14, wide = this.tip.offsetWidth;
        this.tip.style.left = `${left + wide > box.width ?
          Math.max(0, x * scale - 14 - wide) : left}px`;
        this.tip.style.top = `${this.frame.top * scale}px`;
      }

    """#
}
