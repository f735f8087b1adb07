import Files
import HTTP

/// The query of a request about the log, checked.
struct LogQuery {
  private let head: HTTPHead

  /// - Parameters:
  ///   - request: Whose query.
  ///   - names: What may be asked.
  /// - Throws: `Refusal` (400) for anything else.
  init(_ request: RoutedRequest, _ names: [String]) throws(Refusal) {
    head = request.request.head
    for item in head.query where !names.contains(item.name) {
      let hint = Spelling.question(for: item.name, among: names).map { " " + $0 } ?? ""
      throw LogQuery.refusal(
        item.name, "is not known here.\(hint) Known: \(names.joined(separator: ", "))")
    }
  }

  func text(_ name: String) -> String? { head.query(name) }

  /// A whole number of a range.
  func integer(_ name: String, in range: ClosedRange<Int>, default other: Int) throws(Refusal)
    -> Int
  {
    guard let text = head.query(name) else { return other }
    guard let value = Int(text), range.contains(value) else {
      throw LogQuery.refusal(
        name, "is a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A moment: ISO 8601, UTC where it says nothing else, or seconds since 1970.
  ///
  /// - Returns: Milliseconds since 1970.
  func time(_ name: String) throws(Refusal) -> Int? {
    guard let text = head.query(name) else { return nil }
    if let seconds = Double(text), seconds.magnitude < 9e9 { return Int(seconds * 1000) }
    guard let time = ISOTime.parse(text, in: .utc) else {
      throw LogQuery.refusal(name, "is a time such as 2026-01-31T06:00:00Z, or seconds since 1970")
    }
    return Int(time.flooredDivision(by: 1_000_000))
  }

  static func refusal(_ name: String, _ message: String) -> Refusal {
    Refusal(400, "bad_parameter", "\(name) \(message)", field: name)
  }
}
