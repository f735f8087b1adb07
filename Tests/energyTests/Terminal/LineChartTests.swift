import Files
import Plots
import Testing

@testable import energy

@Suite("A line chart")
struct LineChartTests {
  static let second: Int64 = 1_000_000_000
  /// 2013-06-03 06:00 in London.
  static let start: Int64 = 1_370_235_600 * second
  static let threeHours = start..<start + 3 * 3600 * second

  /// A kettle at 7:00 and 8:15, standby else, nothing after 8:45.
  static func kettle(_ scale: Float = 1) -> Envelope {
    var envelope = Envelope(range: threeHours, hold: 60 * second)
    for sample in 0..<(165 * 10) {
      let minute = Double(sample) / 10
      let isOn = (60..<64).contains(minute) || (135..<139).contains(minute)
      envelope.add(start + Int64(sample) * 6 * second, isOn ? 2_900 * scale : 3)
    }
    return envelope
  }

  static func chart(_ series: [LineChart.Series], height: Int) throws -> LineChart {
    LineChart(
      series: series, unit: "W", zone: try TimeZoneRules(named: "Europe/London"), height: height)
  }

  static let both: [LineChart.Series] = [
    .init("mains", kettle(), ink: .mains), .init("kettle", kettle(0.5), ink: .appliance(0)),
  ]

  @Test("shows short peaks among many samples, gaps as nothing, and the axes' units")
  func drawsBraille() throws {
    let chart = try Self.chart([.init("kettle", Self.kettle())], height: 6)
    #expect(
      chart.render(width: 60) == """
         3 kW ┤                 ⢰⢲                    ⢰⢲
              │                 ⢸⢸                    ⢸⢸
         2 kW ┤                 ⢸⢸                    ⢸⢸
         1 kW ┤                 ⢸⢸                    ⢸⢸
              │                 ⢸⢸                    ⢸⢸
          0 W ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣸⢸⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣸⢸⣀⣀⣀⣀⣀⣀⣀⣀
              └┬───────┬────────┬────────┬────────┬────────┬────────
               06:00   06:30    07:00    07:30    08:00    08:30
        """)
  }

  @Test("is ASCII where the locale is not UTF-8")
  func drawsLetters() throws {
    let chart = try Self.chart([.init("kettle", Self.kettle())], height: 4)
    #expect(
      chart.render(width: 60, style: .ascii) == """
              |                 **                    **
         2 kW +                 **                    **
              |                 **                    **
          0 W +*************************************************
              ++-------+--------+--------+--------+--------+--------
               06:00   06:30    07:00    07:30    08:00    08:30
        """)
  }

  @Test("marks several series by letters where there are no colours")
  func marksSeries() throws {
    let drawn = try Self.chart(Self.both, height: 6).render(width: 40)
    #expect(
      drawn == """
          * mains   + kettle
         3 kW ┤           *            **
              │           *            **
         2 kW ┤           *            **
         1 kW ┤           +            ++
              │           +            ++
          0 W ┤+++++++++++++++++++++++++++++++
              └┬──────────┬──────────┬──────────
               06:00      07:00      08:00
        """)
  }

  @Test("tells several series apart by colours")
  func coloursSeries() throws {
    let style = TerminalStyle(isUnicode: true, hasColour: true)
    let lines = try Self.chart(Self.both, height: 3).render(width: 30, style: style)
      .split(separator: "\n")
    #expect(lines[0] == "  \u{1B}[90m━\u{1B}[0m mains   \u{1B}[34m━\u{1B}[0m kettle")
    #expect(lines[1].contains("\u{1B}[90m⢸⡇\u{1B}[0m"))
    #expect(lines[3].contains("\u{1B}[34m"))
  }

  @Test(
    "never passes the width, and never fails for want of samples", arguments: [0, 1, 8, 20, 300])
  func fits(width: Int) throws {
    let empty = Envelope(range: Self.threeHours, hold: 1)
    for series in [Self.both, [.init("x", empty)], []] {
      let picture = try Self.chart(series, height: 5).render(width: width)
      for line in picture.split(separator: "\n") { #expect(line.displayWidth <= width) }
    }
  }

  static let times: [(Int64, [String])] = [
    (2, ["06:00:00", "06:00:15", "06:00:30", "06:00:45", "06:01:00", "06:01:15"]),
    (14, ["06:00", "06:02", "06:04", "06:06", "06:08", "06:10", "06:12"]),
    (180, ["06:00", "06:30", "07:00", "07:30", "08:00", "08:30"]),
    (1440, ["06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "4 Jun", "03:00"]),
    (10 * 1440, ["5 Jun", "7 Jun", "9 Jun", "11 Jun", "13 Jun"]),
    (
      400 * 1440,
      ["Jul 2013", "Sep 2013", "Nov 2013", "Jan 2014", "Mar 2014", "May 2014", "Jul 2014"]
    ),
    (4000 * 1440, ["2014", "2015", "2016", "2017", "2018", "2019", "2020", "2021", "2022"]),
  ]

  @Test(
    "writes round times in the data's own zone",
    arguments: times)
  func writesTimes(minutes: Int64, labels: [String]) throws {
    let end = Self.start + (minutes * 60 - 30) * Self.second
    let zone = try TimeZoneRules(named: "Europe/London")
    let axis = TimeAxis(Self.start..<end, in: zone, width: 80)
    #expect(axis.ticks.prefix(9).map(\.label) == labels)
  }

  @Test("keeps local hours when the clocks change")
  func changesClocks() throws {
    // 2013-03-31: 01:00 GMT becomes 02:00 BST.
    let zone = try TimeZoneRules(named: "Europe/London")
    let midnight = ISOTime.midnight(ofDay: CivilTime.day(ofYear: 2013, month: 3, day: 31), in: zone)
    let axis = TimeAxis(midnight..<midnight + 12 * 3600 * Self.second, in: zone, width: 60)
    #expect(
      axis.ticks.map(\.label) == ["31 Mar", "02:00", "04:00", "06:00", "08:00", "10:00", "12:00"])
    #expect(axis.ticks[1].time - midnight == 3600 * Self.second)
  }
}

@Suite("A vertical axis")
struct ValueScaleTests {
  @Test(
    "has round ticks and the shorter unit",
    arguments: ScaleCase.all)
  func labels(_ one: ScaleCase) {
    let scale = ValueScale(covering: one.low...one.high, unit: one.unit, about: 4)
    #expect(scale.ticks.map(scale.label) == one.labels)
  }
}

struct ScaleCase: Sendable {
  let low: Double
  let high: Double
  let unit: String
  let labels: [String]

  init(_ low: Double, _ high: Double, _ unit: String, _ labels: [String]) {
    (self.low, self.high, self.unit, self.labels) = (low, high, unit, labels)
  }

  static let all = [
    ScaleCase(0, 2_900, "W", ["0 W", "1 kW", "2 kW", "3 kW"]),
    ScaleCase(3, 640, "W", ["0 W", "200 W", "400 W", "600 W"]),
    ScaleCase(0, 1_100, "W", ["0 W", "0.5 kW", "1.0 kW"]),
    ScaleCase(-300, 500, "W", ["-200 W", "0 W", "200 W", "400 W"]),
    ScaleCase(231.2, 248.9, "V", ["230 V", "235 V", "240 V", "245 V", "250 V"]),
    ScaleCase(50, 50, "V", ["50.0 V", "50.5 V", "51.0 V"]),
    ScaleCase(0, 0, "W", ["0 W", "0.5 W", "1.0 W"]),
  ]
}
