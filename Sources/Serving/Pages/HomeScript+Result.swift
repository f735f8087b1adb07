extension HomeScript {
  /// What came of a table: energies, plots, the tables behind them, and what can be kept.
  static let result = #"""
    const count = n => group(String(n)), plural = (n, word) => `${count(n)} ${word}${n === 1 ? '' : 's'}`;
    // As many decimals everywhere as the mains call for.
    let decimals = 2;
    const kwh = v => v === null || v === undefined ? '\u2013' : group(v.toFixed(decimals));
    const percent = v => v === null || v === undefined ? '\u2013' :
      `${(v * 100).toFixed(Math.abs(v) < 0.0995 ? 1 : 0).replace('-', '\u2212')} %`;
    const spoken = answer => `${plural(answer.rows, 'row')} estimated: ` +
      answer.appliances.map(a => `${a.appliance} ${kwh(a.energy_kwh)} kWh`).join(', ') +
      (answer.mains_energy_kwh === undefined ? '.' : ` of ${kwh(answer.mains_energy_kwh)} kWh.`);
    const lasting = ms => ms < 90000 ? `${Math.round(ms / 1000)} s` : ms < 5400000 ?
      `${Math.round(ms / 60000)} min` : `${(ms / 3600000).toFixed(1)} h`;
    const zoneText = table => {
      const leads = [...new Set((table.offsets || []).map(o => o[1] / 60000))];
      return leads.map(m => `UTC${m ? (m < 0 ? '\u2212' : '+') + pad(Math.floor(Math.abs(m) / 60)) +
        ':' + pad(Math.abs(m) % 60) : ''}`).join(' and ');
    };
    function tableOf(table, head, rows, set = {}) {
      table.replaceChildren(el('thead', {}, el('tr', {}, ...head.map(h => el('th', { scope: 'col' },
        h)))), el('tbody', {}, ...rows.map(row => el('tr', { className: row.kind || '' },
        ...row.cells.map((c, n) => n ? el('td', {}, c) : el('th', { scope: 'row',
          className: row.ink ? `key-cell ${row.ink}` : '' }, c))))));
      return Object.assign(table, set);
    }
    function expanded(runs, rows) {
      const out = [];
      for (const [flag, n] of runs || []) for (let i = 0; i < n; i++) out.push(flag);
      return out.length === rows ? out : null;
    }
    function mainsOf(source, answer, table) {
      const unit = source.unit === 'kW' ? 1000 : source.unit ? 1 : table.unit;
      if (source.semantics !== 'counter') return table.power.map(v => v * unit);
      return (answer.remainder || []).map((v, n) => v === null ? NaN :
        answer.appliances.reduce((sum, a) => sum + (a.watts[n] || 0), v));
    }
    async function present(source, answer, table) {
      if (table.times.length !== answer.rows || table.times.some(Number.isNaN)) {
        const stamps = answer.timestamps;
        if (!stamps) throw new Problem('The answer has other rows than the table.');
        Object.assign(table, { texts: stamps, times: stamps.map(moment), offsets: [[0, 0]] });
      }
      decimals = answer.mains_energy_kwh < 0.995 ? 3 : answer.mains_energy_kwh < 995 ? 2 : 1;
      // Plots need to know their width.
      $('result').hidden = false;
      const hues = huesOf(answer.appliances.map(a => a.appliance));
      const ink = a => `a${hues.get(a.appliance)}`, mains = mainsOf(source, answer, table);
      energies(source, answer, table, ink);
      await breathe();
      const grid = gridOf(table, source.semantics === 'hold');
      const series = (name, ink, style, values) => ({ name, ink, style, values, decimals: 1 });
      const figures = $('plots');
      figures.replaceChildren();
      plots.length = 0;
      const clock = `${words(axis(table), table.times[0], 60000)} to ` +
        `${words(axis(table), table.times[table.times.length - 1], 60000)}, ${zoneText(table)}`;
      const whole = figureOf('mains', 'Mains and appliances', clock, true);
      figures.append(whole);
      const rest = answer.remainder && series('remainder', 'remainder', 'layer',
        answer.remainder.map(v => v === null ? null : Math.max(v, 0)));
      draw(whole, 'mains', 'Mains and appliances', table, grid, [
        series('mains', 'mains', 'line', mains),
        ...answer.appliances.map(a => series(a.appliance, ink(a), 'layer', a.watts)),
        ...(rest ? [rest] : [])]);
      whole.append(...behind(answer, table, mains));
      for (const a of answer.appliances) {
        const name = `appliance-${a.model || a.appliance}`.replace(/[^\w-]/g, '_');
        const title = a.appliance[0].toUpperCase() + a.appliance.slice(1);
        const figure = figureOf(name, title, `${kwh(a.energy_kwh)} kWh, ${percent(a.share)} of the ` +
          `mains, ${plural(a.activations.length, 'activation')}`);
        figures.append(figure);
        draw(figure, name, title, table, grid, [series(a.appliance, ink(a), 'band', a.watts)]);
        figure.append(uses(a, table));
        await breathe();
      }
      return mains;
    }
    const axis = table => ({ x: { offsets: table.offsets } });
    function energies(source, answer, table, ink) {
      $('result-title').textContent = source.title || source.name;
      $('result-note').textContent = `${plural(answer.rows, 'row')}, ` +
        (source.answeredBy ? `answered by ${source.answeredBy.replaceAll('=', ' ')}` : '');
      const rows = answer.appliances.map(a => ({ ink: ink(a), cells: [a.appliance,
        kwh(a.energy_kwh), percent(a.share), count(a.activations.length), a.version || '\u2013'] }));
      if (answer.remainder_kwh !== undefined) rows.push({ ink: 'remainder', cells: ['remainder',
        kwh(answer.remainder_kwh), percent(answer.mains_energy_kwh > 0 ?
          answer.remainder_kwh / answer.mains_energy_kwh : null), '', ''] });
      if (answer.mains_energy_kwh !== undefined) rows.push({ kind: 'total', ink: 'mains',
        cells: ['mains', kwh(answer.mains_energy_kwh), '', '', ''] });
      tableOf($('energy'), ['', 'Energy (kWh)', 'Share', 'Activations', 'Model'], rows);
      const whole = Math.max(answer.mains_energy_kwh || 0, answer.appliances.reduce((sum, a) =>
        sum + Math.max(a.energy_kwh || 0, 0), 0), 1e-9);
      let at = 0;
      const piece = (kind, share) => {
        const text = `<rect class="${kind}" x="${(at * 1000).toFixed(2)}" y="0" height="12" ` +
          `width="${(share * 1000).toFixed(2)}"/>`;
        at += share;
        return text;
      };
      $('bar').innerHTML = `<svg xmlns="${NS}" viewBox="0 0 1000 12" preserveAspectRatio="none">` +
        answer.appliances.map(a => piece(ink(a), Math.max(a.energy_kwh || 0, 0) / whole)).join('') +
        piece('remainder', Math.max(0, 1 - at)) + '</svg>';
      const said = { edge: 'near an end or a gap, where the last value is held',
        'out-of-range': 'beyond what the models saw in training', gap: 'without mains, so without ' +
          'an estimate' };
      const totals = {};
      for (const [flag, n] of answer.flags || []) totals[flag] = (totals[flag] || 0) + n;
      const notes = Object.keys(said).filter(f => totals[f]).map(f =>
        `${plural(totals[f], 'row')} ${totals[f] === 1 ? 'is' : 'are'} ${said[f]}.`);
      $('notes').replaceChildren(...notes.concat(answer.notes || []).map(text =>
        el('p', { className: 'note' }, text)));
    }
    function behind(answer, table, mains) {
      const { times } = table, hours = times[times.length - 1] - times[0] < 2.5 * 86400000;
      const size = hours ? 3600000 : 86400000, cells = new Map();
      for (let n = 0; n < times.length; n++) {
        const local = times[n] + offset(axis(table), times[n]);
        const key = Math.floor(local / size) * size;
        if (!cells.has(key)) cells.set(key, { n: 0, sums: answer.appliances.map(() => 0), mains: 0 });
        const cell = cells.get(key), long = Math.min((times[n + 1] || times[n]) - times[n], 3600000);
        if (mains[n] === mains[n]) cell.mains += mains[n] * long / 3.6e9;
        answer.appliances.forEach((a, k) => { cell.sums[k] += (a.watts[n] || 0) * long / 3.6e9; });
      }
      const rows = [...cells].map(([key, cell]) => {
        const d = new Date(key), day = `${d.getUTCDate()} ${months[d.getUTCMonth()]}`;
        return { cells: [hours ? `${day}, ${pad(d.getUTCHours())}:00` :
          `${day} ${d.getUTCFullYear()}`, kwh(cell.mains), ...cell.sums.map(kwh)] };
      });
      return [el('details', {}, el('summary', {}, `Energy by ${hours ? 'hour' : 'day'}, as a table`),
        el('div', { className: 'data', tabIndex: 0 }, tableOf(el('table'), ['', 'mains (kWh)',
          ...answer.appliances.map(a => `${a.appliance} (kWh)`)], rows)))];
    }
    const MOST_USES = 500;
    function uses(a, table) {
      const list = a.activations.slice(0, MOST_USES), chart = axis(table);
      if (!list.length) return el('p', { className: 'note' }, 'Not once on.');
      const rows = list.map(use => {
        const from = Date.parse(use.start), to = Date.parse(use.end);
        return { cells: [words(chart, from, 1000), lasting(to - from), group(
          use.energy_wh.toFixed(use.energy_wh < 99.5 ? 1 : 0))] };
      });
      const more = a.activations.length > MOST_USES ? `, the first ${MOST_USES}` : '';
      return el('details', {}, el('summary', {},
        `${plural(a.activations.length, 'activation')} as a table${more}`),
        el('div', { className: 'data', tabIndex: 0 },
          tableOf(el('table'), ['Begins', 'Lasts', 'Energy (Wh)'], rows)));
    }
    function save(lines, kind) {
      const url = URL.createObjectURL(new Blob(lines, { type: 'text/csv' }));
      const name = shown.source.name.replace(/\.\w+$/, '').replace(/[^\w.-]+/g, '-');
      const link = el('a', { href: url, download: `${name}-${kind}.csv` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    }
    function resultTable({ answer, table, mains }) {
      const blank = v => v === null || v === undefined || v !== v ? '' : v;
      const names = answer.appliances.map(a => a.appliance.replaceAll(' ', '_'));
      const flags = expanded(answer.flags, answer.rows), rest = answer.remainder;
      const several = rest && names.length > 1;
      const out = [['timestamp', 'power', ...names.flatMap(n => [n, `${n}_on`]),
        ...(several ? ['remainder'] : []), ...(flags ? ['flag'] : [])].join(',') + '\n'];
      for (let n = 0; n < answer.rows; n++) {
        let line = `${field(table.texts[n])},${blank(mains[n])}`;
        for (const a of answer.appliances) {
          const on = a.on && a.on[n];
          line += `,${blank(a.watts[n])},${on === true ? 1 : on === false ? 0 : blank(on)}`;
        }
        if (several) line += `,${blank(rest[n])}`;
        if (flags) line += `,${flags[n]}`;
        out.push(line + '\n');
      }
      return out;
    }
    const usesTable = ({ answer }) => ['appliance,start,end,energy_wh\n', ...answer.appliances
      .flatMap(a => a.activations.map(u => `${field(a.appliance)},${u.start},${u.end},` +
        `${u.energy_wh}\n`))];

    """#
}
