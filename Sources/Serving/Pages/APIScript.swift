import Plots

/// The script of the page at `/docs`.
enum APIScript {
  static var text: String {
    "(()=>{'use strict';\n" + PageAsking.script + own + PlotScript.theme + "})();"
  }

  private static let own = #"""
    const MOST_SHOWN = 20000;
    function tokenState() {
      $('token-state').textContent = token ? 'kept in this tab' : '';
    }
    $('access').addEventListener('submit', e => {
      e.preventDefault();
      setToken($('token').value);
      $('token').value = '';
      tokenState();
    });
    tokenState();
    function address(form) {
      let path = form.dataset.path;
      const query = new URLSearchParams();
      for (const input of form.querySelectorAll('[data-in]')) {
        if (input.dataset.in === 'path')
          path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
        else if (input.value && input.dataset.in === 'query') query.set(input.name, input.value);
      }
      return path.slice(1) + (query.size ? `?${query}` : '') || './';
    }
    async function send(form) {
      const said = form.querySelector('.said'), kind = form.querySelector('.kind');
      const shown = form.querySelector('.answer'), options = { method: form.dataset.method };
      if (kind) {
        options.body = form.querySelector('.body').value;
        options.headers = { 'Content-Type': kind.value };
      }
      said.textContent = 'asking\u2026';
      try {
        const begun = performance.now(), answer = await fetched(address(form), options);
        const text = await answer.text(), took = performance.now() - begun;
        const type = answer.headers.get('Content-Type') || '';
        let pretty = text;
        if (type.startsWith('application/json') && text.length < MOST_SHOWN)
          try { pretty = JSON.stringify(JSON.parse(text), null, 2); } catch { /* as it came */ }
        if (pretty.length > MOST_SHOWN)
          pretty = `${pretty.slice(0, MOST_SHOWN)}\n\u2026 ${text.length} characters in all`;
        said.textContent = `${answer.status} in ${took.toFixed(0)} ms`;
        form.querySelector('.head-of').textContent = `${answer.status} ${answer.statusText}\n` +
          [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
        form.querySelector('.body-of').textContent = pretty;
        shown.hidden = false;
        if (answer.status === 401) { $('token').focus(); said.textContent += ': give the token'; }
      } catch (error) {
        said.textContent = error.message;
        shown.hidden = true;
      }
    }
    for (const form of document.querySelectorAll('form.try')) {
      form.addEventListener('submit', e => { e.preventDefault(); send(form); });
      const kind = form.querySelector('.kind');
      if (kind) kind.addEventListener('change', () => {
        form.querySelector('.body').value = kind.selectedOptions[0].dataset.body;
      });
    }
    const open = () => {
      const aim = location.hash && document.getElementById(location.hash.slice(1));
      if (aim && aim.tagName === 'DETAILS') aim.open = true;
    };
    addEventListener('hashchange', open);
    open();

    """#
}

/// What the page at `/docs` looks like, beside what all pages share.
enum APIStyle {
  static let text = """
    [hidden]{display:none!important}
    code,.method{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;\
    font-size:.9em}
    h2{overflow-wrap:anywhere;font-size:1.15rem;border-top:1px solid var(--faint);padding-top:1.4rem;\
    margin-top:2rem}
    .method{color:var(--a1)}
    nav{display:block;columns:3 240px;font-size:.875rem;overflow-wrap:anywhere}
    nav a{display:block}
    button,select,input,textarea{font:inherit;font-size:.9375rem;min-height:34px}
    select,input,textarea{color:var(--ink);background:var(--paper);border:1px solid var(--faint);\
    border-radius:4px;padding:2px 8px;max-width:100%}
    textarea{width:100%;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,\
    "DejaVu Sans Mono",monospace;margin:.4rem 0 .6rem}
    label{color:var(--soft);font-size:.875rem}
    .row{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:center;margin:.4rem 0}
    .main{border-color:var(--soft)}
    .fields{display:grid;gap:8px 32px;margin:.4rem 0 .8rem;\
    grid-template-columns:repeat(auto-fit,minmax(min(100%,260px),1fr))}
    .fields .note{display:block;font-size:.8125rem}
    .fields input,.fields select{width:100%}
    .answer pre{max-height:420px;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
    td.wrap{white-space:normal;text-align:left;overflow-wrap:anywhere}
    #access{margin:1rem 0}

    """
}
