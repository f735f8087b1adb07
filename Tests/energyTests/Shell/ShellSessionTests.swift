import Files
import Foundation
import MeterData
import Testing

@testable import energy

@Suite("The session")
struct ShellSessionTests {
  @Test(
    "answers each line",
    arguments: [
      ("open fake.h5", "fake.h5 · Fake · Europe/London · 2 houses, 6 meters"),
      (
        "houses",
        """
           house  meters  appliances  from        to
               1       2           1  2013-06-03  2013-06-03
        *      2       4           2  2013-06-03  2013-06-03
        """
      ),
      ("house", "house 2 · 4 meters · 2013-06-03 → 2013-06-03"),
      (
        "house 1, 2",
        """
        house 1 · 2 meters · 2013-06-03 → 2013-06-03
        house 2 · 4 meters · 2013-06-03 → 2013-06-03
        """
      ),
      (
        "meters",
        """
          meter                    rows  period  measures                   from        to
              1  mains            1,800     6 s  active, apparent, voltage  2013-06-03  2013-06-03
              2  kettle           1,800     6 s  active                     2013-06-03  2013-06-03
              3  washing machine  1,800     6 s  active                     2013-06-03  2013-06-03
              4  washing machine  1,800     6 s  active                     2013-06-03  2013-06-03
        """
      ),
      (
        "appliances",
        """
          appliance          meters  room  called
          kettle             2
          washing machine    3, 4
        """
      ),
      (
        "use Kettle, washing_machine",
        "house 2: kettle is meter 2\nhouse 2: washing machine is meters 3 and 4"
      ),
      ("mains", "mains active (house 2's meter 1)"),
      (
        "mains apparent 1",
        """
        mains apparent (house 2's meter 1)
          the mains are apparent power (VA) and the plugs active power (W), which do not add up: \
        the plugs' sum is no part of the mains
        """
      ),
      ("mains sum", "mains sum of the chosen appliances"),
      ("period 1min", "period 1min"),
      ("period auto", "period auto (the longest sample period of the chosen meters)"),
      ("gap 2min", "gap 2min"),
      ("gap auto", "gap auto (the meter's own limit, at least five periods)"),
      ("plugs off", "plugs off"),
      ("sort on", "sort on"),
      ("upsample", "upsample off"),
      ("range 2013-06-03", "range 2013-06-03 → 2013-06-04"),
      ("range 2013-06-03 06:00 to 09:00", "range 2013-06-03 06:00 → 2013-06-03 09:00"),
      ("range all", "range all"),
      (
        "exclude 2013-06-03 06:30 07:00 meter fell off",
        "exclude 2013-06-03 06:30 → 2013-06-03 07:00: meter fell off"
      ),
      ("exclude", "exclude none"),
      ("# a comment", ""),
      ("   ", ""),
      ("quit", "QUIT"),
      ("EXIT", "QUIT"),
    ] as [(String, String)])
  func answers(line: String, answer: String) throws {
    var session = try ShellSession.fake(["house 2"])
    #expect(try session.answer(to: line) == answer)
  }

