import Disaggregation
import Files
import HTTP
import MeterData

/// What stands behind the question mark.
enum PredictQuery {
  /// Options of a table, which has no place for them itself.
  static let keys =
    PredictOptions.keys.filter { $0 != "household" } + ["time_column", "power_column"]

  /// JSON bodies say everything themselves.
  ///
  /// - Throws: `Refusal` (400) where there is an item.
  static func requireNone(_ head: HTTPHead) throws(Refusal) {
    guard let item = head.query.first else { return }
    throw Refusal(
      400, "unknown_parameter",
      "\"\(item.name.prefix(64))\" stands in the query: with JSON, options stand in the body",
      field: String(item.name.prefix(64)))
  }

  /// - Throws: `Refusal`: 400 at an unknown name or one that stands twice, 422 at a wrong value.
  static func options(
    _ head: HTTPHead, _ limits: PredictLimits
  ) throws(Refusal) -> (options: PredictOptions, choice: ReadingChoice) {
    var options = PredictOptions()
    var columns: [String: String] = [:]
    var seen: Set<String> = []
    for item in head.query {
      let place = BodyPlace.key(item.name)
      guard keys.contains(item.name), seen.insert(item.name).inserted else {
        throw BodyKeys.refusal(Array(item.name.utf8)[...], known: keys, .body)
      }
      switch item.name {
      case "time_column", "power_column": columns[item.name] = item.value
      case "appliances":
        let names = item.value.split(separator: ",").map(String.init)
        guard names.count <= limits.appliances else {
          throw place.wrong("more than \(limits.appliances) appliances", code: "too_long")
        }
        options.appliances = names
      case "timestamps": options.timestamps = try bool(item.value, place)
      default: try options.set(item.name, item.value, place)
      }
    }
    try options.requireSense()
    var choice = ReadingChoice(
      timeColumn: columns["time_column"], powerColumn: columns["power_column"],
      zone: options.zone, isCounter: options.semantics == .counter)
    choice.options = spelling
    return (options, choice)
  }

  private static func bool(_ text: String, _ place: BodyPlace) throws(Refusal) -> Bool {
    switch text.lowercased() {
    case "true", "1": return true
    case "false", "0": return false
    default: throw place.wrong("\"\(text.prefix(40))\" is neither true nor false")
    }
  }

  private static let spelling = ReadingOptions(
    timeColumn: "?time_column=NAME", powerColumn: "?power_column=NAME",
    counter: "?semantics=counter")
}

extension PredictBody {
  /// Reads a table and what the query says of it.
  ///
  /// - Throws: `Refusal`: 413, or 422 that names line and column.
  init(csv request: HTTPRequest, _ limits: PredictLimits) throws(Refusal) {
    let (options, choice) = try PredictQuery.options(request.head, limits)
    let table: ReadingText
    do throws(ReadingFault) {
      table = try ReadingText(request.body, choice, limit: limits.samples)
    } catch { throw Refusal(error) }
    guard table.rows.count <= limits.samples else {
      throw Refusal(
        413, "too_many_samples",
        "more than \(DecimalText.grouped(limits.samples)) rows; send them in several requests")
    }
    let unit = options.unit == nil ? table.unit.flatMap(ReadingUnit.init(rawValue:)) : nil
    let isCounter = options.semantics == .counter
    if let unit, unit.isEnergy != isCounter {
      throw Refusal(
        422, "bad_value",
        "the column \"\(table.powerColumn)\" holds \(unit.rawValue) by its name: "
          + (isCounter
            ? "leave ?semantics=counter out, or give ?unit=kWh or Wh where the name misleads"
            : "give ?semantics=counter for a register, or ?unit=W or kW where the name misleads"),
        field: table.powerColumn)
    }
    self.init(
      input: .series(table.rows), options: options, notes: table.notes, columnUnit: unit)
  }
}

extension Refusal {
  /// A fault in a line of a table.
  init(_ fault: ReadingFault) {
    let place = fault.column.map { ", column \($0 + 1)" } ?? ""
    var details = [JSON.Member(key: "line", value: .integer(fault.line + 1))]
    if let column = fault.column {
      details.append(JSON.Member(key: "column", value: .integer(column + 1)))
    }
    self.init(
      422, "bad_table", "line \(fault.line + 1)\(place): \(fault.sentence)", details: details)
  }
}
