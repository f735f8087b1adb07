/// A name in which `*` stands for any letters: "conv*" is every convolution's weight and bias.
package struct NamePattern: Sendable {
  private let text: String

  init(_ text: String) { self.text = text }

  /// Whether it is a parameter's whole name, "conv1.weight", or its layer's, "conv1".
  func matches(_ name: String) -> Bool {
    let layer = name.lastIndex(of: ".").map { name[..<$0] } ?? name[...]
    return NamePattern.matches(text[...], name[...]) || NamePattern.matches(text[...], layer)
  }

  /// Whether a name is the pattern's, from its first letter to its last.
  package static func matches(_ pattern: Substring, _ name: Substring) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else {
      return pattern == name
    }
    guard name.hasPrefix(first), name.hasSuffix(last), name.count >= first.count + last.count
    else { return false }
    // The earliest place for each part leaves most room for those after it.
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() {
      guard let place = rest.firstRange(of: part) else { return false }
      rest = rest[place.upperBound...]
    }
    return true
  }
}
