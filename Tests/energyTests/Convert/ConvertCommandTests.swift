import Files
import Foundation
import MeterData
import Testing

@testable import energy

@Suite("energy convert")
struct ConvertCommandTests {
  /// The built program, which lies beside the tests.
  static let program = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("energy").path

  @Test(
    "refuses what makes no sense, with a sentence",
    arguments: [
      ([], "--output is missing. Usage: energy convert [INPUT...] [options]"),
      (["--output", "x.h5"], "there is nothing to convert"),
      (["a.csv", "b.csv", "--output", "x.h5"], "several tables need a description"),
      (["a.csv", "--output", "x.h5", "--compression", "lzo"], "expected deflate or blosc"),
      (
        ["a.csv", "--output", "x.h5", "--timezone", "Europe/Lundon"], "Did you mean Europe/London?"
      ),
      (
        ["--meters", "m.yaml", "--timezone", "UTC", "--output", "x.h5"],
        "--timezone does not go with --meters. Write the zone into m.yaml"
      ),
    ])
  func refuses(words: [String], sentence: String) {
    let error = #expect(throws: UsageError.self) {
      try ConvertCommand(Arguments(words, for: ConvertCommand.specification))
    }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    #expect(error?.status == .wrongUsage)
  }

  @Test(
    "ends with the contract's status and leaves no output",
    .enabled(if: FileManager.default.isExecutableFile(atPath: program), "energy is not built here"),
    arguments: [
      ("convert good.csv --output ok.h5", 0), ("convert none.csv --output x.h5", 66),
      ("convert bad.csv --output x.h5", 65), ("convert empty.csv --output x.h5", 65),
      ("convert . --output x.h5", 65), ("convert good.csv --output none/x.h5", 73),
      ("convert good.csv --output sub", 73), ("convert good.csv --output good.csv", 73),
      ("convert --meters bad.yaml --output x.h5", 78),
      ("convert --meters none.yaml --output x.h5", 66),
      ("convert good.csv --timezone UTC --meters bad.yaml --output x.h5", 64),
    ])
  func statuses(words: String, status: Int32) throws {
    let folder = try Self.folder()
    let answer = try Shell.run(
      Self.program, words.split(separator: " ").map(String.init), in: folder.path)
    #expect(answer.status == status, "\(answer.errors)")
    #expect(answer.errors.split(separator: "\n").count == (status == 0 ? 0 : 1))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/x.h5"))
    #expect(try Self.leftovers(folder).isEmpty)
  }

  @Test(
    "a full disk is status 74 with one sentence, and leaves no file",
    .enabled(if: FileManager.default.isExecutableFile(atPath: program), "energy is not built here"))
  func fullDisk() throws {
    let folder = try Self.folder()
    let rows = (0..<200_000).map { "\(1_370_239_200 + $0 * 6),\($0 &* 7919 % 3001)\n" }.joined()
    try rows.write(toFile: folder.path + "/long.csv", atomically: false, encoding: .utf8)
    // A limit on the size of files stands for a disk that runs full; 64 blocks are 32 kB.
    let answer = try Shell.run(
      "/bin/sh",
      ["-c", "trap '' XFSZ; ulimit -f 64; exec '\(Self.program)' convert long.csv --output x.h5"],
      in: folder.path)
    #expect(answer.status == 74, "\(answer.errors)")
    #expect(answer.errors.split(separator: "\n").count == 1, "\(answer.errors)")
    #expect(try Self.leftovers(folder).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/x.h5"))
  }

  @Test("the worked example of docs/from-nilmtk.md converts, and the page shows its files")
  func example() throws {
    let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardized
    let page = try String(
      contentsOf: root.appendingPathComponent("docs/from-nilmtk.md"), encoding: .utf8)
    let example = root.appendingPathComponent("docs/examples/home").path
    let described = try FileSystem.text(of: example + "/home.yaml")
    let yaml = described.split(separator: "\n", maxSplits: 1)[1]
    #expect(page.contains("```yaml\n\(yaml)```"))
    let folder = try TemporaryFolder()
    let source = try CSVSource(description: example + "/home.yaml", paths: [])
    let report = try Conversion.run(source, to: folder.path + "/home.h5")
    #expect(report.meters.map(\.rows) == [18, 18, 18])
    #expect(report.notes.isEmpty)
    let house = try MeterSources.open(folder.path + "/home.h5").dataset.building(1)
    #expect(house.meters[0].columns.map(\.description) == ["power apparent", "voltage"])
    #expect(house.meters.map(\.start) == Array(repeating: 1_709_247_600_000_000_000, count: 3))
  }

  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.fill()
    let files = [
      "good.csv": "timestamp,power\n0,1\n6,2\n", "bad.csv": "timestamp,power\n0,1\n6,x\n",
      "empty.csv": "", "bad.yaml": "meters:\n  - {fil: good.csv}\n",
    ]
    for (name, text) in files {
      try text.write(toFile: folder.path + "/" + name, atomically: false, encoding: .utf8)
    }
    return folder
  }

  private static func leftovers(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".partial")
    }
  }
}
