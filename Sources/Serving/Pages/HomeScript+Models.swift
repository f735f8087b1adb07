extension HomeScript {
  /// The loaded models, and how the server is.
  static let models = #"""
    const seconds = s => s === null || s === undefined ? '\u2013' : s < 120 ? `${tenth(s)} s` :
      s < 7200 ? `${tenth(s / 60)} min` : s < 172800 ? `${tenth(s / 3600)} h` :
      `${tenth(s / 86400)} days`;
    function homesOf(card) {
      const named = new Map(), ranges = (card.training && card.training.ranges) || [];
      for (const range of ranges.filter(r => r.use === 'train')) {
        const set = range.dataset || 'unnamed data';
        if (!named.has(set)) named.set(set, new Set());
        named.get(set).add(range.building);
      }
      return [...named].map(([set, homes]) => `${set}, house${homes.size > 1 ? 's' : ''} ` +
        [...homes].sort((a, b) => a - b).join(', ')).join('; ') || '\u2013';
    }
    function skillOf(card) {
      const two = v => v.toFixed(2).replace('-', '\u2212');
      const scored = (card.evaluations || []).filter(e => e.seen_in_training === false &&
        typeof e.model.skill === 'number').pop();
      if (scored) {
        const ends = scored.model.interval_95 && scored.model.interval_95.skill;
        return two(scored.model.skill) + (ends ? ` (${two(ends[0])} to ${two(ends[1])})` : '');
      }
      const { skill } = card.validation_metrics || {};
      return typeof skill === 'number' ? `${two(skill)}, validation` : '\u2013';
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
        const full = await Promise.all(list.map(card => ask(`models/${encodeURIComponent(
          card.name)}`).then(a => a.json(), () => card)));
        const hues = huesOf(list.map(card => card.appliance));
        const period = list[0].period_s;
        if (period) $('period').value = period;
        $('cards').replaceChildren(el('div', { className: 'scroll', tabIndex: 0, role: 'group',
          'aria-label': 'Loaded models' }, tableOf(el('table'), ['', 'Version', 'Period',
          'Trained on', 'Skill (95 %)', 'Delay', 'Weights'], full.map(card => ({
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
