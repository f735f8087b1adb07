extension PlotScript {
  /// How a plot is drawn anew.
  static let picture = #"""
      draw(given) {
        const chart = this.chart, small = chart.small, size = small ? 11 : 12;
        const width = this.width = given || Math.max(this.box.clientWidth || 760, 140);
        const names = this.legend(width, size), below = names.below ? names.rows.length : 0;
        const height = (small ? 130 : Math.round(Math.min(Math.max(width * 0.36, 210), 340))) +
          below * size * 1.4;
        const shown = this.shown = chart.segments ?
          stretches(chart, this.view.from, this.view.to, (width - 60) *
            // Layers of means show short peaks only where they are fine.
            (chart.columns.some(c => c.style === 'layer') ? 2 : 1)) : null;
        let [low, high] = greatest(chart, this.view, shown);
        const divisor = /^Wh?$/.test(chart.unit) && high >= 1000 ? 1000 : 1;
        if (chart.log) {
          low = powerLow(Math.log10(low), Math.log10(high));
          high = Math.max(low + 0.5, Math.log10(high));
        } else { low /= divisor; high = Math.max(high / divisor, low + 1e-6); }
        const ticks = chart.log ? powerTicks(low, high) : numberTicks(low, high, small ? 3 : 5);
        if (!chart.log && ticks.length > 1) {
          const step = ticks[1][0] - ticks[0][0], up = Math.ceil(high / step - 1e-9) * step;
          if (up - high < step / 4) high = up;
          if (low < 0) low = Math.max(Math.floor(low / step), -1e9) * step > low - step / 4 ?
            Math.floor(low / step) * step : low;
        }
        const labels = (chart.log ? powerTicks(low, high) : numberTicks(low, high, small ? 3 : 5));
        const widest = Math.max(...labels.map(t => t[1].length), 1) * size * 0.6;
        const frame = this.frame = { left: widest + size * 0.9, right: width - size * 0.8,
          top: size * (small ? 0.6 : 2.1 + below * 1.4),
          bottom: height - size * (chart.isTime || small ? 1.9 : 3.2) };
        const y = v => {
          const at = chart.log ? Math.log10(Math.max(v, 1e-9)) : v / divisor;
          return frame.bottom - Math.min(Math.max((at - low) / (high - low), 0), 1) *
            (frame.bottom - frame.top);
        };
        const svg = [`<svg xmlns="${NS}" viewBox="0 0 ${width} ${height}" font-size="${size}" ` +
          `role="img" aria-hidden="true"><clipPath id="${this.id}"><rect x="${frame.left}" ` +
          `y="0" width="${frame.right - frame.left}" height="${height}"/></clipPath>`];
        this.axes(svg, labels.map(([v, text]) => [y(chart.log ? v : v * divisor), text]), size);
        svg.push(`<g clip-path="url(#${this.id})">`);
        this.marks(svg, y, shown);
        svg.push('</g>');
        if (!small) this.words(svg, divisor, size, names);
        svg.push(`<rect class="select" y="${frame.top}" height="${frame.bottom - frame.top}" ` +
          `width="0"/><line class="cursor" y1="${frame.top}" y2="${frame.bottom}" ` +
          'display="none"/></svg>');
        this.box.innerHTML = svg.join('');
        this.svg = this.box.firstElementChild;
        this.box.append(this.tip);
        this.tip.style.display = 'none';
        this.figure.classList.toggle('zoomed', this.view.to - this.view.from <
          (this.whole.to - this.whole.from) * 0.999);
      }
      within(x, text, size) {
        const half = text.length * size * 0.29;
        return Math.min(Math.max(x, half), this.width - half);
      }
      axes(svg, rows, size) {
        const { left, right, bottom } = this.frame, chart = this.chart;
        for (const [y, text] of rows) svg.push(`<line class="grid" x1="${left}" x2="${right}" ` +
          `y1="${tenth(y)}" y2="${tenth(y)}"/><text x="${tenth(left - size * 0.45)}" ` +
          `y="${tenth(y + size * 0.35)}" text-anchor="end">${text}</text>`);
        svg.push(`<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>`);
        const { from, to } = this.view, room = (right - left) / size;
        const ticks = chart.isTime ? timeTicks(chart, from, to, room / 5.5) :
          numberTicks(from, to, Math.min(room / 4.5, 10), chart.points ? 1 : 0);
        for (const [v, text] of ticks) {
          const x = tenth(this.x(v));
          svg.push(`<line class="axis" x1="${x}" x2="${x}" y1="${bottom}" y2="${bottom + 4}"/>` +
            `<text x="${tenth(this.within(x, text, size))}" y="${tenth(bottom + size * 1.45)}" ` +
            `text-anchor="middle">${text}</text>`);
        }
      }
      marks(svg, y, shown) {
        const chart = this.chart, x = v => this.x(v);
        if (shown) {
          const at = i => x(shown.begin + (i + (shown.single ? 0 : 0.5)) * shown.size);
          const { layers, tops } = stacks(chart, shown);
          // What is grey first, so that it hides no hue.
          const grey = c => c.ink === 'remainder' || c.style === 'line';
          const order = chart.columns.map((c, n) => n);
          for (const n of order.filter(n => grey(chart.columns[n])).concat(
            order.filter(n => !grey(chart.columns[n])))) {
            const c = chart.columns[n], place = layers.indexOf(n);
            const path = place >= 0 ?
              layer(shown.columns[n], place ? tops[place - 1] : null, tops[place], at, y) :
              trace(shown.columns[n], c.style === 'line' ? 'mean' : null, at, y);
            svg.push(`<path class="${place >= 0 ? 'layer' : 'line'} ${c.ink}" d="${path}"/>`);
          }
        } else if (chart.edges) {
          const base = chart.log ? this.frame.bottom : y(0);
          chart.columns.forEach((c, n) => svg.push(`<path class="${c.style === 'outline' ?
            'line' : 'bar'} ${c.ink}" d="${bars(chart, n, x, y, base)}"/>`));
        } else {
          chart.columns.forEach((c, n) => {
            const list = chart.points.map((p, i) => [p, chart.values[n][i]])
              .filter(([, v]) => v !== null).map(([p, v]) => [tenth(x(p)), tenth(y(v))]);
            svg.push(`<path class="line ${c.ink}" d="M${list.map(p => p.join(' ')).join('L')}"/>`,
              ...list.map(p => `<circle class="dot ${c.ink}" r="2.6" cx="${p[0]}" cy="${p[1]}"/>`));
          });
        }
      }
      legend(width, size) {
        const chart = this.chart, letters = width / size - 0.8;
        const wide = c => c.name.length * 0.56 + 2.5;
        const title = (chart.label.length + ' (kWh)'.length) * 0.56;
        if (chart.columns.reduce((sum, c) => sum + wide(c), 0) <= letters - title)
          return { rows: [chart.columns], below: false };
        const rows = [[]];
        let used = 0;
        for (const c of chart.columns) {
          if (used + wide(c) > letters && used > 0) { rows.push([]); used = 0; }
          rows[rows.length - 1].push(c);
          used += wide(c);
        }
        return { rows, below: !chart.small };
      }
      words(svg, divisor, size, names) {
        const chart = this.chart, { left, right, bottom } = this.frame;
        const safe = text => text.replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
        const unit = chart.unit ? ` (${divisor > 1 ? 'k' : ''}${chart.unit})` : '';
        svg.push(`<text class="title" x="0" y="${size}">${safe(chart.label + unit)}</text>`);
        if (!chart.isTime) svg.push(`<text class="title" x="${(left + right) / 2}" ` +
          `y="${bottom + size * 2.9}" text-anchor="middle">` +
          `${safe(chart.x.label + (chart.x.unit ? ` (${chart.x.unit})` : ''))}</text>`);
        names.rows.forEach((row, n) => {
          const y = size * (1 + (names.below ? (n + 1) * 1.4 : 0));
          let x = right;
          for (const c of [...row].reverse()) {
            x -= c.name.length * size * 0.56;
            svg.push(`<text class="name" x="${tenth(x)}" y="${tenth(y)}">${safe(c.name)}</text>`);
            x -= size * 1.4;
            svg.push(`<rect class="key ${c.ink}" x="${tenth(x)}" y="${tenth(y - size * 0.55)}" ` +
              `width="${size}" height="${tenth(size * 0.4)}"/>`);
            x -= size;
          }
        });
      }
    }

    """#
}
