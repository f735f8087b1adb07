import Files
import Networks
import Testing

@testable import Training

@Suite("Checkpoints")
struct CheckpointStoreTests {
  @Test("come back bit for bit", arguments: [(0, 0), (0, 3), (3, 0), (3, 64)])
  func roundTrip(epochs: Int, windows: Int) throws {
    let run = try SmallRun(layers: [
      .convolution(name: "conv1", filters: 2, kernel: 3, isRectified: true),
      .dense(name: "dense1", outputs: 1, isRectified: false),
    ])
    let state = run.state(epochs: epochs, windows: windows)
    let path = try run.store.keep(state, isBest: true)
    let resumed = try run.store.resume(run.plan)
    #expect(resumed.path == path)
    #expect(resumed.notes.isEmpty)
    #expect(resumed.state.equals(state))
  }

  @Test(
    "are named by what is over",
    arguments: [
      ("epoch-0000", 0, nil), ("epoch-0003", 3, nil), ("epoch-0003-step-001200", 3, 1200),
      ("epoch-12345", 12345, nil), ("epoch-0001-step-1234567", 1, 1_234_567),
    ] as [(String, Int, Int?)])
  func names(text: String, epoch: Int, step: Int?) {
    let name = CheckpointName(epoch: epoch, step: step)
    #expect(name.description == text)
    #expect(CheckpointName(text) == name)
  }

  @Test(
    "are not what has another name",
    arguments: [
      "epoch-3", "epoch-0003-", "epoch-0003-step-12", "epoch--003", ".epoch-0003", "epoch-0003-x-1",
      "epochs-0003", "epoch-+003", "best", "",
    ])
  func otherNames(text: String) { #expect(CheckpointName(text) == nil) }

  @Test("are ordered as training went")
  func order() {
    let texts = [
      "epoch-0000", "epoch-0000-step-000100", "epoch-0001", "epoch-0009-step-999999",
      "epoch-0009-step-1000000", "epoch-0010", "epoch-10000",
    ]
    #expect(texts.compactMap(CheckpointName.init).sorted().map(\.description) == texts)
  }

  @Test("are the three latest and the best, and nothing else is left")
  func kept() throws {
    let run = try SmallRun()
    for epochs in 1...6 {
      try run.store.keep(run.state(epochs: epochs - 1, windows: 5), isBest: false)
      try run.store.keep(run.state(epochs: epochs), isBest: epochs == 2)
    }
    #expect(
      try FileSystem.list(run.folder) == [
        "best", "epoch-0002", "epoch-0005", "epoch-0005-step-000505", "epoch-0006", "last",
      ])
    #expect(FileSystem.name(of: FileSystem.resolved(run.path("best"))) == "epoch-0002")
    #expect(FileSystem.name(of: FileSystem.resolved(run.path("last"))) == "epoch-0006")
    #expect(run.store.bestPath == run.path("best"))
    #expect(
      try FileSystem.list(run.path("epoch-0006")) == [
        "model.safetensors", "training-state.safetensors",
      ])
  }

  @Test("of which none is best yet give the last one")
  func noBest() throws {
    let run = try SmallRun()
    #expect(run.store.bestPath == nil)
    try run.store.keep(run.state(epochs: 0, windows: 5), isBest: false)
    #expect(run.store.bestPath == run.path("last"))
  }

  @Test("that nobody made cannot be resumed from")
  func none() throws {
    let run = try SmallRun()
    let error = #expect(throws: TrainingError.self) { _ = try run.store.resume(run.plan) }
    #expect(error?.status == .missingInput)
  }

  @Test("of another network are refused")
  func otherNetwork() throws {
    let run = try SmallRun()
    try run.store.keep(run.state(epochs: 1), isBest: true)
    let other = try ArchitectureCatalogue.named("cnn-seq2seq").plan(window: 64)
    #expect(throws: TrainingError.self) { _ = try run.store.resume(other) }
  }

  @Test("take up a link that a kill prevented")
  func missedLinks() throws {
    let run = try SmallRun()
    try run.store.keep(run.state(epochs: 1), isBest: true)
    try run.store.keep(run.state(epochs: 2), isBest: true)
    for link in ["best", "last"] {
      try Publication.link(at: run.path(link), to: "epoch-0001")
    }
    _ = try run.store.resume(run.plan)
    #expect(FileSystem.name(of: FileSystem.resolved(run.path("best"))) == "epoch-0002")
    #expect(FileSystem.name(of: FileSystem.resolved(run.path("last"))) == "epoch-0002")
  }

  @Test("clear away what a killed process left")
  func abandoned() throws {
    let run = try SmallRun()
    // No process has this number: Linux stops at 4,194,304.
    let left = run.path(".epoch-0001-step-000100.4999999-3.partial")
    try FileSystem.createFolders(left)
    try run.store.keep(run.state(epochs: 1), isBest: true)
    #expect(!FileSystem.exists(left))
  }
}
