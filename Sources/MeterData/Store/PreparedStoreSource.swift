import Files

/// A prepared store seen as a data set: meter 1 is the mains, the channels follow.
package struct PreparedStoreSource: MeterSource {
  /// The channels as meters, their samples as readings.
  package let dataset: Dataset
  /// The store itself.
  package let store: PreparedStore

  /// Reads the store's description.
  ///
  /// - Parameter path: The file.
  /// - Throws: `MeterDataError`, as `PreparedStore` does.
  package init(path: String) throws(MeterDataError) {
    let store = try PreparedStore(path: path)
    self.store = store
    dataset = Dataset(
      path: path, format: .energyStore,
      name: store.provenance.dataset.flatMap { $0.isEmpty ? nil : $0 },
      timezone: store.provenance.timezone, compression: nil,
      buildings: store.houses.map { Self.building($0, store) })
  }

  /// Reads the samples of a channel that are not missing.
  package func reader(
    building: Int, meter: Int, quantity: Quantity
  ) throws(MeterDataError) -> any SampleReader {
    let house = try store.house(building)
    guard house.channels.indices.contains(meter - 1) else {
      throw MeterDataError(
        status: .badData, attempt: "read", path: store.path,
        reason: "house \(building) has no meter \(meter)",
        remedy: "Its channels count from 1, the mains, to \(house.channels.count).")
    }
    let values = try store.values(of: house.channels[meter - 1])
    return StoredChannelReader(values, house.grid)
  }

  private static func building(_ house: PreparedStore.House, _ store: PreparedStore) -> Building {
    let period = store.provenance.period.seconds
    var building = Building(id: house.id)
    for (index, channel) in house.channels.enumerated() {
      let words = channel.quantity.split(separator: " ")
      let quantity = words.count == 2 ? Quantity(String(words[0]), String(words[1])) : nil
      building.meters.append(
        Meter(
          id: index + 1, label: channel.name, isSiteMeter: index == 0,
          submeterOf: index == 0 ? nil : 1, samplePeriod: period,
          maxSamplePeriod: max(channel.maxGap.seconds, period),
          columns: [quantity ?? Quantity("power")], rows: channel.presentSamples,
          start: house.grid.start, end: house.grid.end - house.grid.period,
          location: "/\(PreparedStoreFormat.house(house.id))/\(channel.name)"))
      guard let type = channel.appliance else { continue }
      building.appliances.append(
        Appliance(
          type: type, meters: [index + 1], onPowerThreshold: channel.rule?.threshold,
          maxPower: channel.rule?.maximum, minOnDuration: channel.rule?.minimumOn,
          minOffDuration: channel.rule?.minimumOff))
    }
    return building
  }
}

/// The samples of a channel that are not missing.
private final class StoredChannelReader: SampleReader {
  private let values: MappedFloats
  private let grid: Grid
  private var position = 0

  init(_ values: MappedFloats, _ grid: Grid) {
    self.values = values
    self.grid = grid
  }

  var rows: Int? { nil }

  func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
    block.removeAll()
    while block.count == 0, position < grid.count {
      let end = min(position + OrderedReader.blockRows, grid.count)
      for (offset, value) in values.copy(position..<end).enumerated() where !value.isNaN {
        block.append(grid.time(at: position + offset), value)
      }
      position = end
    }
    return block.count > 0
  }
}
