import Files
import HDF5

/// Reads what a prepared store says of itself.
struct StoreHeaderReader {
  let path: String

  func store() throws -> PreparedStore {
    let file = try HDF5File(reading: path)
    let root = try file.root()
    try requireFormat(root)
    let provenance = StoreProvenance(
      toolVersion: try text("tool_version", of: root), dataset: try root.attributeString("dataset"),
      timezone: try text("timezone", of: root),
      period: TimeSpan(nanoseconds: try positive("period_ns", of: root)),
      mainsQuantity: try text("mains_quantity", of: root),
      source: StoreProvenance.Source(
        name: try text("source_name", of: root),
        size: Int(try root.attributeInteger("source_size") ?? 0),
        sha256: try text("source_sha256", of: root)),
      configuration: try text("configuration", of: root))
    var houses: [PreparedStore.House] = []
    for child in try root.children() where child.kind == .group {
      guard child.name.hasPrefix("building"), let id = Int(child.name.dropFirst(8)) else {
        continue
      }
      houses.append(try house(id, try root.group(child.name)))
    }
    guard !houses.isEmpty else { throw Self.damaged(path, "it holds no house") }
    return PreparedStore(
      path: path, provenance: provenance, houses: houses.sorted { $0.id < $1.id })
  }

  private func requireFormat(_ root: borrowing HDF5Group) throws {
    guard try root.attributeString("format") == PreparedStoreFormat.name else {
      throw MeterDataError(
        status: .badData, attempt: "open", path: path, reason: "it is not a prepared store",
        remedy: "energy preprocess makes one of a data set.")
    }
    let version = try positive("format_version", of: root)
    guard version <= PreparedStoreFormat.version else {
      throw MeterDataError(
        status: .badData, attempt: "open", path: path,
        reason: "it is a store of version \(version), and this energy reads up to version "
          + "\(PreparedStoreFormat.version)",
        remedy: "Use a newer energy, or make the store again with this one.")
    }
  }

  private func house(_ id: Int, _ group: borrowing HDF5Group) throws -> PreparedStore.House {
    let period = try positive("period_ns", of: group)
    let samples = try positive("samples", of: group)
    guard let start = try group.attributeInteger("start_ns"), start % period == 0,
      samples <= 1 << 40, abs(start) < 1 << 62
    else { throw Self.damaged(group.location, "its grid makes no sense") }
    let first = Int(start / period)
    let grid = Grid(period: period, bins: first..<(first + Int(samples)))
    var channels: [PreparedStore.Channel] = []
    for child in try group.children() where child.name != PreparedStoreFormat.valid {
      guard child.kind == .dataset else { continue }
      channels.append(try channel(child.name, try group.dataset(child.name), grid))
    }
    guard let mains = channels.firstIndex(where: { $0.name == PreparedStoreFormat.mains }) else {
      throw Self.damaged(group.location, "it has no mains")
    }
    channels.insert(channels.remove(at: mains), at: 0)
    let notes = try group.attributeString("notes") ?? ""
    return PreparedStore.House(
      id: id, grid: grid, validSamples: Int(try group.attributeInteger("valid_samples") ?? 0),
      channels: channels, noiseShare: try group.attributeDouble("noise_share"),
      notes: notes.split(separator: "\n").map(String.init))
  }

  private func channel(
    _ name: String, _ dataset: borrowing HDF5Dataset, _ grid: Grid
  ) throws -> PreparedStore.Channel {
    let description = try dataset.description()
    guard let field = description.layout.fields.first, field.kind == .float32,
      description.shape == [grid.count], description.isPackedInFile,
      let offset = description.fileOffset
    else {
      throw Self.damaged(
        dataset.location, "it is not one contiguous float32 for each of \(grid.count) samples")
    }
    let meters = try dataset.attributeString("meters") ?? ""
    return PreparedStore.Channel(
      name: name, appliance: try dataset.attributeString("appliance"),
      quantity: try dataset.attributeString("quantity") ?? "power",
      meters: meters.split(separator: ",").compactMap { Int($0) },
      maxGap: TimeSpan(seconds: try dataset.attributeDouble("max_gap_s") ?? 0)
        ?? TimeSpan(nanoseconds: 0),
      mean: try number("mean_w", of: dataset),
      standardDeviation: try number("std_w", of: dataset),
      minimum: try number("min_w", of: dataset), maximum: try number("max_w", of: dataset),
      presentSamples: Int(try dataset.attributeInteger("present_samples") ?? 0),
      rule: try rule(of: dataset),
      activations: try dataset.attributeInteger("activations").map { Int($0) }, offset: offset,
      count: grid.count)
  }

  private func rule(of dataset: borrowing HDF5Dataset) throws -> ActivationRule? {
    guard let threshold = try dataset.attributeDouble("on_power_threshold_w") else { return nil }
    return ActivationRule(
      threshold: threshold, maximum: try dataset.attributeDouble("max_power_w"),
      minimumOn: try dataset.attributeDouble("min_on_s") ?? 0,
      minimumOff: try dataset.attributeDouble("min_off_s") ?? 0)
  }

  private func text<Kind>(
    _ name: String, of object: borrowing HDF5Object<Kind>
  ) throws -> String {
    guard let text = try object.attributeString(name) else {
      throw Self.damaged(object.location, "it lacks the attribute \(name)")
    }
    return text
  }

  private func number<Kind>(
    _ name: String, of object: borrowing HDF5Object<Kind>
  ) throws -> Double {
    guard let number = try object.attributeDouble(name) else {
      throw Self.damaged(object.location, "it lacks the attribute \(name)")
    }
    return number
  }

  private func positive<Kind>(
    _ name: String, of object: borrowing HDF5Object<Kind>
  ) throws -> Int64 {
    guard let number = try object.attributeInteger(name), number > 0 else {
      throw Self.damaged(object.location, "its attribute \(name) is missing or not positive")
    }
    return number
  }

  static func damaged(_ place: String, _ reason: String) -> MeterDataError {
    MeterDataError(
      status: .badData, attempt: "read the prepared store", path: place, reason: reason,
      remedy: "Make it again with energy preprocess.")
  }
}
