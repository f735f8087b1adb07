import Glibc

/// The offsets of one time zone, read from the system's zone database by its own rules.
///
/// Foundation's named zones are nil in a statically linked program, so they are not used.
package struct TimeZoneRules: Sendable {
  /// One offset in force.
  struct Kind: Sendable, Equatable {
    /// Seconds east of Greenwich.
    let offset: Int
    let isDaylightSaving: Bool
    let abbreviation: String
  }

  /// The IANA name: "Europe/London".
  package let name: String
  /// Seconds UTC at which a kind comes into force, ascending.
  let transitions: [Int64]
  /// The kind that begins at each transition.
  let kinds: [Kind]
  /// The kind before the first transition.
  let first: Kind
  /// What goes on after the last transition.
  let footer: RecurringRule?

  init(
    name: String, transitions: [Int64] = [], kinds: [Kind] = [], first: Kind,
    footer: RecurringRule? = nil
  ) {
    precondition(transitions.count == kinds.count, "\(transitions.count), \(kinds.count) kinds")
    self.name = name
    self.transitions = transitions
    self.kinds = kinds
    self.first = first
    self.footer = footer
  }

  /// Coordinated universal time, known without the database.
  package static let utc = TimeZoneRules(
    name: "UTC", first: Kind(offset: 0, isDaylightSaving: false, abbreviation: "UTC"))

  /// Reads the zone from the database.
  ///
  /// - Throws: `FilesError` where there is no such zone (65) or no database (66).
  package init(named name: String) throws(FilesError) {
    if ["UTC", "Etc/UTC"].contains(name) {
      self = .utc
      return
    }
    let folder = TimeZoneRules.databaseFolder
    guard FileSystem.isDirectory(folder) else {
      throw FilesError(
        status: .missingInput, attempt: "read the time zones in", path: folder,
        reason: "there is no such folder", remedy: "Install them: apt-get install tzdata")
    }
    let path = FileSystem.joined(folder, name)
    guard TimeZoneRules.isPlausible(name), FileSystem.isRegularFile(path) else {
      throw FilesError(
        status: .badData, attempt: "", path: nil, reason: "there is no time zone \"\(name)\"",
        remedy: Spelling.question(for: name, among: TimeZoneRules.knownNames))
    }
    var parser = TZifParser(try FileSystem.bytes(of: path, limit: 1 << 20))
    guard let rules = parser.rules(named: name) else {
      throw FilesError(
        status: .badData, attempt: "read the time zone", path: path,
        reason: "it is not a time zone file")
    }
    self = rules
  }

  /// Seconds to add to UTC to get local time at that moment.
  package func offset(atUTC seconds: Int64) -> Int { kind(atUTC: seconds).offset }

  /// "GMT", "BST".
  package func abbreviation(atUTC seconds: Int64) -> String { kind(atUTC: seconds).abbreviation }

  /// True while clocks are put forward.
  package func isDaylightSaving(atUTC seconds: Int64) -> Bool {
    kind(atUTC: seconds).isDaylightSaving
  }

  /// The moment at which local clocks show so many seconds since 1970-01-01 00:00.
  ///
  /// A time that clocks show twice means the earlier moment; a time that they skip means as far
  /// after the change as it lies after the last time before it (01:30 becomes 02:30).
  package func utc(ofLocal seconds: Int64) -> Int64 {
    let (before, after) = offsets(around: seconds)
    if isOffset(before, ofLocal: seconds) { return seconds - before }
    return isOffset(after, ofLocal: seconds) ? seconds - after : seconds - before
  }

  /// The same, but of a time that clocks show twice the later moment where the earlier one lies
  /// before `previous`: in a series that is in order, the hour is then being repeated.
  package func utc(ofLocal seconds: Int64, notBefore previous: Int64) -> Int64 {
    let first = utc(ofLocal: seconds)
    guard first < previous else { return first }
    let after = offsets(around: seconds).after
    let second = seconds - after
    return isOffset(after, ofLocal: seconds) && second >= previous ? second : first
  }

  /// The offset of a whole local day, counted from 1970-01-01, or nil where it changes around it.
  package func steadyOffset(ofDay day: Int) -> Int? {
    let noon = Int64(day) * 86_400 + 43_200
    let (before, after) = offsets(around: noon)
    let earlier = offset(atUTC: noon - 2 * 86_400)
    let later = offset(atUTC: noon + 2 * 86_400)
    return before == after && Int64(earlier) == before && Int64(later) == after
      ? Int(before) : nil
  }

  /// No zone changes twice within two days, so that the offsets of the day before and the day
  /// after are the only ones that a local time can have.
  private func offsets(around local: Int64) -> (before: Int64, after: Int64) {
    (Int64(offset(atUTC: local - 86_400)), Int64(offset(atUTC: local + 86_400)))
  }

  private func isOffset(_ offset: Int64, ofLocal seconds: Int64) -> Bool {
    Int64(self.offset(atUTC: seconds - offset)) == offset
  }

  private func kind(atUTC seconds: Int64) -> Kind {
    guard let earliest = transitions.first, seconds >= earliest else {
      return transitions.isEmpty ? footer?.kind(atUTC: seconds) ?? first : first
    }
    if let last = transitions.last, seconds >= last, let footer {
      return footer.kind(atUTC: seconds)
    }
    var low = 0
    var high = transitions.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if transitions[middle] <= seconds { low = middle } else { high = middle }
    }
    return kinds[low]
  }

  private static var databaseFolder: String {
    guard let text = unsafe getenv("TZDIR"), unsafe text[0] != 0 else {
      return "/usr/share/zoneinfo"
    }
    return unsafe String(cString: text)
  }

  /// A name stays inside the database's folder.
  private static func isPlausible(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
      && name.utf8.allSatisfy { byte in
        let character = Character(UnicodeScalar(byte))
        return character.isASCII && (character.isLetter || character.isNumber)
          || "_+-/".contains(character)
      }
  }

  /// The names in the database's table of zones, empty where it has none.
  private static var knownNames: [String] {
    let path = FileSystem.joined(databaseFolder, "zone1970.tab")
    // Only a hint hangs on it.
    guard let text = try? FileSystem.text(of: path) else { return [] }
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
      let fields = line.split(separator: "\t")
      return fields.count > 2 ? String(fields[2]) : nil
    }
  }
}
