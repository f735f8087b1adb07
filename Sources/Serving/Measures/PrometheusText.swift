/// Measures in Prometheus' text format 0.0.4.
struct PrometheusText {
  enum Kind: String {
    case counter, gauge, histogram
  }

  static let type = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  /// Begins the samples of one name.
  mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(PrometheusText.escaped(help, quotes: false))\n"
    text += "# TYPE \(name) \(kind.rawValue)\n"
  }

  /// One sample of the name that was begun, or of a histogram's part.
  mutating func sample(
    _ name: String, _ labels: KeyValuePairs<String, String> = [:], _ value: Double
  ) {
    text += name
    if !labels.isEmpty {
      let pairs = labels.map { "\($0.key)=\"\(PrometheusText.escaped($0.value, quotes: true))\"" }
      text += "{" + pairs.joined(separator: ",") + "}"
    }
    text += " " + PrometheusText.spelled(value) + "\n"
  }

  /// One name with one sample without labels.
  mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
    begin(name, kind, help)
    sample(name, [:], value)
  }

  static func spelled(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
    return Int(exactly: value).map(String.init) ?? value.description
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\"" where quotes: out += "\\\""
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
