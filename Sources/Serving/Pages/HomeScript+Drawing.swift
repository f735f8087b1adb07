extension HomeScript {
  /// Rows on an even grid, and plots that move together.
  static let drawing = #"""
    const MOST_CELLS = 4e6, COARSE = 64;
    function gridOf(table, holds) {
      const { times } = table, count = times.length, steps = [];
      for (let n = 1, jump = Math.max(1, Math.floor(count / 5000)); n < count; n += jump)
        if (times[n] > times[n - 1]) steps.push(times[n] - times[n - 1]);
      steps.sort((a, b) => a - b);
      let step = steps.length ? steps[Math.floor(steps.length / 2)] : 60000;
      step = Math.max(step, (times[count - 1] - times[0]) / MOST_CELLS);
      const cells = Math.floor((times[count - 1] - times[0]) / step + 0.5) + 1;
      const rows = new Int32Array(cells).fill(-1);
      for (let n = count - 1; n >= 0; n--) rows[Math.floor((times[n] - times[0]) / step + 0.5)] = n;
      // As the server does: a short silence keeps the value before it.
      const longest = holds ? Math.ceil(3600000 / step) : 5;
      for (let c = 1, quiet = 0; c < cells; c++) {
        if (rows[c] >= 0) quiet = 0;
        else if (++quiet < longest) rows[c] = rows[c - 1];
      }
      return { start: times[0], step, count: cells, rows };
    }
    function segmentOf(grid, columns) {
      const values = columns.map(column => {
        const out = new Float32Array(grid.count);
        for (let c = 0; c < grid.count; c++) {
          const row = grid.rows[c], v = row < 0 ? null : column.values[row];
          out[c] = v === null || v === undefined ? NaN : v;
        }
        return { low: out, high: out, quantum: 1 };
      });
      return { start: grid.start, step: grid.step, count: grid.count, values,
        end: grid.start + grid.count * grid.step };
    }
    function coarser(fine, columns) {
      const count = Math.ceil(fine.count / COARSE);
      const values = fine.values.map((v, n) => {
        const isMean = columns[n].style !== 'band';
        const low = new Float32Array(count), high = isMean ? low : new Float32Array(count);
        for (let c = 0; c < count; c++) {
          let least = Infinity, most = -Infinity, sum = 0, known = 0;
          for (let i = c * COARSE, end = Math.min(i + COARSE, fine.count); i < end; i++) {
            const a = v.low[i];
            if (a !== a) continue;
            if (a < least) least = a;
            if (a > most) most = a;
            sum += a;
            known++;
          }
          low[c] = !known ? NaN : isMean ? sum / known : least;
          if (!isMean) high[c] = known ? most : NaN;
        }
        return { low, high, quantum: 1 };
      });
      return { start: fine.start, step: fine.step * COARSE, count, values,
        end: fine.start + count * COARSE * fine.step };
    }
    const plots = [];
    let isMoving = false;
    class Linked extends Plot {
      get least() { return 8 * this.chart.fine.step; }
      csv() { return csv({ ...this.chart, segments: [this.chart.fine], detail: [] }); }
      draw(given) {
        const { chart, view } = this, cells = (view.to - view.from) / chart.fine.step;
        // Far away, cells of cells; near, each.
        chart.detail = cells < 4000 * COARSE / 4 ? [chart.fine] : [];
        super.draw(given);
      }
      show(from, to) {
        super.show(from, to);
        if (isMoving) return;
        isMoving = true;
        requestAnimationFrame(() => {
          isMoving = false;
          for (const plot of plots) {
            if (plot === this || (plot.view.from === this.view.from &&
              plot.view.to === this.view.to)) continue;
            plot.view = { ...this.view };
            plot.draw();
          }
        });
      }
    }
    function figureOf(name, title, note, isWhole) {
      const help = 'Drag to zoom, double-click for all. Keys: + and \u2212 zoom, arrows move, ' +
        'Home shows all.';
      return el('figure', { id: name, className: isWhole ? 'whole ready' : 'ready' },
        el('div', { className: 'head' }, el('h3', {}, title), el('div', { className: 'tools' })),
        el('figcaption', {}, note),
        el('div', { className: 'plot', tabIndex: 0, role: 'group',
          'aria-label': `${title}. ${help}` }));
    }
    function draw(figure, name, title, table, grid, columns) {
      const fine = segmentOf(grid, columns);
      const chart = { name, title, label: 'Power', unit: 'W', small: false, isTime: true,
        x: { from: fine.start, to: fine.end, offsets: table.offsets }, columns, fine, detail: [],
        segments: [fine.count > 4 * 4000 ? coarser(fine, columns) : fine] };
      plots.push(new Linked(figure, chart));
    }

    """#
}