  @Test(
    "tells what is wrong and stays as it was",
    arguments: [
      ("shwo", "64: unknown command shwo. Did you mean show?"),
      ("xyzzy", "64: unknown command xyzzy. Type help for the commands."),
      ("help shwo", "64: no help for shwo: there is no such command. Did you mean show?"),
      ("house 3", "65: no house 3 in fake.h5. It has 1 and 2."),
      ("house two", "64: \"two\" is no number of a house. Type houses for the list."),
      (
        "use ketle",
        "65: no appliance \"ketle\" in house 2 of fake.h5. Did you mean kettle? House 2 has: kettle, washing machine."
      ),
      ("show mainz", "65: no channel \"mainz\" in house 2. Did you mean mains?"),
      ("show", "64: no channel is named. Name mains, an appliance or \"meter 5\"."),
      ("show kettle voltage", "64: kettle does not measure voltage. It measures power active."),
      ("mains actve", "64: \"actve\" is neither a quantity nor a meter. Did you mean active?"),
      ("period 0s", "64: the period must be longer than 0 s"),
      ("period soon", "64: soon: expected a duration such as 6s, 30s or 1min"),
      ("plugs of", "64: \"of\" is neither missing nor off. Usage: plugs [missing|off]."),
      ("sort maybe", "64: expected on or off. Usage: sort [on|off]."),
      (
        "range 2013-06-31",
        "64: 2013-06-31 is no time. Write 2013-06-03, or 2013-06-03 06:00 09:00."
      ),
      (
        "range 2013-06-04 2013-06-03",
        "64: 2013-06-04T00:00:00+01:00 is not before 2013-06-03T00:00:00+01:00. A range includes its start and excludes its end."
      ),
      (
        "exclude 2013-06-03",
        "64: no reason is given for leaving out 2013-06-03 → 2013-06-04. Write the reason after the times; it is kept in the store."
      ),
      ("meters now", "64: unexpected \"now\". Usage: meters."),
      ("open", "64: no file is named. Usage: open FILE. Quote a name with spaces."),
      ("activations mains", "64: mains has no activations. Name an appliance."),
      ("save", "64: no file is named. Usage: save FILE.yaml. Quote a name with spaces."),
      ("show 'kettle", "64: the quote ' is never closed"),
    ] as [(String, String)])
  func refuses(line: String, sentence: String) throws {
    var session = try ShellSession.fake(["house 2", "use kettle", "period 30s"])
    let before = try session.answer(to: "settings")
    #expect(try session.answer(to: line) == sentence)
    #expect(try session.answer(to: "settings") == before)
  }

  @Test("asks for a file and a house before anything that needs them")
  func asksFirst() throws {
    var session = try ShellSession.fake()
    #expect(
      try session.answer(to: "meters") == "64: no house is chosen. Type house N; there are 1 and 2."
    )
    session.source = nil
    #expect(try session.answer(to: "meters") == "64: no file is open. Type open FILE, then houses.")
  }

  @Test("draws a channel with its axes, its units and what it used")
  func draws() throws {
    var session = try ShellSession.fake(["house 2"])
    let drawn = try session.answer(to: "show kettle 2013-06-03 06:00 09:00")
    #expect(
      drawn == """
        kettle · house 2, meter 2 · power active · 2013-06-03 06:00 → 2013-06-03 09:00 · 1,800 samples
         3 kW ┤                 ⢰⢲
              │                 ⢸⢸
         2 kW ┤                 ⢸⢸
              │                 ⢸⢸
              │                 ⢸⢸
         1 kW ┤                 ⢸⢸
              │                 ⢸⢸
          0 W ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣸⢸⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
              └┬───────┬────────┬────────┬────────┬────────┬────────
               06:00   06:30    07:00    07:30    08:00    08:30
          1 activation, 0.19 kWh
        """)
  }

  @Test("tells when an appliance ran")
  func listsActivations() throws {
    var session = try ShellSession.fake(["house 2"])
    #expect(
      try session.answer(to: "activations kettle") == """
        kettle · house 2, meter 2 · 1 activation · 0.19 kWh · above 2000 W, grid 6 s
          from              to          lasts  energy  mean W
          2013-06-03 07:00  07:04:00  4.0 min  193 Wh    2901
        """)
  }

  @Test("prints a channel's figures")
  func printsStatistics() throws {
    var session = try ShellSession.fake(["house 2"])
    #expect(
      try session.answer(to: "statistics mains voltage") == """
        mains · house 2, meter 1 · voltage
          samples    1,800
          from, to   2013-06-03 06:00 → 2013-06-03 08:59:54
          coverage   100.0 %
          gaps       none
          mean       240.0 V
          deviation  0.0 V
          least      240.0 V
          greatest   240.0 V
        """)
  }

  @Test("shows when meters have samples")
  func showsCoverage() throws {
    var session = try ShellSession.fake(["house 1"])
    #expect(
      try session.answer(to: "coverage") == """
          meter          coverage  2013-06-03  gaps  longest
              1  mains    100.0 %  ██████████     0
              2  kettle   100.0 %  ██████████     0
        """)
  }

  @Test("explains every command, with examples that it understands", arguments: ShellVerb.allCases)
  func explains(verb: ShellVerb) throws {
    var session = try ShellSession.fake()
    #expect(try session.answer(to: "help").contains("  \(verb.rawValue) "))
    let page = try session.answer(to: "help \(verb.rawValue)")
    #expect(page.hasPrefix("\(verb.usage)\n  \(verb.summary)"))
    for example in verb.examples {
      #expect(try ShellLine(example)?.verb == verb)
      #expect(page.contains(example))
    }
  }

  @Test("lists what was typed")
  func listsHistory() throws {
    var session = try ShellSession.fake(["house 2", "period 30s"])
    #expect(try session.answer(to: "history") == "open fake.h5\nhouse 2\nperiod 30s")
  }
}

