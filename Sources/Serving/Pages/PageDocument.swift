import Files
import HTTP
import Plots

/// A document that needs nothing but itself, and the policy that holds it to that.
///
/// What it may run and look like is named by digest; it may ask this server alone.
struct PageDocument {
  var title: String
  /// Rules of its own, beside those that all pages share.
  var style: String
  /// HTML.
  var body: String
  /// JavaScript.
  var script: String

  /// As it goes out.
  var response: HTTPResponse {
    let style = PageStyle.text(own: style)
    let text =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      + "<meta name=\"color-scheme\" content=\"light dark\">\n"
      + "<link rel=\"icon\" href=\"data:,\">\n<title>\(HTML.escaped(title))</title>\n"
      + "<style>\(style)</style>\n</head>\n<body>\n\(body)\n<script>\(script)</script>\n"
      + "</body>\n</html>\n"
    return HTTPResponse(
      type: "text/html; charset=utf-8", body: Array(text.utf8),
      fields: [
        HTTPField(
          "Content-Security-Policy",
          "default-src 'none'; script-src \(PageDocument.source(script)); style-src "
            + "\(PageDocument.source(style)); connect-src 'self'; img-src data:; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'"),
        HTTPField("X-Content-Type-Options", "nosniff"),
        HTTPField("Referrer-Policy", "no-referrer"), HTTPField("Cache-Control", "no-cache"),
      ])
  }

  /// "'sha256-…'" of what stands between two tags.
  private static func source(_ text: String) -> String {
    var hasher = SHA256Hasher()
    hasher.update(Array(text.utf8))
    let digits = Array(hasher.finish().utf8).map { $0 < 58 ? $0 - 48 : $0 - 87 }
    let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    return "'sha256-\(Base64.text(of: bytes))'"
  }
}
