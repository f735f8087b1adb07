import Disaggregation
import Files
import MeterData

/// What a request says beside its readings, in its body or in its query.
struct PredictOptions: Sendable {
  /// nil where the request does not say.
  var semantics: ReadingSemantics?
  var unit: ReadingUnit?
  var clamping: Clamping?
  /// As the client spells them.
  var appliances: [String]?
  var household: String?
  var timestamps = false
  var zone = TimeZoneRules.utc

  /// The keys of a body; a query has no "household", because addresses are written into logs.
  static let keys = [
    "semantics", "unit", "clamp", "appliances", "household", "timestamps", "timezone",
  ]

  /// Reads the value of one of the keys.
  ///
  /// - Throws: `Refusal`: 400 or 422 that names the key.
  mutating func read(
    _ key: String, _ scanner: inout BodyScanner, _ limits: PredictLimits
  ) throws(Refusal) {
    switch key {
    case "appliances": try readAppliances(&scanner, limits)
    case "timestamps": timestamps = try scanner.bool(.key(key))
    case "household":
      let name = try scanner.string(.key(key), limit: limits.householdBytes)
      household = try PredictOptions.household(name)
    default: try set(key, try scanner.string(.key(key)), .key(key))
    }
  }

  /// Takes the text of a key.
  ///
  /// - Throws: `Refusal` (422) where it is not one of the words, with the nearest.
  mutating func set(_ key: String, _ text: String, _ place: BodyPlace) throws(Refusal) {
    switch key {
    case "semantics": semantics = try PredictOptions.word(text, place)
    case "clamp": clamping = try PredictOptions.word(text, place)
    case "unit": unit = try PredictOptions.word(text, place)
    case "timezone": zone = try PredictOptions.zone(text, place)
    default: preconditionFailure("no option \(key)")
    }
  }

  /// - Throws: `Refusal` (422) where the unit is none of what the semantics read.
  func requireSense() throws(Refusal) {
    let semantics = semantics ?? .sample
    guard let unit, unit.isEnergy != (semantics == .counter) else { return }
    throw BodyPlace.key("unit").wrong(
      "the unit \(unit.rawValue) does not fit the semantics \(semantics.rawValue): "
        + (semantics == .counter ? "give Wh or kWh" : "give W or kW, or the semantics counter"))
  }

  private mutating func readAppliances(
    _ scanner: inout BodyScanner, _ limits: PredictLimits
  ) throws(Refusal) {
    guard scanner.take("[") else {
      throw scanner.unexpected("a list of names", .key("appliances"))
    }
    var names: [String] = []
    if !scanner.take("]") {
      repeat {
        let place = BodyPlace.element("appliances", names.count)
        guard names.count < limits.appliances else {
          throw place.wrong("more than \(limits.appliances) appliances", code: "too_long")
        }
        names.append(try scanner.string(place))
      } while scanner.take(",")
      try scanner.require(
        "]", "a comma or a closing bracket is missing", .element("appliances", names.count - 1))
    }
    appliances = names
  }

  /// - Throws: `Refusal` (422) where a household's name is empty, holds control characters, or cannot
  ///   stand in an address, by which it is forgotten.
  static func household(_ name: String) throws(Refusal) -> String {
    let place = BodyPlace.key("household")
    guard !name.isEmpty else { throw place.wrong("household is empty") }
    guard name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw place.wrong("control characters stand in household")
    }
    guard name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")) else {
      throw place.wrong("household is a dot or two, or has a slash; addresses cannot name it")
    }
    return name
  }

  private static func word<Word: RawRepresentable & CaseIterable>(
    _ text: String, _ place: BodyPlace
  ) throws(Refusal) -> Word where Word.RawValue == String {
    let folded = text.lowercased()
    if let word = Word.allCases.first(where: { $0.rawValue.lowercased() == folded }) {
      return word
    }
    let words = Word.allCases.map(\.rawValue)
    let hint = Spelling.question(for: text, among: words).map { " \($0)" } ?? ""
    throw place.wrong(
      "\"\(text.prefix(40))\" is none of \(ApplianceNames.list(words)).\(hint)")
  }

  private static func zone(_ name: String, _ place: BodyPlace) throws(Refusal) -> TimeZoneRules {
    do throws(FilesError) {
      return try TimeZoneRules(named: name)
    } catch {
      throw place.wrong(error.remedy.map { "\(error.reason). \($0)" } ?? error.reason)
    }
  }
}
