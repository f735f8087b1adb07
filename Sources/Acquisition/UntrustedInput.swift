/// Everything small that strangers write and this target reads, in one place for a fuzzer.
package enum UntrustedInput {
  /// Reads the bytes as each of them; traps where a promise about the outcome is broken.
  package static func read(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    readAsPath(text)
    if let record = try? PartRecord.parse(bytes) {
      let again = try? PartRecord.parse(Array(record.json.text.utf8))
      precondition(again == record, "a part's record changes when it is written")
    }
    _ = Provenance.parse(bytes)
    var head = ResponseHead()
    for line in text.split(separator: "\n") { head.take(line: String(line)) }
    _ = head.secondsToWait(now: 0)
    if let address = try? WebAddress(text) {
      let name = address.fileName
      precondition(!name.contains("/") && !name.hasPrefix(".") && !name.isEmpty, "name \(name)")
    }
  }

  private static func readAsPath(_ text: String) {
    // The first line names an entry, the rest is what a link there says.
    let parts = text.split(separator: "\n", maxSplits: 1)
    guard let name = parts.first, let place = try? ArchivePath(String(name)) else { return }
    check(place)
    if parts.count == 2, let target = try? place.following(link: String(parts[1])) { check(target) }
  }

  private static func check(_ path: ArchivePath) {
    for part in path.parts {
      let isSafe = !["", ".", ".."].contains(part) && part.utf8.allSatisfy { $0 != 0 && $0 != 47 }
      precondition(isSafe, "the path \(path.text) has the part \(part)")
    }
  }
}
