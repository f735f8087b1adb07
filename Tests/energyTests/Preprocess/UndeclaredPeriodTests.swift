import Files
import Foundation
import Glibc
import Testing

@Suite("Meters whose description lacks a sample period")
struct UndeclaredPeriodTests {
  private func withTable(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "energy-period-\(UUID().uuidString)").path
    try FileSystem.createFolders(folder)
    defer { try? FileSystem.remove(folder) }
    let rows = (0..<500).map { "\(1_400_000_000 + $0 * 60),\(100 + $0 % 7),\($0 % 9)" }
    try Publication.text(
      (["timestamp,mains,kettle"] + rows).joined(separator: "\n") + "\n",
      at: folder + "/minutes.csv")
    try body(folder)
  }

  @Test("are put on the grid of their readings, and a finer one must be asked for")
  func measures() throws {
    try withTable { folder in
      let (table, store) = (folder + "/minutes.csv", folder + "/x.h5")
      let words = ["preprocess", table, "--output", store, "--json", "--quiet"]
      let made = try EnergyProgram.run(words)
      #expect(made.status == 0, "\(made.errors)")
      #expect(made.output.contains("\"period_s\": 60,"))
      #expect(made.output.contains("\"valid_samples\": 500,"))
      let finer = try EnergyProgram.run(words + ["--period", "10s"])
      #expect(finer.status == 64 && finer.errors.contains("--allow-upsampling"), "\(finer.errors)")
      #expect(try EnergyProgram.run(words + ["--period", "10s", "--allow-upsampling"]).status == 0)
    }
  }

  @Test("a pipe without a writer is refused at once, by every command that reads")
  func refusesPipe() throws {
    try withTable { folder in
      let pipe = folder + "/pipe"
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      for words in [["inspect", pipe], ["preprocess", pipe, "--output", folder + "/y.h5"]] {
        let outcome = try EnergyProgram.run(words)
        #expect(outcome.status == 66, "\(outcome.errors)")
        #expect(outcome.errors.contains("not a regular file"))
      }
    }
  }
}
