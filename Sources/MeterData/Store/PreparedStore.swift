package import Files
import HDF5

/// A prepared store, opened: what it says of itself, and its channels on demand.
///
/// It is a value that holds no open file.
package struct PreparedStore: Sendable {
  /// One house and its grid.
  package struct House: Sendable {
    package let id: Int
    /// Of all its channels.
    package let grid: Grid
    /// Samples in which every channel has a value.
    package let validSamples: Int
    /// The mains first, then the appliances by name.
    package let channels: [Channel]
    /// Σ |mains − sum| / Σ mains where the mains are the sum of the plugs.
    package let noiseShare: Double?
    /// Sentences without a full stop.
    package let notes: [String]

    /// The channel of that name: "mains", "dish_washer".
    package subscript(name: String) -> Channel? { channels.first { $0.name == name } }
  }

  /// One channel of a house.
  package struct Channel: Sendable {
    /// With underscores: "dish_washer".
    package let name: String
    /// The type with spaces; nil for the mains.
    package let appliance: String?
    /// "power active", or "power active and power apparent" where meters differ.
    package let quantity: String
    /// The source's meters that were summed.
    package let meters: [Int]
    package let maxGap: TimeSpan
    /// Watts, over the samples that have a value.
    package let mean: Double
    package let standardDeviation: Double
    package let minimum: Double
    package let maximum: Double
    package let presentSamples: Int
    /// nil for the mains.
    package let rule: ActivationRule?
    package let activations: Int?
    /// Where its values lie in the file.
    let offset: Int
    let count: Int
  }

  package let path: String
  /// Where it comes from and how it was made.
  package let provenance: StoreProvenance
  /// In order of their number.
  package let houses: [House]

  /// Reads the description alone, whatever the store's length.
  ///
  /// - Parameter path: The file.
  /// - Throws: `MeterDataError`: 66 where it cannot be opened, 65 where it is no prepared store, one
  ///   of a newer version, or damaged.
  package init(path: String) throws(MeterDataError) {
    self = try MeterDataError.wrapping { try StoreHeaderReader(path: path).store() }
  }

  init(path: String, provenance: StoreProvenance, houses: [House]) {
    self.path = path
    self.provenance = provenance
    self.houses = houses
  }

  /// Whether a file says that it is a prepared store; false for what is no HDF5 file.
  package static func isStore(_ path: String) -> Bool {
    guard let file = try? HDF5File(reading: path), let root = try? file.root(),
      let format = try? root.attributeString("format")
    else { return false }
    return format == PreparedStoreFormat.name
  }

  /// The house of that number.
  ///
  /// - Throws: `MeterDataError` (65) that lists the houses there are.
  package func house(_ id: Int) throws(MeterDataError) -> House {
    if let house = houses.first(where: { $0.id == id }) { return house }
    throw MeterDataError(
      status: .badData, attempt: "", path: nil, reason: "no house \(id) in \(path)",
      remedy: "It has \(ApplianceNames.list(houses.map { String($0.id) })).")
  }

  /// Maps a channel's values into memory.
  ///
  /// - Throws: `MeterDataError` where the file is gone (66) or shorter than it says (65).
  package func values(of channel: Channel) throws(MeterDataError) -> MappedFloats {
    try MeterDataError.wrapping {
      try MappedFloats(path: path, offset: channel.offset, count: channel.count)
    }
  }

  /// Maps some of a channel's samples, and no page that holds only others.
  ///
  /// - Throws: `MeterDataError` where the file is gone (66) or shorter than it says (65).
  package func values(
    of channel: Channel, in samples: Range<Int>
  ) throws(MeterDataError) -> MappedFloats {
    precondition(
      samples.lowerBound >= 0 && samples.upperBound <= channel.count,
      "samples \(samples) of \(channel.count)")
    return try MeterDataError.wrapping {
      try MappedFloats(
        path: path, offset: channel.offset + 4 * samples.lowerBound, count: samples.count)
    }
  }

  /// The stretches in which every channel has a value, as ranges of grid indices.
  ///
  /// - Throws: `MeterDataError` (65) where the table is damaged.
  package func validStretches(of house: House) throws(MeterDataError) -> [Range<Int>] {
    try MeterDataError.wrapping {
      let place = "\(PreparedStoreFormat.house(house.id))/\(PreparedStoreFormat.valid)"
      let rows = try HDF5File(reading: path).dataset(place).readAll()
      guard let field = rows.layout.fields.first, field.kind == .int64, field.count == 2 else {
        throw StoreHeaderReader.damaged("\(path):/\(place)", "it is no table of two int64 columns")
      }
      var (starts, ends): ([Int64], [Int64]) = ([], [])
      rows.append(field, element: 0, to: &starts)
      rows.append(field, element: 1, to: &ends)
      return try zip(starts, ends).map { start, end in
        guard start >= 0, start < end, end <= house.grid.count else {
          throw StoreHeaderReader.damaged("\(path):/\(place)", "\(start) to \(end) is no stretch")
        }
        return Int(start)..<Int(end)
      }
    }
  }
}
