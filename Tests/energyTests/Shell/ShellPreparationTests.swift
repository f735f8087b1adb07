import Foundation
import Glibc
import Testing

@Suite("Preparing in the session", .serialized)
struct ShellPreparationTests {
  private let folder: RawHouseFolder
  private var work: URL { folder.root }

  init() throws { folder = try RawHouseFolder() }

  private func path(_ name: String) -> String { work.appending(path: name).path }

  @Test("saves a configuration that energy preprocess runs to the same store")
  func saves() throws {
    let script = """
      use kettle, microwave
      period 10s
      gap 2min
      range 2013-06-03 06:10 08:50
      exclude 2013-06-03 06:30 06:40 meter fell off
      run \(path("session.h5"))
      save \(path("plan.yaml"))
      """
    let session = try EnergyProgram.run(["shell", folder.path], input: script)
    #expect(session.status == 0, "\(session.errors)")
    let command = try EnergyProgram.run(
      ["preprocess", "--config", path("plan.yaml"), "--json"])
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("\"samples\": 960"))
    #expect(command.output.contains("\"valid_samples\": 870"))
    #expect(session.output.contains("870 of 960 samples valid"))
  }

  @Test("previews what is lost to gaps, over all and on a slice")
  func previews() throws {
    let script = "use kettle\ngap 1min\npreview\npreview 2013-06-03 07:50 08:10\n"
    let outcome = try EnergyProgram.run(["shell", folder.path], input: script)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("2013-06-03 09:00: 1,800 bins, 97.2 % valid"))
    #expect(
      outcome.output.contains("kettle: 1,152 of 1,202 windows of 599 usable, 4.2 % lost to gaps"))
    #expect(outcome.output.contains("longest gap: 5.0 min from 2013-06-03 08:00, in kettle"))
    #expect(outcome.output.contains("* kettle before   + after"))
    #expect(outcome.output.contains("150 readings → 200 bins, 0 carried, 50 lost to gaps"))
  }

  @Test("begins with what preprocess was told")
  func continues() throws {
    let outcome = try EnergyProgram.run(
      [
        "preprocess", folder.path, "--interactive", "--appliance", "kettle", "--period", "12s",
        "--from", "2013-06-03T06:30", "--output", path("x.h5"),
      ], input: "settings\nrun\n")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("period   12s"))
    #expect(outcome.output.contains("range    from 2013-06-03 06:30 on"))
    #expect(FileManager.default.fileExists(atPath: path("x.h5")))
  }

  @Test("stops at Ctrl-C without a store, can run again, and ends at SIGTERM")
  func cancels() throws {
    let long = try RawHouseFolder(minutes: 60 * 24 * 30)
    let store = long.root.appending(path: "store.h5").path
    var terminal = try PseudoTerminal(
      ["shell", long.path],
      environment: ["XDG_STATE_HOME": long.root.appending(path: "state").path])
    _ = try terminal.wait(for: "energy> ")
    terminal.type("use kettle, microwave\r")
    _ = try terminal.wait(for: "energy> ")
    try interrupt(&terminal, runningInto: store)
    #expect(try files(in: long) == ["raw", "state"])

    terminal.type("range 2013-06-04 2013-06-05\r")
    _ = try terminal.wait(for: "energy> ")
    terminal.type("run \(store)\r")
    _ = try terminal.wait(for: "→ \(store.prefix(5))", seconds: 60)
    _ = try terminal.wait(for: "14,400 of 14,400 samples valid")
    _ = try terminal.wait(for: "energy> ")
    terminal.type("range all\r")
    _ = try terminal.wait(for: "energy> ")
    terminal.type("run \(store)\r")
    _ = try terminal.wait(for: "rows/s")
    terminal.signal(SIGTERM)
    #expect(try terminal.finish() == 130)
    #expect(try files(in: long) == ["raw", "state", "store.h5"])
  }

  /// Presses Ctrl-C during a run; again where a fast machine was done before the key arrived.
  private func interrupt(
    _ terminal: inout PseudoTerminal, runningInto store: String
  ) throws {
    for _ in 0..<10 {
      terminal.type("run \(store)\r")
      _ = try terminal.wait(for: "rows/s", seconds: 60)
      terminal.type("\u{3}")
      if try terminal.wait(for: "energy> ", seconds: 60).contains("cancelled") { return }
      try FileManager.default.removeItem(atPath: store)
    }
    Issue.record("ten runs were too fast to be interrupted")
  }

  private func files(in folder: RawHouseFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.root.path).sorted()
  }
}
