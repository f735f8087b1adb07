extension HomeScript {
  /// The loaded models, and how the server is.
  static let models = #"""
    const seconds = s => s === null || s === undefined ? '\u2013' : s < 120 ? `${tenth(s)} s` :
      s < 7200 ? `${tenth(s / 60)} min` : s < 172800 ? `${tenth(s / 3600)} h` :
      `${tenth(s / 86400)} days`;
    function homesOf(card) {
      const named = new Map();
      for (const range of card.trained.filter(r => r.use === 'train')) {
        const set = range.dataset || 'unnamed data';
        if (!named.has(set)) named.set(set, new Set());
        named.get(set).add(range.building);
      }
      return [...named].map(([set, homes]) => `${set}, house${homes.size > 1 ? 's' : ''} ` +
        [...homes].sort((a, b) => a - b).join(', ')).join('; ') || '\u2013';
    }
    function skillOf(card) {
      if (!card.skill) return '\u2013';
      const two = v => v.toFixed(2).replace('-', '\u2212'), ends = card.skill.interval_95;
      return two(card.skill.value) + (ends ? ` (${two(ends[0])} to ${two(ends[1])})` : '') +
        (card.skill.measured === 'validation' ? ', validation' : '');
    }
    function precisionOf(card) {
      const error = card.precision_error_w;
      return (card.precision || '\u2013') + (error ? `, within ${error.toPrecision(2)} W` : '');
    }
    async function cards() {
      try {
        const said = await (await ask('models')).json(), list = said.models || said;
        if (!list.length) {
          $('cards').replaceChildren(el('p', {}, 'No model is loaded. ', el('code', {},
            'energy models promote'), ' puts one into production.'));
          return;
        }
        const hues = huesOf(list.map(card => card.appliance));
        const period = list[0].period_s;
        if (period) $('period').value = period;
        $('cards').replaceChildren(el('div', { className: 'scroll', tabIndex: 0, role: 'group',
          'aria-label': 'Loaded models' }, tableOf(el('table'), ['', 'Version', 'Period',
          'Trained on', 'Skill (95 %)', 'Delay', 'Weights'], list.map(card => ({
          ink: `a${hues.get(card.appliance)}`, cells: [card.appliance, card.version || '\u2013',
            seconds(card.period_s), homesOf(card), skillOf(card), seconds(card.delay_s),
            precisionOf(card)] })))), el('p', { className: 'note' }, 'Skill: how much of the error ' +
            'of the best constant is gone; 1 is no error, 0 no better than that constant. Delay: ' +
            'what must have come after a reading before its estimate is final.'));
      } catch (error) {
        $('cards').replaceChildren(el('p', {}, `The models cannot be listed: ${error.message}`));
      }
    }
    async function health() {
      const tell = (state, pace, bad) => {
        $('light').className = bad ? 'down' : 'up';
        $('light').textContent = '\u25cf ';
        // Only a new state is news for who listens.
        if ($('ready').textContent !== state) $('ready').textContent = state;
        $('pace').textContent = pace;
      };
      try {
        const begun = performance.now(), answer = await fetched('health');
        const took = performance.now() - begun, said = await answer.json().catch(() => ({}));
        const ready = await fetched('ready');
        const up = said.uptime_s === undefined ? '' : `, up ${seconds(Math.round(said.uptime_s))}`;
        tell(ready.ok ? 'ready' : 'not ready yet', `${up}, answers in ` +
          `${took < 10 ? tenth(took) : Math.round(took)} ms`, !ready.ok);
      } catch (error) { tell('does not answer', '', true); }
    }
    const refresh = () => { cards(); health(); };

    """#
}
