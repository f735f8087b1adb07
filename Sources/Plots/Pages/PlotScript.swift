/// What draws plots in a page: places and local time, axes, marks, zoom, values under the pointer.
///
/// It is meant to stand at the beginning of a page's own script. A figure holds a `.plot` and
/// perhaps `.tools`; a chart is an object with `name`, `title`, `label`, `unit`, `small`, `isTime`,
/// `x` (`from`, `to`, and for times in milliseconds `offsets` of the clock) and `columns` (`name`,
/// `ink`, `style`, `decimals`), and its values in `segments` and `detail` (`start`, `step`,
/// `count`, `end`, and for each column `low`, `high`, `quantum`), or by `points` or `edges`.
package enum PlotScript {
  /// Defines `Plot`, `csv` and what they rest on, in the scope where it stands.
  package static var text: String { reading + axes + drawing + figure + picture }

  /// Places, local time, CSV.
  private static let reading = #"""
    const pad = (n, width = 2) => String(n).padStart(width, '0');
    const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
    const weekdays = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
    function offset(chart, time) {
      let found = chart.x.offsets[0][1];
      for (const [from, lead] of chart.x.offsets) if (time >= from) found = lead;
      return found;
    }
    const local = (chart, time) => new Date(time + offset(chart, time));
    function utc(chart, clock) {
      const first = clock - offset(chart, clock);
      return clock - offset(chart, first);
    }
    function iso(chart, time) {
      const d = local(chart, time), lead = offset(chart, time) / 60000, size = Math.abs(lead);
      return `${pad(d.getUTCFullYear(), 4)}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())}T` +
        `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}:${pad(d.getUTCSeconds())}` +
        `${lead < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
    }
    function words(chart, time, step) {
      const d = local(chart, time);
      const day = `${weekdays[d.getUTCDay()]} ${d.getUTCDate()} ${months[d.getUTCMonth()]} ` +
        d.getUTCFullYear();
      if (step >= 86400000) return day;
      const clock = `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}`;
      return `${day}, ${clock}${step < 60000 ? ':' + pad(d.getUTCSeconds()) : ''}`;
    }
    const field = text => /[,"\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const spell = (value, decimals) =>
      value === null || Number.isNaN(value) ? '' :
      value.toFixed(decimals).replace(/^-(0(\.0*)?)$/, '$1');
    function csv(chart) {
      const unit = chart.unit ? ` (${chart.unit})` : '', rows = [];
      const place = x => chart.isTime ? iso(chart, x) :
        Number.isInteger(x) ? x.toFixed(0) : String(x);
      if (chart.segments) {
        const both = chart.segments.some(s => s.values.some(v => v.high !== v.low));
        rows.push(['time', ...chart.columns.flatMap(c => both ?
          [`${c.name} min${unit}`, `${c.name} max${unit}`] : [c.name + unit])]);
        for (const s of chart.segments)
          for (let i = 0; i < s.count; i++)
            rows.push([iso(chart, s.start + i * s.step), ...s.values.flatMap((v, n) => {
              const low = spell(v.low[i] * v.quantum, chart.columns[n].decimals);
              if (!both) return [low];
              return [low, spell(v.high[i] * v.quantum, chart.columns[n].decimals)];
            })]);
      } else {
        const names = chart.points ? [chart.x.label || 'time'] : chart.isTime ? ['from', 'to'] :
          [`from (${chart.x.unit})`, `to (${chart.x.unit})`];
        rows.push([...names, ...chart.columns.map(c => c.name + unit)]);
        const count = chart.points ? chart.points.length : chart.edges.length - 1;
        for (let i = 0; i < count; i++)
          rows.push([...(chart.points ? [place(chart.points[i])] :
            [place(chart.edges[i]), place(chart.edges[i + 1])]),
            ...chart.values.map((v, n) => spell(v[i], chart.columns[n].decimals))]);
      }
      return rows.map(row => row.map(field).join(',') + '\n').join('');
    }

    """#

  /// The button `#theme`, which says light or dark where the system's choice is not wanted.
  package static let theme = #"""
    const root = document.documentElement, toggle = document.getElementById('theme');
    const keep = (key, value) => {
      try { return value ? localStorage.setItem(key, value) : localStorage.getItem(key); }
      catch { return null; }
    };
    const isDark = () => (root.dataset.theme ||
      (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
    const name = () => { toggle.textContent = isDark() ? 'Light' : 'Dark'; };
    const kept = keep('energy-theme');
    if (kept === 'light' || kept === 'dark') root.dataset.theme = kept;
    toggle.addEventListener('click', () => {
      keep('energy-theme', root.dataset.theme = isDark() ? 'light' : 'dark');
      name();
    });
    toggle.hidden = false;
    name();

    """#
}