@Suite("Tab")
struct ShellCompletionTests {
  @Test(
    "offers what fits where the cursor stands",
    arguments: [
      ("", 0, ShellVerb.allCases.map(\.rawValue)),
      ("ho", 2, ["houses", "house"]),
      ("house ", 0, ["1", "2"]),
      ("house 1, ", 0, ["1", "2"]),
      (
        "show ", 0,
        ["mains", "kettle", "washing machine", "meter 1", "meter 2", "meter 3", "meter 4"]
      ),
      ("show WASHING_m", 9, ["washing machine"]),
      ("use kettle, w", 1, ["washing machine"]),
      ("mains a", 1, ["active", "apparent", "auto"]),
      ("plugs ", 0, ["missing", "off"]),
      ("sort o", 1, ["on", "off"]),
      ("help qu", 2, ["quit"]),
      ("meters ", 0, []),
      ("nonsense ", 0, []),
      ("open Sources/ener", 4, ["energy/"]),
      ("open /no/such/folder/x", 1, []),
    ] as [(String, Int, [String])])
  func offers(text: String, replaced: Int, candidates: [String]) throws {
    let session = try ShellSession.fake(["house 2"])
    let found = session.complete(text)
    #expect(found.candidates == candidates)
    if !candidates.isEmpty { #expect(found.replaced == replaced) }
  }

  @Test("puts file names with spaces between quotes, and reads them back")
  func quotes() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "energy-tab-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data().write(to: folder.appending(path: "my home.h5"))
    let session = try ShellSession.fake()
    for written in ["\(folder.path)/my", "\"\(folder.path)/my h"] {
      let found = session.complete("open \(written)")
      #expect(found.candidates == ["\"\(folder.path)/my home.h5"])
      #expect(found.replaced == written.count)
      let line = try ShellLine("open " + found.candidates[0] + found.suffix)
      #expect(line?.words == ["\(folder.path)/my home.h5"])
    }
  }
}

@Suite("Times in the session")
struct ShellTimesTests {
  @Test(
    "are days, parts of days and stretches in the data's zone",
    arguments: [
      ("2013-06-03", "2013-06-03T00:00:00+01:00 2013-06-04T00:00:00+01:00"),
      ("2013-03-31", "2013-03-31T00:00:00+00:00 2013-04-01T00:00:00+01:00"),
      ("2013-06-03 06:00", "2013-06-03T06:00:00+01:00 2013-06-04T00:00:00+01:00"),
      ("2013-06-03 6:00 9:30", "2013-06-03T06:00:00+01:00 2013-06-03T09:30:00+01:00"),
      ("2013-06-03 06:00 to 09:00:30", "2013-06-03T06:00:00+01:00 2013-06-03T09:00:30+01:00"),
      ("2013-06-03 2013-06-05", "2013-06-03T00:00:00+01:00 2013-06-05T00:00:00+01:00"),
      ("2013-06-03 22:00 2013-06-04 02:00", "2013-06-03T22:00:00+01:00 2013-06-04T02:00:00+01:00"),
      ("2013-06-03T06:00:00Z 2013-06-03T07:00", "2013-06-03T07:00:00+01:00 EMPTY"),
    ])
  func reads(text: String, stretch: String) throws {
    let zone = try TimeZoneRules(named: "Europe/London")
    let words = text.split(separator: " ").map(String.init)
    do {
      let (range, rest) = try ShellTimes(zone: zone).leading(words)
      #expect(rest.isEmpty)
      let ends = [range.lowerBound, range.upperBound].map { ISOTime.format($0, in: zone) }
      #expect(ends.joined(separator: " ") == stretch)
    } catch {
      #expect(stretch.hasSuffix("EMPTY") && error.description.contains("is not before"))
    }
  }
}
