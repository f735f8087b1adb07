import Files
import Glibc
import Testing

@testable import Training

@Suite("Damaged checkpoints")
struct DamagedCheckpointTests {
  private static let files = ["model.safetensors", "training-state.safetensors"]

  private func write(_ bytes: [UInt8], to path: String) throws {
    try FileDescriptor(creating: path).write(bytes)
  }

  @Test("give way to the one before, and a note says so", arguments: files)
  func fallback(file: String) throws {
    let run = try SmallRun()
    let older = run.state(epochs: 3)
    try run.store.keep(run.state(epochs: 2), isBest: true)
    try run.store.keep(older, isBest: false)
    try run.store.keep(run.state(epochs: 4), isBest: true)
    let path = run.path("epoch-0004/\(file)")
    var bytes = try FileSystem.bytes(of: path)
    bytes[bytes.count - 1] ^= 1
    try write(bytes, to: path)

    let resumed = try run.store.resume(run.plan)
    #expect(resumed.state.equals(older))
    #expect(resumed.path == run.path("epoch-0003"))
    #expect(
      resumed.notes == [
        "epoch-0004 is damaged: its checksum does not match its contents; "
          + "resuming from epoch-0003."
      ])
    // The best that is good, not the best there was.
    #expect(FileSystem.name(of: FileSystem.resolved(run.path("best"))) == "epoch-0002")
    #expect(FileSystem.name(of: FileSystem.resolved(run.path("last"))) == "epoch-0003")
  }

  @Test("that were the best leave no link behind")
  func bestIsGone() throws {
    let run = try SmallRun()
    try run.store.keep(run.state(epochs: 1), isBest: false)
    try run.store.keep(run.state(epochs: 2), isBest: true)
    try write([], to: run.path("epoch-0002/model.safetensors"))
    let resumed = try run.store.resume(run.plan)
    #expect(resumed.path == run.path("epoch-0001"))
    #expect(run.store.bestPath.map(FileSystem.resolved) == FileSystem.resolved(resumed.path))
    #expect(!FileSystem.isLink(run.path("best")))
  }

  @Test("in a future that was given up are removed by the next")
  func abandonedFuture() throws {
    let run = try SmallRun()
    for epochs in 1...3 { try run.store.keep(run.state(epochs: epochs), isBest: epochs == 1) }
    try write([], to: run.path("epoch-0003/model.safetensors"))
    _ = try run.store.resume(run.plan)
    try run.store.keep(run.state(epochs: 2, windows: 5), isBest: false)
    #expect(
      try FileSystem.list(run.folder) == [
        "best", "epoch-0001", "epoch-0002", "epoch-0002-step-000205", "last",
      ])
  }

  @Test("are refused when no other is left")
  func noneLeft() throws {
    let run = try SmallRun()
    try run.store.keep(run.state(epochs: 1), isBest: true)
    try FileSystem.remove(run.path("epoch-0001/training-state.safetensors"))
    let error = #expect(throws: TrainingError.self) { _ = try run.store.resume(run.plan) }
    #expect(error?.status == .badData)
    #expect(error?.reason == "no checkpoint is good; epoch-0001: no such file or directory")
  }

  @Test("of two halves that do not belong together are refused")
  func mixed() throws {
    let run = try SmallRun()
    try run.store.keep(run.state(epochs: 1), isBest: true)
    try run.store.keep(run.state(epochs: 2), isBest: true)
    try write(
      try FileSystem.bytes(of: run.path("epoch-0001/model.safetensors")),
      to: run.path("epoch-0002/model.safetensors"))
    let resumed = try run.store.resume(run.plan)
    #expect(
      resumed.notes == [
        "epoch-0002 is damaged: it belongs to another model than the one beside it; "
          + "resuming from epoch-0001."
      ])
  }

  @Test("are refused wherever they are cut and whatever byte is another", arguments: files)
  func everyByte(file: String) throws {
    let run = try SmallRun()
    try run.store.keep(run.state(epochs: 1), isBest: true)
    let path = run.path("epoch-0001/\(file)")
    let whole = try FileSystem.bytes(of: path)
    func expectRefusal(_ what: String) {
      let error = #expect(throws: TrainingError.self, "\(what)") {
        _ = try run.store.resume(run.plan)
      }
      #expect(error?.status == .badData, "\(what)")
      #expect(error?.description.contains("\n") == false, "\(what)")
    }
    for length in whole.indices {
      try write(Array(whole[..<length]), to: path)
      expectRefusal("cut to \(length) bytes")
    }
    for place in whole.indices {
      var bytes = whole
      bytes[place] ^= place.isMultiple(of: 2) ? 1 : 0xFF
      try write(bytes, to: path)
      expectRefusal("byte \(place)")
    }
    try write(whole, to: path)
    _ = try run.store.resume(run.plan)
  }
}
