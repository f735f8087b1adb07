import Testing

@testable import Files

@Suite("Time zones")
struct TimeZoneTests {
  @Test(
    "London's clocks, by known moments",
    arguments: [
      (1_364_691_599, 0, "GMT"), (1_364_691_600, 3600, "BST"),  // 2013-03-31 01:00 UTC
      (1_382_835_599, 3600, "BST"), (1_382_835_600, 0, "GMT"),  // 2013-10-27 01:00 UTC
      (0, 3600, "BST"),  // British Standard Time, 1968 to 1971
      (-4_000_000_000, -75, "LMT"),
      (2_531_955_600, 3600, "BST"), (2_531_955_599, 0, "GMT"),  // 2050-03-27, by the footer
      (32_503_680_000, 0, "GMT"),  // 3000-01-01
    ])
  func london(seconds: Int, offset: Int, abbreviation: String) throws {
    let zone = try TimeZoneRules(named: "Europe/London")
    #expect(zone.offset(atUTC: Int64(seconds)) == offset)
    #expect(zone.abbreviation(atUTC: Int64(seconds)) == abbreviation)
  }

  @Test(
    "other rules: half hours, south of the equator, Dublin's negative saving, none at all",
    arguments: [
      ("Asia/Kolkata", 2_000_000_000, 19_800), ("Australia/Sydney", 4_102_444_800, 39_600),
      ("Australia/Sydney", 4_086_547_200, 36_000), ("Europe/Dublin", 4_102_444_800, 0),
      ("Europe/Dublin", 4_086_547_200, 3600), ("America/New_York", 4_086_547_200, -14_400),
      ("UTC", 4_086_547_200, 0), ("America/Sao_Paulo", 4_102_444_800, -10_800),
    ])
  func others(name: String, seconds: Int, offset: Int) throws {
    #expect(try TimeZoneRules(named: name).offset(atUTC: Int64(seconds)) == offset)
  }

  @Test("an hour that occurs twice means the first; one that is skipped moves on")
  func gapsAndOverlaps() throws {
    let zone = try TimeZoneRules(named: "Europe/London")
    #expect(ISOTime.parse("2013-10-27 01:30", in: zone) == 1_382_833_800 * ISOTime.second)
    let skipped = try #require(ISOTime.parse("2013-03-31 01:30", in: zone))
    #expect(ISOTime.format(skipped, in: zone) == "2013-03-31T02:30:00+01:00")
    #expect(ISOTime.parse("2013-10-27 02:00", in: zone) == 1_382_839_200 * ISOTime.second)
  }

  @Test("an unknown zone is refused with the nearest name, and no path is followed")
  func unknown() {
    let failure = failure { _ = try TimeZoneRules(named: "Europe/Lodon") }
    #expect(failure?.status == .badData)
    #expect(
      failure?.text == "there is no time zone \"Europe/Lodon\". Did you mean Europe/London?")
    for name in ["", "../../../etc/passwd", "/etc/passwd", "Europe", "zone1970.tab", "a b"] {
      #expect(throws: FilesError.self) { _ = try TimeZoneRules(named: name) }
    }
  }

  @Test(
    "POSIX rules are read or refused",
    arguments: [
      ("GMT0BST,M3.5.0/1,M10.5.0", true), ("<+0330>-3:30", true), ("EST5EDT,J60/-2,300/26", true),
      ("", false), ("EST", false), ("EST5EDT", false), ("EST5EDT,M13.1.0,M1.1.0", false),
      ("EST5EDT,M3.2.0,M11.1.0x", false), ("EST999", false),
    ])
  func rules(text: String, isValid: Bool) {
    #expect((RecurringRule(text) != nil) == isValid)
  }

  @Test("a truncated zone file is refused at every length")
  func truncated() throws {
    let bytes = try FileSystem.bytes(of: "/usr/share/zoneinfo/Europe/London")
    for length in 0..<bytes.count - 30 {
      var parser = TZifParser(Array(bytes[..<length]))
      #expect(parser.rules(named: "x") == nil)
    }
  }
}

