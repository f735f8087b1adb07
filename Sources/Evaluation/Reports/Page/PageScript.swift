/// The script of a report's page, in the order in which its parts are needed.
enum PageScript {
  static var text: String {
    "(()=>{'use strict';\n" + reading + axes + drawing + figure + picture + page + "})();"
  }

  /// What the page embeds, as numbers: traces, places, local time, CSV.
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
}
