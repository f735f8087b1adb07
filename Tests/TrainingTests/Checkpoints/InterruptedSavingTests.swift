import Files
import Foundation
import Testing
import Work

@testable import Training

@Suite("Saving that is cut short")
struct InterruptedSavingTests {
  /// Kills; scripts/kill-saving asks for more.
  private static let kills =
    ProcessInfo.processInfo.environment["ENERGY_KILLS"].flatMap(Int.init) ?? 10

  @Test("by a kill at any instant leaves the last good checkpoint, and no damaged one")
  func killed() async throws {
    let run = try SmallRun()
    try run.store.keep(run.state(epochs: 1), isBest: true)
    var generator = RandomGenerator(seed: UInt64(Date().timeIntervalSince1970))
    var done = 1
    for _ in 0..<InterruptedSavingTests.kills {
      let (folder, first, delay) = (run.folder, done + 1, generator.whole(0...40_000))
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [folder = folder as String, first = first as Int, delay = delay as Int] in
        try InterruptedSavingTests.saveUntilKilled(folder, from: first, microseconds: delay)
      }
      let last = CheckpointName(FileSystem.name(of: FileSystem.resolved(run.path("last"))))
      let resumed = try run.store.resume(run.plan)
      #expect(resumed.notes.isEmpty)
      let epochs = resumed.state.curve.count
      #expect(epochs >= done && epochs >= last?.epoch ?? .max)
      #expect(resumed.state.equals(run.state(epochs: epochs)))
      let best = FileSystem.name(of: FileSystem.resolved(run.path("best")))
      #expect(best == FileSystem.name(of: resumed.path))
      done = epochs
    }
    try run.store.keep(run.state(epochs: done + 1), isBest: false)
    #expect(try FileSystem.list(run.folder).allSatisfy { !$0.hasPrefix(".") })
  }

  /// Saves one epoch after another, while another thread waits to kill the process.
  private static func saveUntilKilled(
    _ folder: String, from first: Int, microseconds: Int
  ) throws {
    let run = try SmallRun(in: folder)
    let killer = OwnedThread {
      usleep(UInt32(microseconds))
      kill(getpid(), SIGKILL)
    }
    for epochs in first... { try run.store.keep(run.state(epochs: epochs), isBest: true) }
    killer.join()
  }

  @Test("by a full disk is an error of status 74, and changes nothing")
  func fullDisk() async throws {
    let run = try SmallRun()
    let state = run.state(epochs: 1)
    try run.store.keep(state, isBest: true)
    let before = try FileSystem.list(run.folder)
    let folder = run.folder
    await #expect(processExitsWith: .exitCode(74)) { [folder = folder as String] in
      // A file that must not grow fails as one on a full disk does.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let run = try SmallRun(in: folder)
      do throws(TrainingError) {
        try run.store.keep(run.state(epochs: 2), isBest: true)
      } catch {
        exit(error.status.rawValue)
      }
    }
    #expect(try FileSystem.list(run.folder) == before)
    let resumed = try run.store.resume(run.plan)
    #expect(resumed.state.equals(state) && resumed.notes.isEmpty)
  }
}
