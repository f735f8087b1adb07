import Testing
import Work

@testable import Serving

@Suite("Numbers of a body")
struct BodyNumberTests {
  @Test(
    "are the nearest Double, as the standard library reads them",
    arguments: [
      "0", "-0", "0.1", "2013.5", "-17.25", "1e3", "1E-3", "123456789.123456789", "1e22", "1e23",
      "9007199254740993", "0.30000000000000004", "18446744073709551616", "1.7976931348623157e308",
      "5e-324", "0.000000000000000000000000000001", "10000000000000000000000", "4.35", "1e-400",
      "12345678901234567890.12345", "0.0000000000000000000123456789012345678901",
    ])
  func nearest(_ text: String) throws {
    var scanner = BodyScanner(Array(text.utf8))
    let value = try scanner.double(.body)
    #expect(value.bitPattern == Double(text)?.bitPattern)
    #expect(scanner.position == text.utf8.count)
  }

  @Test("are exact however many digits they have", arguments: [UInt64(1), 2, 3])
  func random(seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    for _ in 0..<2000 {
      let whole = generator.whole(0...999_999_999)
      let decimals = generator.whole(0...999_999_999)
      let text = "\(whole).\(decimals)e\(generator.whole(-30...30))"
      var scanner = BodyScanner(Array(text.utf8))
      #expect(try scanner.double(.body) == Double(text), "\(text)")
    }
  }

  @Test(
    "that JSON does not have are refused with their place",
    arguments: [
      ("01", 400), ("-", 400), ("1.", 400), (".5", 400), ("1e", 400), ("+1", 400), ("NaN", 400),
      ("Infinity", 400), ("1e999", 422), ("-1e400", 422), ("\"1\"", 422), ("null", 422),
      ("[1]", 422), ("-a", 400), ("", 400),
    ])
  func refused(_ text: String, status: Int) {
    var scanner = BodyScanner(Array(text.utf8))
    let refusal = #expect(throws: Refusal.self) {
      try scanner.double(.member("series", 3, "power"))
    }
    #expect(refusal?.status == status)
    #expect(refusal?.field == "series[3].power")
    #expect(refusal?.index == 3)
  }

  @Test("of times are taken digit by digit, not through a Double")
  func scaled() throws {
    for (text, power, wanted) in [
      ("1370242800", 9, 1_370_242_800_000_000_000),
      ("1370242800.123456789", 9, 1_370_242_800_123_456_789),
      ("1370242800123456789", 0, 1_370_242_800_123_456_789), ("-1.5", 9, -1_500_000_000),
      ("1.3702428e9", 9, 1_370_242_800_000_000_000),
    ] as [(String, Int, Int64)] {
      var scanner = BodyScanner(Array(text.utf8))
      #expect(try scanner.number(.body).written.scaled(by: power) == wanted)
    }
    #expect(BodyNumber(mantissa: .max, exponent: 3).scaled(by: 0) == nil)
  }
}
