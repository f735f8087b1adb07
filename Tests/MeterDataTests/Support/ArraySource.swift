@testable import MeterData

/// Meters whose readings stand in memory, all of active power.
struct ArraySource: MeterSource {
  var dataset: Dataset
  private var readings: [Int: SampleBlock]

  /// One house 1; meter 1 is its mains.
  init(_ readings: [Int: SampleBlock], appliances: [Appliance] = []) {
    self.readings = readings
    let meters = readings.keys.sorted().map { id in
      Meter(
        id: id, isSiteMeter: id == 1, samplePeriod: 6, maxSamplePeriod: 120,
        columns: [.activePower], rows: readings[id]?.count, location: "meter \(id)")
    }
    dataset = Dataset(
      path: "memory", format: .nilmtkHDF5,
      buildings: [Building(id: 1, meters: meters, appliances: appliances)])
  }

  func reader(
    building: Int, meter: Int, quantity: Quantity
  ) throws(MeterDataError) -> any SampleReader {
    guard let block = readings[meter] else {
      throw MeterDataError(status: .badData, attempt: "read", path: "memory", reason: "no meter")
    }
    return Reader(block)
  }

  private final class Reader: SampleReader {
    private let all: SampleBlock
    private var position = 0

    init(_ all: SampleBlock) { self.all = all }

    var rows: Int? { all.count }

    func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
      let end = min(position + 1000, all.count)
      block.times = Array(all.times[position..<end])
      block.values = Array(all.values[position..<end])
      position = end
      return !block.times.isEmpty
    }
  }
}
