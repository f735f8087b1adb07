import Testing

@testable import MeterData

@Suite("A written pickle")
struct PickleWriterTests {
  @Test("has the bytes that Python 3 gives a meter's labels")
  func matchesPython() {
    // The replica of UK-DALE's 1 s mains by Python 3.11, NILMTK_HDF5.md section 3.
    let columns = [("power", "active"), ("power", "apparent"), ("voltage", "")]
    let labels = PythonValue.list(columns.map { .tuple([.text($0.0), .text($0.1)]) })
    let expected =
      "(lp0\n(Vpower\np1\nVactive\np2\ntp3\na(g1\nVapparent\np4\ntp5\na(Vvoltage\np6\nV\np7\ntp8\na."
    #expect(PickleWriter.pickle(labels) == Array(expected.utf8))
  }

  @Test(
    "writes each kind of value as Python does",
    arguments: [
      (PythonValue.none, "N."), (.bool(true), "I01\n."), (.bool(false), "I00\n."),
      (.integer(-5), "I-5\n."), (.integer(1 << 40), "L1099511627776L\n."),
      (.number(51.5), "F51.5\n."), (.number(14), "F14.0\n."), (.tuple([]), "(t."),
      (.shortest(3100), "I3100\n."), (.shortest(0.25), "F0.25\n."),
      (.members([("a", .integer(1)), ("b", nil)]), "(dp0\nVa\np1\nI1\ns."),
    ])
  func spells(_ value: PythonValue, expected: String) {
    #expect(PickleWriter.pickle(value) == Array(expected.utf8))
  }

  @Test(
    "gives back any text",
    arguments: [
      "", "dish_washer", "kid's \"bedroom\"", "café", "Łódź €", "🫖", "a\\b\\u0041", "two\nlines",
      "\r\t\0\u{1A}\u{7F}\u{80}\u{FF}",
    ])
  func roundTrips(text: String) throws {
    let bytes = PickleWriter.pickle(.list([.text(text), .text(text)]))
    let items = try #require(try PickleParser.parse(bytes).items)
    #expect(items.map(\.text) == [text, text])
  }
}
