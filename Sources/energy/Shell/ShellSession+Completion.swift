import Files
import MeterData

// What Tab offers.
extension ShellSession {
  /// Names that fit where the cursor stands.
  func complete(_ text: String) -> LineCompletion {
    let line = String(text.drop { $0.isWhitespace })
    guard let space = line.firstIndex(where: \.isWhitespace) else {
      return matching(line, ShellVerb.allCases.map(\.rawValue))
    }
    guard let verb = ShellLine.verb(String(line[..<space])) else { return matching("", []) }
    let rest = String(line[line.index(after: space)...].drop { $0.isWhitespace })
    switch verb.expectation {
    case .nothing: return matching("", [])
    case .verb: return matching(rest, ShellVerb.allCases.map(\.rawValue))
    case .source, .configuration, .store: return matchingFiles(rest)
    case .gaps: return matching(rest, ["missing", "off"])
    case .flag: return matching(rest, ["on", "off"])
    case .house:
      let houses = source?.dataset.buildings.map { String($0.id) } ?? []
      return matching(lastWord(of: rest, separators: ", "), houses)
    case .channel: return matching(rest, ["mains"] + names + meterNames)
    case .appliances:
      let last = rest.split(separator: ",", omittingEmptySubsequences: false).last ?? ""
      var found = matching(String(last.drop { $0.isWhitespace }), names)
      // A comma may follow.
      found.suffix = ""
      return found
    case .mains:
      return matching(
        lastWord(of: rest, separators: " "), ["active", "apparent", "sum", "auto"])
    }
  }

  private var chosen: Building? {
    settings.houses.first.flatMap { house in
      source?.dataset.buildings.first { $0.id == house }
    }
  }

  private var names: [String] { chosen?.meteredTypes ?? [] }

  private var meterNames: [String] { chosen?.meters.map { "meter \($0.id)" } ?? [] }

  private func lastWord(of text: String, separators: String) -> String {
    String(text.reversed().prefix { !separators.contains($0) }.reversed())
  }

  /// Candidates that begin with what is typed; case, hyphens and underscores do not count.
  private func matching(_ typed: String, _ candidates: [String]) -> LineCompletion {
    let key = { (text: String) in text.lowercased().map { "-_".contains($0) ? " " : $0 } }
    let wanted = key(typed)
    let found = candidates.filter { key($0).starts(with: wanted) }
    return LineCompletion(replaced: typed.unicodeScalars.count, candidates: found)
  }

  /// Files and folders whose path begins with what is typed; folders end in a slash.
  private func matchingFiles(_ written: String) -> LineCompletion {
    let isQuoted = written.hasPrefix("\"")
    let typed = isQuoted ? String(written.dropFirst()) : written
    let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
    let name = typed.dropFirst(folder.count)
    // A folder that cannot be read has nothing to offer.
    let entries = (try? FileSystem.list(folder.isEmpty ? "." : folder)) ?? []
    let found = entries.filter { entry in
      entry.hasPrefix(name) && (name.hasPrefix(".") || !entry.hasPrefix("."))
    }.sorted().map { entry in
      FileSystem.isDirectory(folder + entry) ? entry + "/" : entry
    }
    let isFolder = found.count == 1 && found[0].hasSuffix("/")
    if isQuoted || found.contains(where: { $0.contains(" ") }) {
      // A name with spaces is one word only between quotes.
      return LineCompletion(
        replaced: written.unicodeScalars.count, candidates: found.map { "\"\(folder)\($0)" },
        suffix: isFolder ? "" : "\" ")
    }
    return LineCompletion(
      replaced: name.unicodeScalars.count, candidates: found, suffix: isFolder ? "" : " ")
  }
}
