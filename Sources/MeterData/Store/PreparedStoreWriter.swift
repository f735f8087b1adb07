package import Files
import HDF5

/// Writes a prepared store: houses one after another, what describes the whole at the end.
struct PreparedStoreWriter: ~Copyable {
  private let file: HDF5File

  /// Begins the file; `Publication` gives a temporary path.
  init(path: String) throws(HDF5Error) { file = try HDF5File(creating: path) }

  /// Reserves a house's channels, each as long as the grid.
  borrowing func house(_ id: Int, grid: Grid, channels: [String]) throws -> HouseWriter {
    let group = try file.root().createGroup(PreparedStoreFormat.house(id))
    return try HouseWriter(group, grid: grid, channels: channels)
  }

  /// Says what the store is and where it comes from, and closes it.
  consuming func finish(_ provenance: StoreProvenance) throws {
    let root = try file.root()
    try root.setAttribute("format", PreparedStoreFormat.name)
    try root.setAttribute("format_version", PreparedStoreFormat.version)
    try root.setAttribute("tool", "energy")
    try root.setAttribute("tool_version", provenance.toolVersion)
    try root.setAttribute("dataset", provenance.dataset ?? "")
    try root.setAttribute("timezone", provenance.timezone)
    try root.setAttribute("period_ns", provenance.period.nanoseconds)
    try root.setAttribute("mains_quantity", provenance.mainsQuantity)
    try root.setAttribute("source_name", provenance.source.name)
    try root.setAttribute("source_size", Int64(provenance.source.size))
    try root.setAttribute("source_sha256", provenance.source.sha256)
    try root.setAttribute("configuration", provenance.configuration)
    try file.close()
  }
}

/// What a store says of its own making.
package struct StoreProvenance: Sendable, Equatable {
  /// The data set that was read.
  package struct Source: Sendable, Equatable {
    /// The file's name without its folder.
    package var name: String
    /// Bytes.
    package var size: Int
    /// In hexadecimal; of a folder, the digest of its files' `sha256sum` listing.
    package var sha256: String
  }

  /// As the attributes of the store spell them.
  package var toolVersion: String
  package var dataset: String?
  package var timezone: String
  package var period: TimeSpan
  package var mainsQuantity: String
  package var source: Source
  /// The plan with all its defaults settled, as YAML.
  package var configuration: String
}

/// Writes the channels of one house.
final class HouseWriter: GridSink {
  private let group: HDF5Group
  private let channels: [ChannelWriter]

  init(_ group: consuming HDF5Group, grid: Grid, channels names: [String]) throws {
    var channels: [ChannelWriter] = []
    for name in names {
      channels.append(
        ChannelWriter(try group.createArray(name, .float32, shape: [grid.count])))
    }
    self.channels = channels
    self.group = group
  }

  /// Writes a block of one channel from an index of the grid on.
  func write(_ values: [Float], channel: Int, from first: Int) throws(MeterDataError) {
    do throws(HDF5Error) {
      try channels[channel].rows.write(values.span, from: first)
    } catch {
      throw MeterDataError(error)
    }
  }

  /// Writes the valid stretches and what describes the house and its channels.
  func finish(_ valid: ValidStretches, _ report: PreparationReport.House) throws {
    try write(valid)
    try describe(report)
    for (channel, described) in zip(channels, report.channels) { try channel.describe(described) }
  }

  private func write(_ valid: ValidStretches) throws {
    let rows = try group.createArray(
      PreparedStoreFormat.valid, .int64, shape: [valid.count, 2])
    var first = 0
    try valid.forEachPiece { edges in
      try rows.write(edges.span, from: first)
      first += edges.count / 2
    }
  }

  private func describe(_ house: PreparationReport.House) throws {
    try group.setAttribute("start_ns", house.grid.start)
    try group.setAttribute("period_ns", house.grid.period)
    try group.setAttribute("samples", Int64(house.grid.count))
    try group.setAttribute("valid_samples", Int64(house.validSamples))
    try group.setAttribute("notes", house.notes.joined(separator: "\n"))
    if let share = house.noiseShare { try group.setAttribute("noise_share", share) }
  }
}

/// A channel's dataset while it is written.
private final class ChannelWriter {
  let rows: HDF5RowWriter

  init(_ rows: consuming HDF5RowWriter) { self.rows = rows }

  func describe(_ channel: PreparationReport.Channel) throws {
    try rows.dataset.setAttribute("unit", "W")
    try rows.dataset.setAttribute("quantity", channel.quantity)
    try rows.dataset.setAttribute(
      "meters", channel.meters.map(String.init).joined(separator: ","))
    try rows.dataset.setAttribute("max_gap_s", channel.maxGap.seconds)
    try rows.dataset.setAttribute("mean_w", channel.statistics.mean)
    try rows.dataset.setAttribute("std_w", channel.statistics.standardDeviation)
    try rows.dataset.setAttribute("min_w", channel.statistics.minimum)
    try rows.dataset.setAttribute("max_w", channel.statistics.maximum)
    try rows.dataset.setAttribute("present_samples", Int64(channel.statistics.count))
    try rows.dataset.setAttribute("carried_samples", Int64(channel.carried))
    try describeAppliance(channel)
  }

  private func describeAppliance(_ channel: PreparationReport.Channel) throws {
    guard let appliance = channel.appliance, let rule = channel.rule else { return }
    try rows.dataset.setAttribute("appliance", appliance)
    try rows.dataset.setAttribute("on_power_threshold_w", rule.threshold)
    if let maximum = rule.maximum { try rows.dataset.setAttribute("max_power_w", maximum) }
    try rows.dataset.setAttribute("min_on_s", rule.minimumOn)
    try rows.dataset.setAttribute("min_off_s", rule.minimumOff)
    try rows.dataset.setAttribute("activations", Int64(channel.activations ?? 0))
    try rows.dataset.setAttribute("activation_energy_wh", channel.activationEnergy ?? 0)
  }
}
