import Files
import Plots

/// The script of the page at `/`.
enum HomeScript {
  static var text: String {
    "(()=>{'use strict';\n" + PlotScript.text + PageAsking.script + hues + reading + drawing
      + result
      + models + page + PlotScript.theme + "})();"
  }

  /// The hues of appliances, as reports choose them.
  private static var hues: String {
    let known = JSON.object(
      Palette.known.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: .integer($0.value)) }
    ).text
    return "const known=\(known),hueCount=\(Palette.hues.count);\n" + choosing
  }

  private static let choosing = #"""
    function huesOf(appliances) {
      const chosen = new Map(), taken = () => new Set(chosen.values());
      for (const name of appliances)
        if (name in known && !taken().has(known[name])) chosen.set(name, known[name]);
      for (const name of appliances) {
        if (chosen.has(name)) continue;
        let free = hueCount - 1;
        while (free >= 0 && taken().has(free)) free--;
        chosen.set(name, free >= 0 ? free : chosen.size % hueCount);
      }
      return chosen;
    }

    """#

  /// What the page does as a whole.
  private static let page = #"""
    let running = null, shown = null;
    const saying = (text, share) => {
      const bar = share === undefined ? [] : [el('progress', share === null ?
        { ariaLabel: 'working' } : { value: share, max: 1, ariaLabel: 'working' })];
      $('state').replaceChildren(text, ...(text ? bar : []));
    };
    function complain(problem, text) {
      const parts = [el('p', {}, el('strong', {}, problem.title || 'Not estimated: '),
        problem.message)];
      if (problem.line && text) {
        const lines = text.split('\n', problem.line + 1), first = Math.max(0, problem.line - 3);
        const pre = el('pre', { tabIndex: 0 });
        lines.slice(first).forEach((line, n) => {
          const number = first + n + 1;
          const shown = `${String(number).padStart(6)}  ${line.slice(0, 200)}\n`;
          pre.append(number === problem.line ? el('mark', {}, shown) : shown);
        });
        parts.push(pre);
      }
      $('problem').replaceChildren(...parts);
    }
    async function estimate(source) {
      if (running) running.abort();
      const mine = running = new AbortController();
      document.body.classList.add('busy');
      $('problem').replaceChildren();
      saying(`Estimating ${source.name}\u2026`, null);
      let text = source.text;
      source.semantics ??= $('semantics').value;
      source.unit ??= $('unit').value;
      try {
        const answer = await predicted(source, mine.signal);
        saying(`Reading ${source.name}\u2026`, null);
        if (text === undefined && source.blob) text = await source.blob.text();
        const table = source.table || await readTable(text, source);
        const mains = await present(source, answer, table);
        shown = { source, answer, table, mains };
        saying(spoken(answer));
        $('result').focus({ preventScroll: true });
        $('result').scrollIntoView({ block: 'start' });
      } catch (error) {
        if (mine.signal.aborted) return;
        saying('');
        if (text === undefined && source.blob && error.line)
          text = await source.blob.text().catch(() => '');
        complain(error instanceof Problem ? error : new Problem(String(error.message || error)), text);
        if (!(error instanceof Problem)) console.error(error);
        if (error.status === 401) again = () => estimate(source);
      } finally {
        if (running === mine) { running = null; document.body.classList.remove('busy'); }
      }
    }
    const takeFile = file => file && estimate({ name: file.name, blob: file, type: 'text/csv' });
    $('file').addEventListener('change', () => {
      takeFile($('file').files[0]);
      $('file').value = '';
    });
    let entered = 0;
    const over = on => $('drop').classList.toggle('over', on);
    addEventListener('dragenter', e => { entered++; over(true); e.preventDefault(); });
    addEventListener('dragleave', () => { entered = Math.max(0, entered - 1); over(entered > 0); });
    addEventListener('dragover', e => e.preventDefault());
    addEventListener('drop', e => {
      e.preventDefault();
      entered = 0;
      over(false);
      const { files } = e.dataTransfer, text = e.dataTransfer.getData('text/plain');
      if (files.length) takeFile(files[0]);
      else if (text) { openPaste(true); $('values').value = text; }
    });
    function openPaste(open) {
      $('paste').hidden = !open;
      $('open-paste').setAttribute('aria-expanded', open);
      if (open) $('values').focus();
    }
    $('open-paste').addEventListener('click', () => openPaste($('paste').hidden));
    const midnight = new Date();
    midnight.setHours(0, 0, 0, 0);
    $('start').value = new Date(midnight - midnight.getTimezoneOffset() * 60000)
      .toISOString().slice(0, 19);
    const pasted = { name: 'pasted values', title: 'Pasted values' };
    $('paste').addEventListener('submit', e => {
      e.preventDefault();
      const text = $('values').value.trim();
      if (!text) return complain(new Problem('Paste some rows first.'));
      const alone = bareValues(text);
      if (!alone) return estimate({ ...pasted, text: text + '\n', type: 'text/csv',
        blob: new Blob([text + '\n']) });
      const start = new Date($('start').value), period = Number($('period').value);
      if (Number.isNaN(start.getTime()) || !(period > 0))
        return complain(new Problem('Say when the first value was read, and how often.'));
      const body = { start: start.toISOString(), period_s: period, power: alone,
        ...asked({ semantics: $('semantics').value, unit: $('unit').value }) };
      estimate({ ...pasted, type: 'application/json',
        blob: new Blob([JSON.stringify(body)]), table: evenTable(start, period, alone) });
    });
    $('example').addEventListener('click', async () => {
      saying('Fetching the example\u2026', null);
      try {
        const text = await (await ask('example.csv')).text();
        estimate({ name: 'example day', title: 'Example day', text, type: 'text/csv',
          blob: new Blob([text]), semantics: 'sample', unit: '' });
      } catch (error) {
        saying('');
        complain(error);
        if (error.status === 401) again = () => $('example').click();
      }
    });
    $('save').addEventListener('click', () => save(resultTable(shown), 'appliances'));
    $('save-uses').addEventListener('click', () => save(usesTable(shown), 'activations'));
    let again = null;
    $('access').addEventListener('submit', e => {
      e.preventDefault();
      setToken($('token').value);
      $('token').value = '';
      $('access').hidden = true;
      $('problem').replaceChildren();
      refresh();
      if (again) { again(); again = null; }
    });
    addEventListener('needs-token', () => {
      if (!$('access').hidden) return;
      $('access').hidden = false;
      $('token').focus();
    });
    let width = innerWidth;
    addEventListener('resize', () => {
      if (innerWidth === width) return;
      width = innerWidth;
      for (const plot of plots) plot.draw();
    });
    refresh();
    setInterval(() => { if (!document.hidden) health(); }, 15000);
    addEventListener('visibilitychange', () => { if (!document.hidden) health(); });
    window.energyPage = { plots, estimate, get shown() { return shown; } };

    """#
}
