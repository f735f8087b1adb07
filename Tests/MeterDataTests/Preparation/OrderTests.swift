import Testing

@testable import MeterData

@Suite("Readings in order of time")
struct OrderTests {
  /// The plain way: a stable sort of everything, then the first of each time.
  private func reference(_ block: SampleBlock) -> SampleBlock {
    let order = block.times.indices.sorted { (block.times[$0], $0) < (block.times[$1], $1) }
    var (result, seen) = (SampleBlock(), Set<Int64>())
    for row in order where seen.insert(block.times[row]).inserted {
      result.append(block.times[row], block.values[row])
    }
    return result
  }

  private func expectSame(_ left: SampleBlock, _ right: SampleBlock) {
    #expect(left.times == right.times)
    #expect(same(left.values, right.values))
  }

  @Test(
    "rows out of place by up to a block come out sorted, the first of equal times kept",
    arguments: 0..<40)
  func reorders(seed: Int) throws {
    var generator = SeededGenerator(seed)
    let blockRows = Int.random(in: 8...64, using: &generator)
    let block = RandomSeries.samples(
      1000, disorder: seed.isMultiple(of: 4) ? 0 : blockRows / 2, using: &generator)
    let sizes = (0..<5).map { _ in Int.random(in: 1...100, using: &generator) }
    let reader = OrderedReader(
      PiecewiseReader(block, sizes: sizes), place: "x", blockRows: blockRows)
    let ordered = try reader.everything()
    expectSame(ordered, reference(block))
    #expect(reader.repeated == block.count - ordered.count)
  }

  @Test("a row that comes more than two blocks late is an error that names --sort")
  func refusesFarBack() throws {
    var block = SampleBlock()
    for row in 0..<100 { block.append(Int64(row) * 6 * RandomSeries.second, Float(row)) }
    block.append(RandomSeries.second, 1)
    let reader = OrderedReader(PiecewiseReader(block, sizes: [10]), place: "x.h5", blockRows: 10)
    let refused = try #require(refusal { _ = try reader.everything() })
    #expect(refused.status == .badData)
    #expect(refused.text.contains("--sort"))
    #expect(refused.text.contains("1970-01-01T00:00:01"))
  }

  @Test(
    "the same rows pass where they are sorted first, whatever the length of the runs",
    arguments: [1, 7, 100, 5000])
  func sortsOutside(runRows: Int) throws {
    var generator = SeededGenerator(runRows)
    let block = RandomSeries.samples(2000, disorder: 2000, using: &generator)
    let sorted = SortedReader(PiecewiseReader(block, sizes: [64, 1, 300]), runRows: runRows)
    expectSame(try OrderedReader(sorted, place: "x").everything(), reference(block))
  }

  @Test("rows without a time are left out and counted")
  func leavesOutUntimed() throws {
    let block = SampleBlock(times: [.min, 5, .max, 7, .min], values: [1, 2, 3, 4, 5])
    let reader = OrderedReader(PiecewiseReader(block, sizes: [5]), place: "x")
    #expect(try reader.everything().values == [2, 4])
    #expect(reader.untimed == 3)
  }

  @Test("nothing gives nothing")
  func empty() throws {
    let none = PiecewiseReader(SampleBlock(), sizes: [1])
    #expect(try OrderedReader(SortedReader(none), place: "x").everything().count == 0)
  }
}
