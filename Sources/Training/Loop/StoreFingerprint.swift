package import Files
package import MeterData

/// Tells a prepared store from another one without reading its samples.
///
/// The store's header says where its samples come from, how they were made, and the statistics of
/// each channel: another content has another header.
package struct StoreFingerprint: Sendable, Equatable {
  /// Bytes of the file.
  package let size: Int
  /// SHA-256 of what the header says, hexadecimal.
  package let digest: String

  /// Reads the file's size; the rest is known.
  ///
  /// - Throws: `FilesError` where the store is gone.
  package init(_ store: PreparedStore) throws(FilesError) {
    size = try FileSystem.size(of: store.path)
    let provenance = store.provenance
    var words = [
      provenance.source.sha256, provenance.configuration, "\(provenance.period.nanoseconds)",
      provenance.mainsQuantity,
    ]
    for house in store.houses {
      words.append("\(house.id) \(house.grid.period) \(house.grid.bins) \(house.validSamples)")
      words += house.channels.map { channel in
        "\(channel.name) \(channel.presentSamples) \(channel.mean) \(channel.standardDeviation) "
          + "\(channel.minimum) \(channel.maximum)"
      }
    }
    var hasher = SHA256Hasher()
    hasher.update(Array(words.joined(separator: "\n").utf8))
    digest = hasher.finish()
  }

  /// As `environment.json` keeps it, under `store`.
  var json: JSON { ["size": .integer(size), "header_sha256": .string(digest)] }

  /// Refuses to go on with another store than the run began with.
  ///
  /// - Parameters:
  ///   - environment: Of the run that is resumed.
  ///   - path: The store.
  /// - Throws: `TrainingError` (65).
  func check(against environment: JSON, _ path: String) throws(TrainingError) {
    guard environment["store"] != json else { return }
    let before = environment["store"]?["size"]?.text ?? "unknown"
    throw TrainingError(
      status: .badData, attempt: "resume training on", path: path,
      reason: "the store is another one than the run began with: \(before) bytes then, \(size) "
        + "now",
      remedy: "Give back the old store, or begin a new run in another --output.")
  }
}
