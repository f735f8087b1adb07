/// The page at `/`: a table of readings in, appliances out.
enum HomePage {
  static let summary = "A page for people: drop a table of readings, see what appliances used."

  static var document: PageDocument {
    PageDocument(title: "energy", style: HomeStyle.text, body: body, script: HomeScript.text)
  }

  private static let body = top + readings + result + models

  private static let top = """
    <a class="skip" href="#readings">To the readings</a>
    <header><div><h1>energy</h1>
    <p class="soft">What appliances used, from the mains alone. Readings go to this server and \
    nowhere else.</p></div>
    <div class="corner"><p id="health" class="soft"><span id="light" aria-hidden="true"></span><span \
    id="ready" role="status">asking the server\u{2026}</span><span id="pace"></span></p>
    <button type="button" id="theme" hidden aria-label="Switch between light and dark"></button>
    </div></header>
    <form id="access" class="panel" hidden>
    <label for="token">This server asks for its token</label>
    <div class="row"><input id="token" type="password" autocomplete="off" spellcheck="false" required>
    <button type="submit" class="main">Use it</button></div>
    <p class="note">Kept in this tab until it is closed.</p></form>
    <main>

    """

  private static let readings = """
    <section id="readings" aria-labelledby="readings-title">
    <h2 id="readings-title">Readings</h2>
    <div id="drop">
    <p><strong>Drop a table here</strong><span class="soft">CSV: a column of times, one of power \
    in watts</span></p>
    <div class="row"><input type="file" id="file" class="unseen" \
    accept=".csv,.tsv,.txt,text/csv,text/plain"><label for="file" class="button main">Choose a \
    file</label>
    <button type="button" id="open-paste" aria-expanded="false" aria-controls="paste">Paste \
    values</button>
    <button type="button" id="example">Try an example day</button></div></div>
    <form id="paste" class="panel" hidden><label for="values">Rows of time and power, or watts \
    alone</label>
    <textarea id="values" rows="8" spellcheck="false" placeholder="timestamp,power&#10;\
    2014-03-22T07:00:00Z,213&#10;2014-03-22T07:00:06Z,2741"></textarea>
    <div class="row"><label>Of watts alone: first at <input id="start" type="datetime-local" \
    step="1"></label>
    <label>seconds between two <input id="period" type="number" min="1" max="3600" step="any" \
    value="6"></label>
    <button type="submit" class="main">Estimate</button></div></form>
    <details id="options"><summary>What a reading means</summary><div class="row">
    <label>A reading is <select id="semantics"><option value="sample">the power at that moment\
    </option><option value="hold">the power from then on</option><option value="counter">the \
    meter's register</option></select></label>
    <label>in <select id="unit"><option value="">its usual unit</option><option>W</option>\
    <option>kW</option><option>Wh</option><option>kWh</option></select></label>
    <label>Times stand in the column <input id="time-column" size="12" spellcheck="false" \
    autocomplete="off" placeholder="by its name"></label>
    <label>readings in <input id="power-column" size="12" spellcheck="false" autocomplete="off" \
    placeholder="by its name"></label></div></details>
    </section>
    <div id="state" role="status" aria-live="polite"></div>
    <div id="problem" role="alert"></div>

    """

  private static let result = """
    <section id="result" aria-labelledby="result-title" tabindex="-1" hidden>
    <div class="head"><h2 id="result-title"></h2><div class="row">
    <button type="button" id="save" class="main">Download the result</button>
    <button type="button" id="save-uses">Activations</button></div></div>
    <p id="result-note" class="soft"></p>
    <div id="bar" aria-hidden="true"></div>
    <div class="scroll" tabindex="0" role="group" aria-label="Energy by appliance">
    <table id="energy"></table></div>
    <div id="notes"></div>
    <div id="plots"></div></section>

    """

  private static let models = """
    <section id="models" aria-labelledby="models-title"><h2 id="models-title">Models</h2>
    <div id="cards"><p class="soft">asking the server\u{2026}</p></div></section>
    <p class="footer"><a href="docs">API</a> \u{b7} <a href="openapi.json">OpenAPI document</a> \
    \u{b7} This page needs no other host.</p>
    </main>
    """
}
