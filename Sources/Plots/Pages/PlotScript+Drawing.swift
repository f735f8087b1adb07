extension PlotScript {
  /// Marks at the width that there is.
  static let drawing = #"""
    const tenth = n => Math.round(n * 10) / 10;
    function sourceOf(chart, from, to) {
      for (const s of chart.detail || [])
        if (from >= s.start - s.step && to <= s.end + s.step) return [s];
      return chart.segments;
    }
    function gather(segments, column, from, to) {
      for (const s of segments) {
        const first = Math.max(0, Math.ceil((from - s.start) / s.step));
        const end = Math.min(s.count, Math.ceil((to - s.start) / s.step));
        if (first >= end) continue;
        const v = s.values[column];
        let low = Infinity, high = -Infinity, sum = 0, count = 0;
        for (let i = first; i < end; i++) {
          const a = v.low[i], b = v.high[i];
          if (a !== a) continue;
          if (a < low) low = a;
          if (b > high) high = b;
          sum += a + b;
          count++;
        }
        if (count) return { low: low * v.quantum, high: high * v.quantum,
          mean: sum / 2 / count * v.quantum };
      }
      return null;
    }
    function stretches(chart, from, to, width) {
      const segments = sourceOf(chart, from, to);
      const step = Math.min(...segments.map(s => s.step));
      let count = Math.max(1, Math.floor(width)), begin = from, size = (to - from) / count;
      if (size < step) {
        const s = segments.find(s => s.end > from) || segments[0];
        begin = s.start + Math.floor((from - s.start) / step) * step;
        size = step;
        count = Math.ceil((to - begin) / step) + 1;
      }
      const columns = chart.columns.map((_, n) => {
        const list = new Array(count);
        for (let i = 0; i < count; i++)
          list[i] = gather(segments, n, begin + i * size, begin + (i + 1) * size);
        return list;
      });
      return { begin, size, count, columns, single: size === step };
    }
    function stacks(chart, shown) {
      const layers = chart.columns.map((c, n) => n).filter(n => chart.columns[n].style === 'layer');
      const tops = layers.map(() => new Float64Array(shown.count));
      for (let i = 0; i < shown.count; i++) {
        let sum = 0;
        layers.forEach((n, place) => {
          sum += shown.columns[n][i] ? shown.columns[n][i].mean : 0;
          tops[place][i] = sum;
        });
      }
      return { layers, tops };
    }
    function greatest(chart, view, shown) {
      let low = chart.log ? Infinity : 0, high = -Infinity;
      const take = v => {
        if (v === null || v === undefined || (chart.log && v <= 0)) return;
        if (v < low) low = v;
        if (v > high) high = v;
      };
      if (shown) {
        const { layers, tops } = stacks(chart, shown);
        shown.columns.forEach((list, n) => {
          const style = chart.columns[n].style;
          if (style === 'layer') return;
          for (const s of list) if (s) {
            take(style === 'line' ? s.mean : s.high);
            take(style === 'line' ? s.mean : s.low);
          }
        });
        if (layers.length) for (const top of tops[tops.length - 1]) take(top);
      } else {
        const at = chart.points || chart.edges;
        chart.values.forEach(list => list.forEach((v, i) => {
          const end = chart.points ? at[i] : at[i + 1];
          if (end >= view.from && at[i] <= view.to) take(v);
        }));
      }
      if (high === -Infinity) { low = chart.log ? 1 : 0; high = 1; }
      return [low, high];
    }
    function trace(list, key, x, y) {
      let path = '', down = false;
      list.forEach((s, i) => {
        if (!s) { down = false; return; }
        const low = tenth(y(key ? s[key] : s.low)), high = tenth(y(key ? s[key] : s.high));
        path += `${down ? 'L' : 'M'}${tenth(x(i))} ${low}`;
        if (high !== low) path += `V${high}`; else if (!down) path += 'h.1';
        down = true;
      });
      return path;
    }
    function layer(list, bottom, top, x, y) {
      let path = '', run = [];
      const close = () => {
        if (run.length) path += 'M' + run.map(i => `${tenth(x(i))} ${tenth(y(top[i]))}`)
          .concat(run.reverse().map(i => `${tenth(x(i))} ${tenth(y(bottom ? bottom[i] : 0))}`))
          .join('L') + 'Z';
        run = [];
      };
      list.forEach((s, i) => { if (s) run.push(i); else close(); });
      close();
      return path;
    }
    function bars(chart, n, x, y, base) {
      const solid = chart.columns.map((c, i) => i).filter(i => chart.columns[i].style === 'bars');
      const outline = chart.columns[n].style === 'outline';
      let path = '';
      chart.values[n].forEach((v, i) => {
        if (v === null || (chart.log && v <= 0)) return;
        const left = x(chart.edges[i]), right = x(chart.edges[i + 1]);
        const room = (right - left) * (solid.length > 1 ? 0.86 : 1), share = room / solid.length;
        const from = outline ? left : left + (right - left - room) / 2 + share * solid.indexOf(n);
        const to = outline ? right : from + share;
        path += `M${tenth(from)} ${tenth(base)}V${tenth(y(v))}H${tenth(to)}V${tenth(base)}` +
          (outline ? '' : 'Z');
      });
      return path;
    }

    """#
}
