import Configuration
import Files
import HDF5
import Testing
import Work

@testable import MeterData

@Suite("A prepared store", .serialized)
struct PreparedStoreTests {
  /// A file of two houses with mains and kettle, and what its readings are.
  private static func source(_ path: String, rows: Int = 3000) throws {
    try FrameFile.write(path) { root in
      for (house, meter) in [(1, 1), (1, 2), (2, 1), (2, 2)] {
        var generator = SeededGenerator(house * 10 + meter)
        let block = RandomSeries.samples(rows, disorder: 50, using: &generator)
        try FrameFile.addTable(
          to: root, at: "building\(house)/elec/meter\(meter)", times: block.times,
          [.init(labels: FrameFile.active, columns: [block.values.map(Double.init)])])
      }
    }
  }

  private static func plan(_ input: String, _ output: String) -> PreparationPlan {
    var plan = PreparationPlan(input: input, output: output)
    plan.appliances = ["meter 2"]
    plan.mainsMeter = 1
    plan.buildings = [1, 2]
    return plan
  }

  @Test("gives back what was made, house by house, from its header and its pages")
  func roundTrip() throws {
    let folder = try TestFolder()
    let (input, output) = (folder.file("in.h5"), folder.file("out.h5"))
    try Self.source(input)
    let plan = Self.plan(input, output)
    let report = try Preparation.run(plan, toolVersion: "1.2.3")
    let store = try PreparedStore(path: output)
    #expect(store.houses.map(\.id) == [1, 2])
    #expect(store.provenance.toolVersion == "1.2.3")
    #expect(store.provenance.source.name == "in.h5")
    #expect(store.provenance.source.sha256 == (try SHA256Hasher.hex(ofFile: input)))
    #expect(store.provenance.source.size == (try FileSystem.size(of: input)))
    for (house, reported) in zip(store.houses, report.houses) {
      #expect(house.grid == reported.grid)
      #expect(house.validSamples == reported.validSamples)
      let seen = try Preparation.preview(plan, building: house.id)
      let stretches = try store.validStretches(of: house)
      var valid = [Bool](repeating: true, count: house.grid.count)
      for (channel, shown) in zip(house.channels, seen.channels) {
        let values = try store.values(of: channel).copy(0..<house.grid.count)
        #expect(same(values, shown.values))
        #expect(channel.mean == shown.summary.statistics.mean)
        #expect(channel.presentSamples == values.count { !$0.isNaN })
        for index in valid.indices where values[index].isNaN { valid[index] = false }
      }
      var told = [Bool](repeating: false, count: valid.count)
      for stretch in stretches { for index in stretch { told[index] = true } }
      #expect(told == valid)
      #expect(stretches.count == reported.validStretches)
      #expect(house["meter_2"]?.rule?.threshold == 10)
    }
  }

  @Test("remembers the plan as a configuration that reads back to it")
  func remembersPlan() throws {
    let folder = try TestFolder()
    let (input, output) = (folder.file("in.h5"), folder.file("out.h5"))
    try Self.source(input, rows: 300)
    var plan = Self.plan(input, output)
    plan.exclusions = [.init(from: "2012-11-09T23:00", to: "2012-11-10", reason: "a: \"test\"")]
    plan.plugGaps = .off
    plan.sort = true
    let report = try Preparation.run(plan, toolVersion: "1")
    let text = try PreparedStore(path: output).provenance.configuration
    let read = try PreparationPlan(
      configuration: YAMLDocument.parse(text, path: "store"))
    #expect(read == report.plan)
    #expect(read.exclusions == plan.exclusions)
    #expect(text.contains("# Made by energy preprocess."))
  }

  @Test("is the same bytes on one thread and on four")
  func reproducible() throws {
    let folder = try TestFolder()
    let input = folder.file("in.h5")
    try Self.source(input)
    let bytes = try [1, 4].map { width in
      let output = folder.file("out.h5")
      _ = try Preparation.run(
        Self.plan(input, output), toolVersion: "1", pool: ThreadPool(width: width))
      return try Bytes.of(output)
    }
    #expect(bytes[0] == bytes[1])
  }

  @Test("is a data set that can be inspected and prepared again")
  func isSource() throws {
    let folder = try TestFolder()
    let (input, output) = (folder.file("in.h5"), folder.file("out.h5"))
    try Self.source(input)
    let first = try Preparation.run(Self.plan(input, output), toolVersion: "1")
    let source = try MeterSources.open(output)
    #expect(source.dataset.format == .energyStore)
    var again = PreparationPlan(input: output, output: folder.file("again.h5"))
    again.appliances = ["meter 2"]
    again.buildings = [1]
    again.maxGap = TimeSpan(nanoseconds: 0)
    let second = try Preparation.run(again, toolVersion: "1")
    #expect(second.houses[0].channels[0].statistics.count <= first.houses[0].grid.count)
    #expect(second.houses[0].validSamples <= first.houses[0].validSamples)
    #expect(second.houses[0].validSamples > 0)
  }

