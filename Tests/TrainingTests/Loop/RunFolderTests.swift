import Configuration
import Files
import Testing

@testable import Training

@Suite("The folder of a run")
struct RunFolderTests {
  private static let text = """
    training:
      store: sim.h5
      output: run
      appliances: [kettle, dish washer]
      network: {architecture: seq2point, window: 599}
      epochs: 5
      threads: 2
    """

  private static func begun(_ path: String) throws -> RunFolder {
    let folder = RunFolder(path: path, appliances: ["kettle", "dish washer"])
    try folder.begin(.refuse, configuration: text, environment: ["host": "here"])
    return folder
  }

  @Test("holds the configuration and the environment, and a folder for each of several appliances")
  func begins() throws {
    let place = try Scratch()
    let folder = try Self.begun(place.path + "/run")
    #expect(try FileSystem.text(of: folder.configuration) == Self.text)
    #expect(try FileSystem.text(of: folder.environment) == "{\n  \"host\": \"here\"\n}\n")
    #expect(FileSystem.isDirectory(place.path + "/run/dish_washer"))
    #expect(RunFolder(path: "run", appliances: ["kettle"]).folder(of: "kettle") == "run")
  }

  @Test("another run is refused with what to do about it")
  func refuses() throws {
    let place = try Scratch()
    let folder = try Self.begun(place.path + "/run")
    let refused = try #require(refusal { try folder.check(.refuse) })
    #expect(refused.status == .cannotCreate)
    #expect(
      refused.text == "could not train into \(folder.path): another run lies there. Go on with it "
        + "by --resume, replace it by --overwrite, or name another --output.")
    try folder.check(.resume)
    try folder.check(.overwrite)
  }

  @Test("nothing can be resumed where there is nothing")
  func nothingThere() throws {
    let place = try Scratch()
    let folder = RunFolder(path: place.path, appliances: ["kettle"])
    let refused = try #require(refusal { try folder.check(.resume) })
    #expect(refused.status == .missingInput)
    #expect(
      refused.text == "could not resume the run in \(place.path): there is no run. Check --output, "
        + "or leave out --resume to begin one.")
  }

  @Test("overwriting removes what the run wrote, and nothing else")
  func overwrites() throws {
    let place = try Scratch()
    let path = place.path + "/run"
    let folder = try Self.begun(path)
    // What was recorded of the old networks goes with them.
    for name in ["kettle/epoch-0001", "kettle/evaluations/a", "notes/epoch-0001", "elsewhere"] {
      try FileSystem.createFolders(path + "/" + name)
    }
    try Publication.text("a thought", at: path + "/notes.txt")
    try Publication.text("", at: folder.events)
    #expect(FileSystem.link(path + "/kettle/last", to: "epoch-0001"))
    // The new run has one appliance, and finds those of the old one by its configuration.
    let next = RunFolder(path: path, appliances: ["fridge"])
    try next.begin(.overwrite, configuration: "training: {}", environment: [:])
    #expect(
      try FileSystem.list(path) == [
        "configuration.yaml", "dish_washer", "elsewhere", "environment.json", "kettle", "notes",
        "notes.txt",
      ])
    #expect(try FileSystem.list(path + "/kettle").isEmpty)
    #expect(try FileSystem.list(path + "/notes") == ["epoch-0001"])
  }

  @Test(
    "what may differ in a resumed run is told from what may not",
    arguments: [
      ("epochs: 5", "epochs: 9", true, nil),
      ("epochs: 5", "epochs: 9", false, "training.epochs was 5 and is now 9"),
      ("threads: 2", "threads: 1", true, nil),
      ("output: run", "output: ./run", true, nil),
      ("window: 599", "window: 299", true, "training.network.window was 599 and is now 299"),
      (
        "epochs: 5", "epochs: 5\n  seed: 3", true, "training.seed was not set and is now 3"
      ),
      (
        "[kettle, dish washer]", "[kettle]", true,
        "training.appliances was [\"kettle\",\"dish washer\"] and is now [\"kettle\"]"
      ),
    ])
  func differences(old: String, new: String, mayAddEpochs: Bool, complaint: String?) throws {
    let place = try Scratch()
    let folder = try Self.begun(place.path + "/run")
    let changed = Self.text.replacing(old, with: new)
    let refused = refusal { try folder.checkUnchanged(changed, mayAddEpochs: mayAddEpochs) }
    #expect((refused == nil) == (complaint == nil))
    guard let complaint else { return }
    #expect(refused?.status == .badConfiguration)
    #expect(refused?.text.contains(complaint) == true, "\(refused?.text ?? "")")
  }
}
