/// How pages ask the server, with its token where it wants one.
enum PageAsking {
  /// Defines `$`, `el`, `Problem`, `setToken` and `ask`; a missing token is told by the event
  /// `needs-token`.
  static let script = #"""
    const $ = id => document.getElementById(id);
    function el(tag, set = {}, ...inside) {
      const made = document.createElement(tag);
      for (const [name, value] of Object.entries(set))
        if (name in made) made[name] = value; else made.setAttribute(name, value);
      made.append(...inside);
      return made;
    }
    class Problem extends Error {
      constructor(message, more = {}) { super(message); Object.assign(this, more); }
    }
    let token = '';
    try { token = sessionStorage.getItem('energy-token') || ''; } catch { /* kept in memory */ }
    function setToken(text) {
      token = text.trim();
      try { sessionStorage.setItem('energy-token', token); } catch { /* kept in memory */ }
    }
    async function fetched(path, options = {}) {
      const headers = { ...options.headers };
      if (token && !('Authorization' in headers)) headers.Authorization = `Bearer ${token}`;
      try {
        return await fetch(path, { cache: 'no-store', credentials: 'omit', ...options, headers });
      } catch (error) {
        if (error.name === 'AbortError') throw error;
        throw new Problem('The server does not answer. Is it still running?');
      }
    }
    async function ask(path, options) {
      const answer = await fetched(path, options);
      if (answer.ok) return answer;
      if (answer.status === 401) dispatchEvent(new Event('needs-token'));
      const text = await answer.text();
      let said = null;
      try { said = JSON.parse(text).error; } catch { /* a page of the library */ }
      const message = said && said.message || text.replace(/<[^>]*>/g, ' ').trim().slice(0, 200) ||
        `The server answered ${answer.status}.`;
      const line = said && (said.line || Number((/\bline (\d+)/.exec(message) || [])[1])) || null;
      const where = said && said.field && !message.includes(said.field) ? ` (${said.field})` : '';
      throw new Problem(message + where, { status: answer.status, line, said });
    }

    """#
}
