import Files
import Testing

@testable import Acquisition

@Suite("The program", .enabled(if: EnergyProgram.isBuilt, "the program is not built"))
struct ProgramTests {
  static let content = noise(400_000)

  /// Serves the first half and falls silent, the first time; then serves honestly.
  private static func half(_ request: TestRequest) -> TestReply {
    request.number == 0
      ? ServedFile(content).reply(to: request, cutAfter: 200_000, ending: .stall)
      : ServedFile(content).reply(to: request)
  }

  /// Runs the program until half of the file is there, ends it by a signal, and runs it again.
  private func stopped(
    by signal: Int32, check: (_ folder: String, EnergyProgram.Answer) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      try withServer(Self.half) { server in
        let words = ["download", "--url", server.url("/house.h5"), "--output", folder]
        let first = try EnergyProgram(words)
        let part = folder + "/house.h5.part"
        #expect(EnergyProgram.wait { (try? FileSystem.size(of: part)) == 200_000 })
        first.send(signal)
        try check(folder, first.wait())
        try #expect(!FileSystem.list(folder).contains("house.h5"))
        try #expect(FileSystem.size(of: part) == 200_000)

        let second = try EnergyProgram(words + ["--json", "--sha256", sha256(Self.content)]).wait()
        #expect(second.status == 0, "\(second.errors)")
        #expect(second.errors.contains("going on from 200 kB of 400 kB"))
        let json = try JSON.parse(second.output)
        #expect(json["resumed_from"] == .integer(200_000))
        #expect(json["sha256_verified"] == .bool(true))
        #expect(server.requests.last?.rangeStart == 200_000)
        try #expect(FileSystem.bytes(of: folder + "/house.h5") == Self.content)
        try #expect(FileSystem.list(folder) == ["house.h5", "house.h5.source.json"])
      }
    }
  }

  @Test("goes on after kill -9")
  func killed() throws {
    try stopped(by: 9) { _, answer in #expect(answer.wasKilled) }
  }

  @Test("keeps the part at Ctrl-C and SIGTERM, says so, and ends with 130", arguments: [2, 15])
  func interrupted(signal: Int32) throws {
    try stopped(by: signal) { folder, answer in
      #expect(answer.status == 130)
      #expect(
        answer.errors.contains(
          "energy download: interrupted: 200 kB of 400 kB are kept in \(folder)/house.h5.part. "
            + "Run the same command again to go on from there."))
    }
  }

  @Test("goes through the proxy that the environment names")
  func proxy() throws {
    try withTemporaryFolder { folder in
      try withServer({ ServedFile(Self.content).reply(to: $0) }) { server in
        let answer = try EnergyProgram(
          ["download", "--url", "http://data.invalid/house.h5", "--output", folder],
          environment: ["http_proxy": server.url(""), "no_proxy": ""]
        ).wait()
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(server.requests.first?.target == "http://data.invalid/house.h5")
      }
    }
  }

  @Test(
    "ends with the promised status",
    arguments: [
      (["download"], 64), (["download", "ukdle"], 64),
      (["download", "ukdale", "--sha256", "x"], 64),
      (["download", "--url", "ftp://host/x"], 64),
      (["download", "--url", "file:///nowhere/x"], 66),
      (["download", "ukdale-raw", "--dry-run", "--json"], 0),
    ] as [([String], Int32)])
  func status(words: [String], status: Int32) throws {
    try withTemporaryFolder { folder in
      let answer = try EnergyProgram(words, environment: ["DATA_PATH": folder]).wait()
      #expect(answer.status == status, "\(answer.errors)")
      #expect(answer.errors.split(separator: "\n").allSatisfy { !$0.contains("Fatal") })
    }
  }

  @Test("a full disk ends with 74 and leaves nothing under the final name")
  func fullDisk() throws {
    try withTemporaryFolder { folder in
      try withServer({ ServedFile(Self.content).reply(to: $0) }) { server in
        // A limit on the size of files stands in for the end of a disk.
        let limited = try EnergyProgram.limited(
          toKilobytes: 100, ["download", "--url", server.url("/house.h5"), "--output", folder])
        #expect(limited.status == 74, "\(limited.errors)")
        try #expect(!FileSystem.list(folder).contains("house.h5"))
      }
    }
  }
}
