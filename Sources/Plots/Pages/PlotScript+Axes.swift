extension PlotScript {
  /// Round numbers and times, and how they are written.
  static let axes = #"""
    function roundStep(least) {
      const power = 10 ** Math.floor(Math.log10(least));
      return [1, 2, 5, 10].map(n => n * power).find(n => n >= least * 0.999999);
    }
    function numberTicks(low, high, about, least = 0) {
      const step = Math.max(least, roundStep((high - low) / Math.max(about, 1))), out = [];
      const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
      for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n++)
        out.push([n * step, n === 0 ? '0' : group((n * step).toFixed(decimals))]);
      return out;
    }
    function group(text) {
      const [whole, rest] = text.replace('-', '\u2212').split('.');
      return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest ? '.' + rest : '');
    }
    const superscript = n => String(n).replace(/[-\d]/g, c =>
      c === '-' ? '\u207b' : '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079'[c]);
    const powerSteps = (low, high) => high - low < 2 ? [1, 2, 5] : [1];
    function powerLow(low, high) {
      return Math.max(...powerSteps(low, high).map(n => Math.log10(n))
        .map(n => Math.floor(low - n + 1e-9) + n));
    }
    function powerTicks(low, high) {
      const out = [], jump = Math.max(1, Math.ceil((high - low) / 6));
      const steps = powerSteps(low, high);
      for (let n = Math.floor(low + 1e-9); n <= high + 1e-9; n += jump)
        for (const step of steps) {
          const value = step * 10 ** n, at = Math.log10(value);
          if (at < low - 1e-9 || at > high + 1e-9) continue;
          out.push([value, n >= 0 && n <= 3 ? group(value.toFixed(0)) :
            n < 0 && n >= -3 ? value.toFixed(-n) :
            `${steps.length > 1 ? step + '\u00b7' : ''}10${superscript(n)}`]);
        }
      return out;
    }
    const second = 1000, day = 86400 * second;
    const clockSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800,
      21600, 43200].map(n => n * second);
    function timeTicks(chart, from, to, most) {
      const span = to - from, date = d => `${d.getUTCDate()} ${months[d.getUTCMonth()]}`;
      const clock = clockSteps.find(step => span / step <= most);
      const out = [], first = from + offset(chart, from), last = to + offset(chart, to);
      const put = (at, text) => {
        const time = utc(chart, at);
        if (time >= from && time <= to) out.push([time, text(new Date(at))]);
      };
      if (clock) {
        for (let at = Math.ceil(first / clock) * clock; at <= last; at += clock)
          put(at, d => at % day === 0 ? date(d) : `${pad(d.getUTCHours())}:` +
            pad(d.getUTCMinutes()) + (clock < 60000 ? ':' + pad(d.getUTCSeconds()) : ''));
        return out;
      }
      const days = [1, 2, 5, 10].find(n => span / day / n <= most);
      if (days) {
        for (let at = Math.ceil(first / day) * day; at <= last; at += day) {
          const d = new Date(at), n = d.getUTCDate();
          if (days === 1 || ((n - 1) % days === 0 && n + days / 2 <= 31)) put(at, date);
        }
        return out;
      }
      const month = [1, 2, 3, 6, 12, 24, 60, 120].find(n => span / day / 30.4 / n <= most) || 240;
      const start = new Date(first);
      for (let n = start.getUTCFullYear() * 12; ; n += month) {
        const at = Date.UTC(Math.floor(n / 12), n % 12, 1);
        if (at > last) return out;
        put(at, d => month % 12 ? `${months[d.getUTCMonth()]} ${d.getUTCFullYear()}` :
          String(d.getUTCFullYear()));
      }
    }

    """#
}
