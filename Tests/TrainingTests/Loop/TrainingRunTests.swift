import Disaggregation
import Files
import Testing
import Work

@testable import Training

@Suite("A run of training")
struct TrainingRunTests {
  @Test("leaves a folder that says how it was done, and checkpoints that can be used")
  func folder() throws {
    let trial = try RunTrial()
    let outcome = try trial.run().outcomes[0]
    #expect(outcome.epochs == 3 && outcome.stopped == .epochs && outcome.appliance == "kettle")
    #expect(
      try FileSystem.list(trial.output) == [
        "best", "configuration.yaml", "environment.json", "epoch-0001", "epoch-0002", "epoch-0003",
        "events.jsonl", "last",
      ])
    let environment = try JSON.parse(try FileSystem.text(of: trial.output + "/environment.json"))
    #expect(environment["host"] == "here")
    #expect(
      environment["store"]?["size"] == .integer(try FileSystem.size(of: trial.configuration.store)))
    #expect(
      try trial.log() == [
        "started kettle", "saved", "epoch kettle 1", "saved", "epoch kettle 2", "saved",
        "epoch kettle 3", "done kettle",
      ])
    let resolved = try TrainingConfiguration.read(path: trial.output + "/configuration.yaml") {
      _ in nil
    }
    #expect(resolved == trial.configuration)
    let model = try TrainedModel(path: trial.output)
    #expect(model.description.target.appliance == "kettle")
    #expect(model.description.toolVersion == "1.2.3")
    #expect(model.description.goldenWindows.count == 3)
    #expect(model.description.goldenWindows[0].inputs.contains { $0 > 2000 })
    #expect(model.description.ranges.map(\.use) == [.training, .validation])
    let times = model.description.ranges.map(\.times)
    #expect(times[0].upperBound <= times[1].lowerBound)
  }

  @Test("trains one network for each appliance, each into its own folder")
  func several() throws {
    let trial = try RunTrial(appliances: ["kettle", "Microwave"], epochs: 1)
    #expect(try trial.run().outcomes.map(\.appliance) == ["kettle", "microwave"])
    #expect(
      try FileSystem.list(trial.output) == [
        "configuration.yaml", "environment.json", "events.jsonl", "kettle", "microwave",
      ])
    #expect(try TrainedModel(path: trial.output + "/microwave").description.target.mean > 0)
  }

  @Test("an empty list of appliances is all that the store has")
  func all() throws {
    let trial = try RunTrial(appliances: [], epochs: 1)
    #expect(try trial.run().outcomes.map(\.appliance) == ["kettle", "microwave"])
  }

  @Test("resumes to the same weights, however it was stopped, and skips what is finished")
  func resume() throws {
    let whole = try RunTrial(appliances: ["kettle", "microwave"])
    try whole.run()
    let trial = try RunTrial(appliances: ["kettle", "microwave"])
    var steps = 0
    let stopped = refusal {
      // The microwave's second epoch begins with step 41 of both.
      try trial.run { event in
        if case .progress = event { steps += 1 }
        return steps == 44
      }
    }
    #expect(stopped?.status == .interrupted)
    #expect(FileSystem.exists(trial.output + "/microwave/epoch-0001-step-000014"))
    let events = try trial.run(resuming: true).events
    for folder in ["/kettle", "/microwave"] {
      let (left, right) = (try whole.last(folder), try trial.last(folder))
      #expect(left.network.parameters == right.network.parameters)
      #expect(left.adam.first == right.adam.first && left.adam.second == right.adam.second)
    }
    let started = events.compactMap { event -> String? in
      if case .started(let start) = event { "\(start.appliance) \(start.epochsDone)" } else { nil }
    }
    #expect(started == ["microwave 1"])
    let log = try trial.log()
    #expect(log.count { $0 == "epoch microwave 2" } == 1 && log.contains("resumed microwave"))
    #expect(log.count { $0 == "done kettle" } == 1)
  }

  @Test("more epochs may be asked for, and end where as many in one go do")
  func more() throws {
    let whole = try RunTrial(epochs: 4)
    try whole.run()
    let trial = try RunTrial(epochs: 2)
    try trial.run()
    trial.configuration.epochs = 4
    #expect(try trial.run(resuming: true).outcomes[0].epochs == 4)
    #expect(try whole.last().network.parameters == (try trial.last()).network.parameters)
    let read = try TrainingConfiguration.read(path: trial.output + "/configuration.yaml") { _ in
      nil
    }
    #expect(read.epochs == 4)
  }

  @Test("a cosine that ends elsewhere is another run")
  func cosine() throws {
    let trial = try RunTrial(epochs: 2)
    trial.configuration.schedule = .cosine
    try trial.run()
    trial.configuration.epochs = 3
    let refused = try #require(refusal { try trial.run(resuming: true) })
    #expect(refused.status == .badConfiguration)
    #expect(
      refused.text == "could not resume the run in \(trial.output): training.epochs was 2 and is "
        + "now 3. A resumed run must go on as it began: set it back, or begin a new run in another "
        + "--output.")
  }

  @Test("a run without a checkpoint begins anew when it is resumed")
  func nothingKept() throws {
    let whole = try RunTrial(epochs: 1)
    try whole.run()
    let trial = try RunTrial(epochs: 1)
    _ = refusal { try trial.run { if case .started = $0 { true } else { false } } }
    #expect(try FileSystem.list(trial.output).allSatisfy { !$0.hasPrefix("epoch-") })
    let events = try trial.run(resuming: true).events
    #expect(
      events.contains(
        .warning("The kettle had no checkpoint yet: its training begins with epoch 1.")))
    #expect(try whole.last().network.parameters == (try trial.last()).network.parameters)
  }

  @Test("a damaged checkpoint is told of, and the one before it gone on from")
  func damaged() throws {
    let whole = try RunTrial()
    try whole.run()
    let trial = try RunTrial()
    try trial.run()
    let file = trial.output + "/epoch-0003/model.safetensors"
    var bytes = try FileSystem.bytes(of: file)
    bytes[bytes.count / 2] ^= 4
    try FileDescriptor(creating: file).write(bytes)
    let events = try trial.run(resuming: true).events
    let warnings = events.compactMap { if case .warning(let text) = $0 { text } else { nil } }
    #expect(warnings.count == 1 && warnings[0].contains("epoch-0003"), "\(warnings)")
    #expect(try whole.last().network.parameters == (try trial.last()).network.parameters)
    #expect(try trial.log().count { $0 == "epoch kettle 3" } == 1)
  }

  @Test("another store under the same name is refused")
  func otherStore() throws {
    let trial = try RunTrial(epochs: 1)
    try trial.run()
    let other = try WrittenStore([RunTrial.house(seed: 4)])
    trial.configuration.store = other.store.path
    trial.configuration.epochs = 2
    let refused = try #require(refusal { try trial.run(resuming: true) })
    #expect(refused.status == .badData)
    #expect(refused.text.contains("the store is another one than the run began with"))
  }

  @Test("refuses another run's folder before it trains, and replaces it where it is told to")
  func overwrite() throws {
    let trial = try RunTrial(epochs: 1)
    try trial.run()
    let before = try FileSystem.text(of: trial.output + "/events.jsonl")
    #expect(refusal { try trial.run() }?.status == .cannotCreate)
    #expect(try FileSystem.text(of: trial.output + "/events.jsonl") == before)
    try trial.run(overwriting: true)
    #expect(try trial.log().count { $0 == "done kettle" } == 1)
  }

  @Test("more threads than cores are worth a warning")
  func threads() throws {
    let trial = try RunTrial(epochs: 1)
    let cores = ThreadPool.availableCores
    trial.configuration.threads = cores + 1
    let events = try trial.run().events
    #expect(
      events.contains(
        .warning(
          "\(cores + 1) threads are more than the \(cores) cores of this machine, and slower than "
            + "--threads \(cores).")))
  }

  @Test("what cannot be trained is refused before anything is written")
  func refusals() throws {
    let trial = try RunTrial()
    trial.configuration.appliances = ["kettle", "toaster"]
    let refused = refusal { try trial.run() }
    #expect(refused?.status == .badData && refused?.text.contains("no toaster") == true)
    trial.configuration.appliances = ["kettle"]
    trial.configuration.network.window = 599
    #expect(refusal { try trial.run() }?.status == .badConfiguration)
    trial.configuration.network.window = 30
    trial.configuration.initialiseFrom = trial.scratch.path + "/gone"
    #expect(refusal { try trial.run() }?.status == .missingInput)
    trial.configuration.initialiseFrom = nil
    trial.configuration.store = trial.scratch.path + "/gone.h5"
    #expect(refusal { try trial.run() }?.status == .missingInput)
    #expect(!FileSystem.exists(trial.output))
  }

  @Test("begins with the weights of another run, and leaves alone what is frozen")
  func transfer() throws {
    let first = try RunTrial(epochs: 1)
    try first.run()
    let trial = try RunTrial(appliances: ["microwave"], epochs: 2)
    trial.configuration.initialiseFrom = first.output
    trial.configuration.freeze = ["conv*"]
    var steps = 0
    _ = refusal {
      try trial.run { event in
        if case .progress = event { steps += 1 }
        return steps == 15
      }
    }
    // What was begun with is not needed any more, and is still told of.
    try FileSystem.remove(first.output + "/best")
    let events = try trial.run(resuming: true).events
    #expect(events.contains { if case .done = $0 { true } else { false } })
    let model = try TrainedModel(path: trial.output)
    let begun = try TrainedModel(path: first.output)
    for (index, parameter) in model.network.plan.parameters.enumerated() {
      let isSame = model.network.parameters[index] == begun.network.parameters[index]
      #expect(isSame == parameter.name.hasPrefix("conv"), "\(parameter.name)")
    }
    #expect(model.description.inherited == begun.description.ranges)
  }

  @Test("recorded steps are those of one go after a resume as well")
  func records() throws {
    let whole = try RunTrial(epochs: 2)
    try whole.run(records: true)
    let trial = try RunTrial(epochs: 2)
    var steps = 0
    _ = refusal {
      try trial.run(records: true) { event in
        if case .progress = event { steps += 1 }
        return steps == 13
      }
    }
    try trial.run(resuming: true, records: true)
    for name in ["/losses.csv", "/batches.csv"] {
      #expect(
        try FileSystem.text(of: whole.output + name) == FileSystem.text(of: trial.output + name))
    }
  }
}
