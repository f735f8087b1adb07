import Files
import MeterData
import Testing

@testable import energy

@Suite("Any line at all")
struct ShellSurvivalTests {
  private static let words =
    ShellVerb.allCases.map(\.rawValue) + [
      "kettle", "washing", "machine", "mains", "meter", "1", "2", "3", "0", "-1", "99999999999999",
      "9223372036854775808", "auto", "none", "all", "on", "off", "to", ",", "voltage", "apparent",
      "2013-06-03", "2013-06-04", "06:00", "9:00", "24:00", "1900-01-01", "2149-12-31",
      "1700-01-01",
      "9999-99-99", "2013-06-03T06:00Z", "6s", "1ms", "1e9d", "0s", "\"", "'", "#", "🔥", "é\u{301}",
      "\u{0}", "a/b", "/", "..", "=",
    ]

  @Test("answers or fails with a sentence; it never traps", arguments: 1...8 as ClosedRange<UInt64>)
  func survives(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    var session = try ShellSession.fake(["house 2", "use kettle"])
    for _ in 0..<300 {
      let count = Int.random(in: 1...5, using: &generator)
      let line = (0..<count).compactMap { _ in Self.words.randomElement(using: &generator) }
        .joined(separator: " ")
      // These would write files or go through millions of milliseconds.
      guard !line.hasPrefix("save"), !line.hasPrefix("run"), !line.contains("1ms") else { continue }
      let answer = try session.answer(to: line)
      #expect(!answer.hasPrefix("70:"), "\(line)")
      _ = session.complete(line)
    }
  }

  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}
