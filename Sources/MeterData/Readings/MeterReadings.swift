package import Files

/// A meter of a data set as rows: the mains of a house, or the meter that the user names.
package final class MeterReadings: ReadingSource {
  package let path: String
  package let zone: TimeZoneRules
  /// Rows.
  package private(set) var progress: (done: Int, total: Int?)
  /// The house and the meters, which are summed where they are several.
  package let building: Int
  package let meters: [Int]
  package let quantity: Quantity
  private let reader: any SampleReader
  private let ordered: [OrderedReader]
  private let choiceNote: String?
  private var samples = SampleBlock()

  /// Opens a meter.
  ///
  /// - Parameters:
  ///   - source: The data set.
  ///   - building: nil takes the only house.
  ///   - meter: nil takes the mains, as `energy preprocess` does.
  /// - Throws: `MeterDataError` (65) where there is no such house or meter, or it has no power.
  package init(
    _ source: any MeterSource, building: Int? = nil, meter: Int? = nil
  ) throws(MeterDataError) {
    let dataset = source.dataset
    let house = try MeterReadings.house(building, of: dataset)
    let chosen: (meters: [Int], quantity: Quantity)
    if let meter {
      chosen = ([meter], try MeterReadings.quantity(of: meter, house, dataset.path))
      choiceNote = nil
    } else {
      let mains = try dataset.resolveMains(in: [house.id])[0]
      chosen = (mains.meters, mains.quantity)
      choiceNote =
        "the mains of house \(house.id) are meter "
        + "\(ApplianceNames.list(mains.meters.map(String.init))), \(mains.quantity)"
    }
    path = dataset.path
    do { zone = try TimeZoneRules(named: dataset.timezone) } catch { throw MeterDataError(error) }
    self.building = house.id
    (meters, quantity) = chosen
    var readers: [OrderedReader] = []
    for meter in chosen.meters {
      readers.append(
        OrderedReader(
          try source.reader(building: house.id, meter: meter, quantity: chosen.quantity),
          place: "\(dataset.path), meter \(meter) of house \(house.id)"))
    }
    ordered = readers
    reader = readers.count == 1 ? readers[0] : SummedReader(readers)
    let rows = house.meters.filter { chosen.meters.contains($0.id) }.map(\.rows)
    progress = (0, rows.count == 1 ? rows[0] : nil)
  }

  /// What was chosen and left out.
  package var notes: [String] {
    let repeated = ordered.reduce(0) { $0 + $1.repeated }
    let untimed = ordered.reduce(0) { $0 + $1.untimed }
    return (choiceNote.map { [$0] } ?? [])
      + (repeated > 0
        ? ["\(DecimalText.grouped(repeated)) rows repeat a time and were left out"] : [])
      + (untimed > 0 ? ["\(DecimalText.grouped(untimed)) rows without a time were left out"] : [])
  }

  package func read(into block: inout ReadingBlock) throws(MeterDataError) -> Bool {
    block.removeAll()
    guard try reader.read(into: &samples) else { return false }
    block.times += samples.times
    block.values.append(contentsOf: samples.values.lazy.map(Double.init))
    progress.done += block.count
    return true
  }

  private static func house(
    _ id: Int?, of dataset: Dataset
  ) throws(MeterDataError) -> Building {
    if let id { return try dataset.building(id) }
    if dataset.buildings.count == 1 { return dataset.buildings[0] }
    let houses = dataset.buildings.map { String($0.id) }
    throw MeterDataError(
      status: .badData, attempt: "choose a house of", path: dataset.path,
      reason: houses.isEmpty ? "it holds none" : "it has \(ApplianceNames.list(houses))",
      remedy: houses.isEmpty ? nil : "Choose one with --building N.")
  }

  private static func quantity(
    of meter: Int, _ house: Building, _ path: String
  ) throws(MeterDataError) -> Quantity {
    guard let found = house.meters.first(where: { $0.id == meter }) else {
      throw MeterDataError(
        status: .badData, attempt: "", path: nil,
        reason: "house \(house.id) of \(path) has no meter \(meter)",
        remedy: "It has \(ApplianceNames.list(house.meters.map { String($0.id) })).")
    }
    if let quantity = found.powerQuantity { return quantity }
    throw MeterDataError(
      status: .badData, attempt: "", path: nil,
      reason: "meter \(meter) of house \(house.id) of \(path) measures no power",
      remedy: "Choose another with --meter N.")
  }
}

/// The sum of several meters at the moments of any of them; missing where one has no reading.
private final class SummedReader: SampleReader {
  private let readers: [OrderedReader]
  private var blocks: [SampleBlock]
  private var places: [Int]
  private var isOpen: [Bool]

  init(_ readers: [OrderedReader]) {
    self.readers = readers
    blocks = readers.map { _ in SampleBlock() }
    places = readers.map { _ in 0 }
    isOpen = readers.map { _ in true }
  }

  var rows: Int? { nil }

  func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
    block.removeAll()
    while block.count < OrderedReader.blockRows, let time = try nextTime() {
      var sum: Float = 0
      for leg in readers.indices {
        let isThere = isOpen[leg] && blocks[leg].times[places[leg]] == time
        sum += isThere ? blocks[leg].values[places[leg]] : .nan
        if isThere { places[leg] += 1 }
      }
      block.append(time, sum)
    }
    return block.count > 0
  }

  /// The earliest time that waits; nil once all have ended.
  private func nextTime() throws(MeterDataError) -> Int64? {
    var next: Int64?
    for leg in readers.indices where isOpen[leg] {
      if places[leg] == blocks[leg].count {
        isOpen[leg] = try readers[leg].read(into: &blocks[leg])
        places[leg] = 0
      }
      guard isOpen[leg] else { continue }
      next = min(next ?? .max, blocks[leg].times[places[leg]])
    }
    return next
  }
}
