import Files
import Testing

@testable import energy

@Suite("energy simulate")
struct SimulateCommandTests {
  static func command(_ words: [String]) throws(UsageError) -> SimulateCommand {
    try SimulateCommand(Arguments(words, for: SimulateCommand.specification))
  }

  @Test(
    "refuses what makes no sense, with a sentence",
    arguments: [
      ([], "--output is missing. Usage: energy simulate [options]"),
      (["--days", "0"], "--days 0: expected a whole number from 1 to 3650"),
      (["--days", "1e9"], "--days 1e9: expected a whole number from 1 to 3650"),
      (["--buildings", "-1"], "--buildings -1: expected a whole number from 1 to 100"),
      (
        ["--days", "3650", "--buildings", "11"],
        "11 houses for 3650 days are more than 36,500 days of one house. "
          + "Simulate fewer days or houses."
      ),
      (["--seed", "-3"], "--seed -3: expected a whole number from 0 to 9223372036854775807"),
      (["--period", "0s"], "--period 0s: expected a duration from 1s to 10min"),
      (["--period", "1h"], "--period 1h: expected a duration from 1s to 10min"),
      (["--period", "fast"], "--period fast: expected a duration from 1s to 10min"),
      (
        ["--start", "2014-02-30"],
        "--start 2014-02-30: expected a date from 1971-01-01 to 2099-12-31"
      ),
      (
        ["--start", "1066-10-14"],
        "--start 1066-10-14: expected a date from 1971-01-01 to 2099-12-31"
      ),
      (["--mains-1s", "3"], "--mains-1s 3: expected one of the simulated houses"),
      (["--compression", "rar"], "--compression rar: expected deflate or blosc"),
    ])
  func refuses(words: [String], sentence: String) {
    let error = #expect(throws: UsageError.self) {
      try Self.command(words.isEmpty ? [] : ["--output", "x.h5"] + words)
    }
    #expect(error?.description == sentence)
    #expect(error?.status == .wrongUsage)
  }

  @Test("refuses a zone that is not there")
  func refusesZone() {
    let error = #expect(throws: UsageError.self) {
      try Self.command(["--output", "x.h5", "--timezone", "Europe/Lundon"])
    }
    #expect(error?.description.contains("Europe/Lundon") == true)
  }

  @Test("takes every option together")
  func accepts() throws {
    _ = try Self.command([
      "--output", "x.h5", "--days", "3", "--buildings", "4", "--seed", "9", "--period", "30s",
      "--start", "2013-12-24", "--timezone", "UTC", "--mains-1s", "1", "--mains-1s", "4",
      "--compression", "blosc",
    ])
  }
}
