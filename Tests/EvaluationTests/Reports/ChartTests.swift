import Disaggregation
import Files
import Plots
import Testing

@testable import Evaluation

@Suite("The values of a chart")
struct ChartTests {
  /// The page's script reads tokens like this.
  static func decoded(_ bytes: [UInt8], count: Int) -> [Int32] {
    var out: [Int32] = []
    var (index, value) = (0, Int64(0))
    while out.count < count {
      var (number, shift) = (UInt64(0), UInt64(0))
      while true {
        number |= UInt64(bytes[index] & 0x7F) << shift
        shift += 7
        index += 1
        if bytes[index - 1] < 0x80 { break }
      }
      let rest = number >> 2
      switch number & 3 {
      case 0:
        value += Int64(rest >> 1) ^ -Int64(rest & 1)
        out.append(Int32(value))
      case 1: out += Array(repeating: Int32(value), count: Int(rest))
      default: out += Array(repeating: TraceSegment.missing, count: Int(rest))
      }
    }
    return out
  }

  @Test(
    "codes come back from their bytes",
    arguments: [
      [0, 0, 0], [5], [TraceSegment.missing], [1, 1, 1, -70, 65_536, -65_536, 0],
      [Int32.max, -Int32.max, TraceSegment.missing, TraceSegment.missing, -Int32.max, 3],
    ] as [[Int32]])
  func roundTrip(_ codes: [Int32]) {
    #expect(Self.decoded(TraceCode.bytes(of: codes), count: codes.count) == codes)
  }

  @Test("a standby of a day takes a few bytes")
  func isShort() {
    #expect(TraceCode.bytes(of: [Int32](repeating: 6, count: 14_400)).count <= 5)
  }

  @Test(
    "base64 is RFC 4648's",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func base64(_ text: String, _ expected: String) {
    #expect(Base64.text(of: Array(text.utf8)) == expected)
  }

  @Test("places keep the least and the greatest sample, or the mean, and nothing of nothing")
  func places() {
    let samples: [Float] = [1, 5, .nan, 2, .nan, .nan, 7]
    let extremes = TraceSegment(start: 0, period: 1, [(samples[...], 0.5)], bucket: 2)
    #expect(extremes.values[0].low == [2, 4, TraceSegment.missing, 14])
    #expect(extremes.values[0].high == [10, 4, TraceSegment.missing, 14])
    let means = TraceSegment(
      start: 0, period: 1, [(samples[...], 1)], bucket: 2, reduction: .mean)
    #expect(means.values[0].low == [3, 2, TraceSegment.missing, 7])
    #expect(means.values[0].high == nil)
  }

  @Test(
    "samples that no code could hold are told by coarser ones",
    arguments: [1e9, 3e9, -3e9, Float.greatestFiniteMagnitude], [1, 2])
  func immense(_ value: Float, _ bucket: Int) {
    let samples: [Float] = [value, value, 0]
    let segment = TraceSegment(start: 0, period: 1, [(samples[...], 0.1)], bucket: bucket)
    let values = segment.values[0]
    let shown = Double(values.low[0]) * values.quantum
    #expect(abs(shown / Double(value) - 1) < 1e-8)
    #expect(values.low.last == 0)
  }

  @Test("the CSV of samples has local times, quoted names and empty fields where nothing is")
  func traceCSV() throws {
    let zone = try TimeZoneRules(named: "Europe/London")
    let start = try #require(ISOTime.parse("2013-10-27T01:59:50+01:00", in: zone))
    let segment = TraceSegment(
      start: start, period: 10 * ISOTime.second,
      [([1.2, .nan, -0.04] as [Float], 0.1)].map {
        ($0.0[...], $0.1)
      })
    let chart = Chart(
      name: "x", title: "x", note: "", x: .time(start..<segment.end, zone),
      y: Chart.VerticalAxis(label: "Power", unit: "W"),
      columns: [Chart.Column(name: "a, \"b\"", ink: .truth, style: .band, decimals: 1)],
      marks: .traces([segment], detail: []))
    #expect(
      chart.csv == """
        time,"a, ""b"" (W)"
        2013-10-27T01:59:50+01:00,1.2
        2013-10-27T01:00:00+00:00,
        2013-10-27T01:00:10+00:00,0.0

        """)
  }

  @Test("logarithmic axes count in tens, and in 1, 2, 5 where there are few")
  func decades() {
    let axis = Chart.VerticalAxis(label: "", unit: "", isLogarithmic: true)
    let many = VerticalScale(covering: 1...250_000, of: axis, about: 5)
    #expect(many.ticks.map(\.label) == ["1", "10", "100", "1,000", "10⁴", "10⁵"])
    let few = VerticalScale(covering: 0.08...0.49, of: axis, about: 5)
    #expect(few.ticks.map(\.label) == ["0.05", "0.1", "0.2"])
    #expect(abs(few.part(of: 0.05)) < 1e-9)
  }

  @Test("watts become kilowatts from a thousand on, in the ticks and the divisor")
  func kilowatts() {
    let axis = Chart.VerticalAxis(label: "Power", unit: "W")
    let scale = VerticalScale(covering: 0...2900, of: axis, about: 3)
    #expect(scale.divisor == 1000)
    #expect(scale.ticks.map(\.label) == ["0", "1", "2", "3"])
    #expect(scale.part(of: 1500) == 0.5)
  }

  @Test("names of columns stand in as many rows as they need, beside the title where there is room")
  func legend() {
    func legend(_ names: [String]) -> Legend {
      let chart = Chart(
        name: "x", title: "x", note: "", x: .number(0...1, label: "", unit: ""),
        y: Chart.VerticalAxis(label: "Mean power", unit: "W"),
        columns: names.map { Chart.Column(name: $0, ink: .mains, style: .layer) },
        marks: .points(x: [], values: []))
      return Legend(chart, .column)
    }
    #expect(!legend(["kettle", "remainder", "mains"]).isBelow)
    let many = legend(["kettle", "fridge", "washing machine", "dish washer", "remainder", "mains"])
    #expect(many.isBelow && many.rows.map(\.count) == [3, 3])
    for row in many.rows {
      #expect(row.reduce(0) { $0 + Legend.width($1) } * 8 <= ChartDrawing.Layout.column.width)
    }
  }

  @Test("each appliance has a hue of its own, the same in every set")
  func hues() {
    let hues = Palette.hues(of: ["fridge", "kettle", "sauna", "toaster", "washing machine"])
    #expect(Set(hues.values).count == 5)
    #expect(hues["kettle"] == Palette.hues(of: ["kettle"])["kettle"])
    #expect(hues["fridge"] == Palette.hues(of: ["fridge", "sauna"])["fridge"])
  }
}
