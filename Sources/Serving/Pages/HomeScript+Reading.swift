extension HomeScript {
  /// The same table once more, as the server read it: for the axis, the mains and the download.
  static let reading = #"""
    const breathe = () => new Promise(done => setTimeout(done));
    const stampNames = /^(timestamp|time|date|datetime|date_time|utc|unix|epoch|ts)$/i;
    const offsetOf = text => /(?:Z|[+-]\d\d(?::?\d\d)?)$/i.exec(text);
    function moment(text) {
      if (/^-?\d+(\.\d*)?$/.test(text)) {
        const n = Number(text), size = Math.abs(n);
        return n * (size < 1e11 ? 1000 : size < 1e14 ? 1 : size < 1e17 ? 1e-3 : 1e-6);
      }
      const clock = text.replace(' ', 'T').replace(',', '.'), zone = offsetOf(clock.slice(10));
      if (!zone) return Date.parse(clock + (clock.length > 10 ? 'Z' : 'T00:00Z'));
      return Date.parse(clock.replace(/([+-]\d\d):?(\d\d)?$/, (_, h, m) => `${h}:${m || '00'}`));
    }
    function lead(text) {
      const zone = offsetOf(text.slice(10)), parts = zone && /([+-])(\d\d):?(\d\d)?/.exec(zone[0]);
      if (!parts) return 0;
      return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3] || 0)) * 60000;
    }
    const cellsOf = (line, mark) => line.includes('"') ?
      line.match(mark === '\t' ? /("([^"]|"")*"|[^\t]*)(\t|$)/g : mark === ';' ?
        /("([^"]|"")*"|[^;]*)(;|$)/g : /("([^"]|"")*"|[^,]*)(,|$)/g)
        .map(c => c.replace(/[,;\t]$/, '').replace(/^"|"$/g, '').trim()) :
      line.split(mark).map(c => c.trim());
    async function readTable(text, source) {
      const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
      const table = { texts: [], times: [], power: [], offsets: [], unit: 1 };
      let mark = ',', time = 0, power = 1, begun = false, isEpoch = null, decimal = '.';
      for (let n = 0; n < lines.length; n++) {
        if (n % 100000 === 99999) await breathe();
        const line = lines[n];
        if (!line.trim() || (!table.times.length && line.trimStart()[0] === '#')) continue;
        if (!begun) {
          begun = true;
          mark = ['\t', ';'].find(m => line.includes(m)) || ',';
          if (mark !== ',') decimal = ',';
          const names = cellsOf(line, mark);
          if (names.every(c => !c || (Number.isNaN(Number(c)) && Number.isNaN(moment(c))))) {
            const known = /power|mains|aggregate|value|energy|load|watt|reading|register|total/i;
            const wanted = id => source.title ? -1 : names.indexOf($(id).value.trim());
            time = wanted('time-column');
            if (time < 0) time = Math.max(0, names.findIndex(c => stampNames.test(c)));
            power = wanted('power-column');
            if (power < 0) power = names.findIndex((c, i) => i !== time && known.test(c));
            if (power < 0) power = time ? 0 : 1;
            if (/\bk(w|va)\b|_kw$/i.test(names[power])) table.unit = 1000;
            continue;
          }
        }
        const cells = cellsOf(line, mark), stamp = cells[time] || '';
        if (isEpoch === null) isEpoch = /^-?\d+([.,]\d*)?$/.test(stamp);
        const at = moment(isEpoch ? stamp.replace(',', '.') : stamp);
        if (!isEpoch) {
          const ahead = lead(stamp), last = table.offsets[table.offsets.length - 1];
          if (!last || last[1] !== ahead) table.offsets.push([at, ahead]);
        }
        const cell = (cells[power] || '').replace(decimal, '.');
        table.texts.push(stamp);
        table.times.push(at);
        table.power.push(/^[-+\d.]/.test(cell) ? Number(cell) : NaN);
      }
      if (isEpoch) table.offsets = ownClock(table.times);
      return table;
    }
    function ownClock(times) {
      const leadAt = t => -new Date(t).getTimezoneOffset() * 60000, out = [];
      const last = times[times.length - 1];
      for (let t = times[0]; ; t = Math.min(t + 6 * 3600000, last)) {
        if (!out.length || out[out.length - 1][1] !== leadAt(t)) {
          let from = out.length ? t - 6 * 3600000 : t, to = t;
          while (to - from > 1000) {
            const middle = (from + to) / 2;
            if (leadAt(middle) === leadAt(t)) to = middle; else from = middle;
          }
          out.push([to, leadAt(t)]);
        }
        if (t >= last) return out;
      }
    }
    function bareValues(text) {
      const lines = text.split('\n').map(line => line.trim().split(/[\s,;]+/).filter(Boolean))
        .filter(words => words.length);
      if (lines.length > 1 && lines.some(words => words.length > 1)) return null;
      const values = lines.flat().map(w => /^(null|nan)$/i.test(w) ? null : Number(w));
      return values.some(v => Number.isNaN(v) || v > 1e8) ? null : values;
    }
    function evenTable(start, period, values) {
      const times = values.map((_, n) => start.getTime() + n * period * 1000);
      return { texts: times.map(t => new Date(t).toISOString()), times, unit: 1,
        power: values.map(v => v === null ? NaN : v), offsets: ownClock(times) };
    }
    const asked = ({ semantics, unit }) =>
      ({ ...(semantics === 'sample' ? {} : { semantics }), ...(unit && { unit }) });
    function query(source) {
      const words = new URLSearchParams(asked(source));
      if (!source.title) for (const key of ['time-column', 'power-column'])
        if ($(key).value.trim()) words.set(key.replace('-', '_'), $(key).value.trim());
      return words.size ? `?${words}` : '';
    }
    async function predicted(source, signal) {
      const words = source.type === 'text/csv' ? query(source) : '';
      const answer = await ask('predict' + words, { method: 'POST', body: source.blob, signal,
        headers: { 'Content-Type': source.type } });
      source.answeredBy = answer.headers.get('X-Model-Version');
      return answer.json();
    }

    """#
}