@Suite("ISO times")
struct ISOTimeTests {
  @Test(
    "are read",
    arguments: [
      ("2013-06-03", "2013-06-03T00:00:00+01:00"),
      ("2013-06-03 06:00", "2013-06-03T06:00:00+01:00"),
      ("2013-06-03T06:00:05.5+01:00", "2013-06-03T06:00:05+01:00"),
      ("2013-06-03T06:00:05Z", "2013-06-03T07:00:05+01:00"),
      ("2013-06-03 06:00:05 +0000", "2013-06-03T07:00:05+01:00"),
      ("2012-02-29T23:59:59-05", "2012-03-01T04:59:59+00:00"),
      ("1969-12-31T23:59:59Z", "1970-01-01T00:59:59+01:00"),
    ])
  func reads(text: String, again: String) throws {
    let zone = try TimeZoneRules(named: "Europe/London")
    let moment = try #require(ISOTime.parse(text, in: zone))
    #expect(ISOTime.format(moment, in: zone) == again)
  }

  @Test(
    "that do not exist are refused",
    arguments: [
      "", "2013", "2013-6-3", "2013-02-29", "2013-13-01", "2013-06-03T", "2013-06-03T6:00",
      "2013-06-03T24:00", "2013-06-03T06:60", "2013-06-03T06:00:05.", "2013-06-03T06:00+",
      "2013-06-03T06:00Zx", "2013-06-03Z", "1500-01-01", "9999-01-01", "yesterday",
    ])
  func refuses(text: String) { #expect(ISOTime.parse(text, in: .utc) == nil) }

  @Test("keep nanoseconds, also before 1970")
  func fractions() {
    #expect(ISOTime.parse("1970-01-01T00:00:01.000000001Z", in: .utc) == 1_000_000_001)
    #expect(ISOTime.format(-1, in: .utc, decimals: 3) == "1969-12-31T23:59:59.999+00:00")
    #expect(ISOTime.format(1_500_000_000, in: .utc, decimals: 1) == "1970-01-01T00:00:01.5+00:00")
  }

  @Test("every day from 1600 to 2400 has its own number and comes back from it")
  func calendar() {
    var number = CivilTime.day(ofYear: 1600, month: 1, day: 1)
    for year in 1600..<2400 {
      for month in 1...12 {
        for day in 1...CivilTime.length(ofMonth: month, year: year) {
          guard CivilTime.day(ofYear: year, month: month, day: day) == number,
            CivilTime.date(ofDay: number) == (year, month, day)
          else { return #expect(Bool(false), "\(year)-\(month)-\(day)") }
          number += 1
        }
      }
    }
    #expect(CivilTime(year: 2026, month: 11, day: 20).weekday == 5)
  }
}

@Suite("Spans of time")
struct TimeSpanTests {
  @Test(
    "are read and written",
    arguments: [
      ("6s", 6_000_000_000, "6s"), ("500ms", 500_000_000, "500ms"),
      ("2min", 120_000_000_000, "2min"), ("30", 30_000_000_000, "30s"),
      ("1h30min", 5_400_000_000_000, "90min"), ("1 D", 86_400_000_000_000, "1d"),
      ("0.5s", 500_000_000, "500ms"), ("0", 0, "0s"), ("60s", 60_000_000_000, "1min"),
    ])
  func reads(text: String, nanoseconds: Int, again: String) throws {
    let span = try #require(TimeSpan(text))
    #expect(span.nanoseconds == Int64(nanoseconds))
    #expect(span.description == again)
    #expect(TimeSpan(span.description) == span)
    #expect(span.spaced.filter { $0 != " " } == span.description)
  }

  @Test("that are none are refused", arguments: ["", "s", "6x", "-6s", "1e99d", "6 6s x", "nan"])
  func refuses(text: String) { #expect(TimeSpan(text) == nil) }
}
