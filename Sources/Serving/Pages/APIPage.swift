import Files
import Plots

/// The page at `/docs`: every route to read and to try.
struct APIPage {
  static let summary = "This API as a page, each route with a form to try it."

  private let described: APIDocument

  init(_ described: APIDocument) { self.described = described }

  var document: PageDocument {
    PageDocument(
      title: "energy: API", style: APIStyle.text, body: body, script: APIScript.text)
  }

  private var body: String {
    let sections = described.operations.map { APISection($0).html }.joined(separator: "\n")
    let links = described.operations.map { operation in
      "<a href=\"#\(APISection.id(operation))\">\(operation.route.method) "
        + "\(HTML.escaped(operation.route.pattern))</a>"
    }.joined()
    return APIPage.top + "<nav aria-label=\"Routes\">\(links)</nav>\n<main>\n\(sections)\n"
      + schemas + APIPage.footer
  }

  private static let top = """
    <header><div><h1>API</h1><p class="soft">What can be asked of this server. Errors are JSON: \
    <code>{"error": {"status", "code", "message", "field", "index"}}</code>; every answer carries \
    <code>X-Request-ID</code>.</p></div>
    <button type="button" id="theme" hidden aria-label="Switch between light and dark"></button>
    </header>
    <form id="access"><label>Token, where the server wants one <input id="token" type="password" \
    autocomplete="off" spellcheck="false"></label> <button type="submit">Use it</button> \
    <span id="token-state" class="soft" role="status"></span></form>

    """

  private static let footer = """
    <p class="footer"><a href="./">The page</a> \u{b7} <a href="openapi.json">OpenAPI document</a>\
    </p></main>
    """

  private var schemas: String {
    let all = described.json["components"]?["schemas"]?.members ?? []
    let parts = all.map { member in
      "<details id=\"schema-\(member.key)\"><summary>\(HTML.escaped(member.key))</summary>"
        + "<pre tabindex=\"0\">\(HTML.escaped(member.value.indentedText))</pre></details>"
    }
    return "<section><h2>Schemas</h2>\(parts.joined())</section>"
  }
}

/// One route on the page.
private struct APISection {
  private let route: Route
  private let json: JSON

  init(_ operation: APIDocument.Operation) {
    route = operation.route
    json = operation.json
  }

  static func id(_ operation: APIDocument.Operation) -> String {
    HTML.escaped(operation.json["operationId"]?.string ?? "")
  }

  private var id: String { HTML.escaped(json["operationId"]?.string ?? "") }

  var html: String {
    let text = json["description"]?.string.map { "<p>\(HTML.escaped($0))</p>" } ?? ""
    return "<section id=\"\(id)\" aria-labelledby=\"\(id)-title\"><h2 id=\"\(id)-title\">"
      + "<span class=\"method\">\(HTML.escaped(route.method))</span> "
      + "<code>\(HTML.escaped(route.pattern))</code></h2><p>\(HTML.escaped(route.summary)) "
      + "<span class=\"soft\">\(access)</span></p>\(text)\(answers)\(form)</section>"
  }

  private var access: String {
    switch route.access {
    case .anyone: "Anyone may ask."
    case .usual: ""
    case .token: "Needs the token."
    }
  }

  private var answers: String {
    let rows = (json["responses"]?.members ?? []).map { member in
      let types = (member.value["content"]?.members ?? []).map { kind in
        "<code>\(HTML.escaped(kind.key))</code> \(APISection.links(kind.value["schema"] ?? [:]))"
      }
      return "<tr><th scope=\"row\">\(HTML.escaped(member.key))</th><td class=\"wrap\">"
        + "\(HTML.escaped(member.value["description"]?.string ?? ""))</td>"
        + "<td class=\"wrap\">\(types.joined(separator: "<br>"))</td></tr>"
    }
    return "<details><summary>Answers</summary><div class=\"scroll\" tabindex=\"0\" role=\"group\" "
      + "aria-label=\"Answers\"><table><thead><tr><th scope=\"col\">Status</th><th scope=\"col\">"
      + "Meaning</th><th scope=\"col\">Body</th></tr></thead><tbody>\(rows.joined())</tbody>"
      + "</table></div></details>"
  }

  /// Names of schemas that lead to them.
  private static func links(_ schema: JSON) -> String {
    let references =
      ([schema] + (schema["oneOf"]?.elements ?? [])).compactMap { $0["$ref"]?.string }
    return references.compactMap { $0.split(separator: "/").last }.map { name in
      "<a href=\"#schema-\(HTML.escaped(String(name)))\">\(HTML.escaped(String(name)))</a>"
    }.joined(separator: ", ")
  }

  private var form: String {
    "<form class=\"try\" data-method=\"\(HTML.escaped(route.method))\" data-path=\""
      + "\(HTML.escaped(route.pattern))\">\(parameters)\(bodies)<div class=\"row\">"
      + "<button type=\"submit\" class=\"main\">Send</button>"
      + "<span class=\"said soft\" role=\"status\"></span></div>"
      + "<div class=\"answer\" hidden><pre class=\"head-of\" tabindex=\"0\" aria-label=\"Head of "
      + "the answer\"></pre><pre class=\"body-of\" tabindex=\"0\" aria-label=\"Body of the answer\">"
      + "</pre></div></form>"
  }

  private var parameters: String {
    let parts = (json["parameters"]?.elements ?? []).map { parameter in
      let name = HTML.escaped(parameter["name"]?.string ?? "")
      let place = HTML.escaped(parameter["in"]?.string ?? "query")
      let note = HTML.escaped(parameter["description"]?.string ?? "")
      return "<label><code>\(name)</code> \(field(parameter, name, place))"
        + "<span class=\"note\">\(note)</span></label>"
    }
    return parts.isEmpty ? "" : "<div class=\"fields\">\(parts.joined())</div>"
  }

  private func field(_ parameter: JSON, _ name: String, _ place: String) -> String {
    let words = (parameter["schema"]?["enum"]?.elements ?? []).compactMap(\.string)
    guard !words.isEmpty else {
      let value = HTML.escaped(parameter["example"]?.string ?? "")
      return "<input name=\"\(name)\" data-in=\"\(place)\" value=\"\(value)\" spellcheck=\"false\""
        + "\(place == "path" ? " required" : "")>"
    }
    let options = words.map { "<option>\(HTML.escaped($0))</option>" }.joined()
    return "<select name=\"\(name)\" data-in=\"\(place)\"><option value=\"\"></option>\(options)"
      + "</select>"
  }

  /// A choice among kinds and examples of a body, and the body.
  private var bodies: String {
    let kinds = json["requestBody"]?["content"]?.members ?? []
    guard !kinds.isEmpty else { return "" }
    var options = ""
    var first: String?
    for kind in kinds {
      let examples = kind.value["examples"]?.members ?? [.init(key: "", value: ["value": ""])]
      for example in examples {
        let text = APISection.text(of: example.value["value"] ?? "")
        if first == nil { first = text }
        let name = example.value["summary"]?.string.map { ": \($0)" } ?? ""
        options +=
          "<option value=\"\(HTML.escaped(kind.key))\" data-body=\"\(HTML.escaped(text))\">"
          + "\(HTML.escaped(kind.key + name))</option>"
      }
    }
    return "<label>Body <select class=\"kind\">\(options)</select></label><textarea class=\"body\" "
      + "rows=\"6\" spellcheck=\"false\" aria-label=\"Body\">\n\(HTML.escaped(first ?? ""))</textarea>"
  }

  private static func text(of example: JSON) -> String { example.string ?? example.text }
}