  @Test("a version from the future is refused, with what to do")
  func futureVersion() throws {
    let folder = try TestFolder()
    let path = folder.file("future.h5")
    try FrameFile.write(path) { root in
      try root.setAttribute("format", "energy-store")
      try root.setAttribute("format_version", Int64(2))
    }
    let refused = try #require(refusal { _ = try PreparedStore(path: path) })
    #expect(refused.status == .badData)
    #expect(refused.text.contains("version 2"))
    #expect(refused.text.contains("newer energy"))
  }

  @Test("what is no store is refused, with what makes one")
  func noStore() throws {
    let folder = try TestFolder()
    let input = folder.file("in.h5")
    try Self.source(input, rows: 10)
    let refused = try #require(refusal { _ = try PreparedStore(path: input) })
    #expect(refused.status == .badData)
    #expect(refused.text.contains("energy preprocess"))
    #expect(!PreparedStore.isStore(input))
    #expect(
      refusal { _ = try PreparedStore(path: folder.file("gone.h5")) }?.status == .missingInput)
  }

  @Test("a store cut short anywhere is refused, or gives only values that are there")
  func cutShort() throws {
    let folder = try TestFolder()
    let (input, output) = (folder.file("in.h5"), folder.file("out.h5"))
    try Self.source(input, rows: 200)
    _ = try Preparation.run(Self.plan(input, output), toolVersion: "1")
    let bytes = try Bytes.of(output)
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 60)) {
      let path = folder.file("cut.h5")
      try Bytes.write(Array(bytes[..<length]), to: path)
      let refused = refusal {
        let store = try PreparedStore(path: path)
        for house in store.houses {
          _ = try store.validStretches(of: house)
          for channel in house.channels { _ = try store.values(of: channel).copy(0..<1) }
        }
      }
      #expect(refused?.status == .badData, "cut at \(length): \(String(describing: refused))")
    }
  }

  @Test("the output may be neither a folder nor the input, and nothing is left of a failure")
  func badOutput() throws {
    let folder = try TestFolder()
    let input = folder.file("in.h5")
    try Self.source(input, rows: 100)
    for output in [folder.path, input, folder.file("no/such/folder/out.h5")] {
      let refused = refusal { _ = try Preparation.run(Self.plan(input, output), toolVersion: "1") }
      #expect(refused?.status == .cannotCreate, "\(output)")
    }
    var bad = Self.plan(input, folder.file("out.h5"))
    bad.appliances = ["meter 9"]
    #expect(refusal { _ = try Preparation.run(bad, toolVersion: "1") }?.status == .badData)
    #expect(try FileSystem.list(folder.path) == ["in.h5"])
  }

  @Test("an interrupt half-way leaves nothing behind")
  func interrupted() throws {
    let folder = try TestFolder()
    let input = folder.file("in.h5")
    try Self.source(input)
    let cancellation = Cancellation()
    let supervision = Supervision(cancellation: cancellation) { done, _ in
      if done > 0 { cancellation.cancel() }
    }
    let refused = refusal {
      _ = try Preparation.run(
        Self.plan(input, folder.file("out.h5")), toolVersion: "1", supervision: supervision)
    }
    #expect(refused?.status == .interrupted)
    #expect(try FileSystem.list(folder.path) == ["in.h5"])
  }

  @Test("lengths of stretches survive their encoding", arguments: 0..<10)
  func stretches(seed: Int) {
    var generator = SeededGenerator(seed)
    var (values, edges) = ([Float](), [Int64]())
    for _ in 0..<30_000 {
      let gap = Int.random(in: values.isEmpty ? 0...200 : 1...200, using: &generator)
      values += [Float](repeating: .nan, count: gap)
      edges.append(Int64(values.count))
      values += [Float](
        repeating: 1, count: Int.random(in: 1...(seed == 0 ? 20_000 : 5), using: &generator))
      edges.append(Int64(values.count))
      if values.count > 2_000_000 { break }
    }
    var stretches = ValidStretches()
    for start in stride(from: 0, to: values.count, by: 4096) {
      let piece = Array(values[start..<min(start + 4096, values.count)])
      stretches.add([piece, piece], from: start)
    }
    stretches.finish(at: values.count)
    var read: [Int64] = []
    stretches.forEachPiece { read += $0 }
    #expect(read == edges)
    #expect(stretches.count == edges.count / 2)
  }
}
