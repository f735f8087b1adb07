/// How a data set lies on disk; the raw values are those of `inspect --json`.
package enum SourceFormat: String, Sendable {
  case nilmtkHDF5 = "nilmtk-hdf5"
  case ukdaleRaw = "ukdale-raw"
  case energyStore = "energy-store"
  case csv
}

/// Everything a data set says about itself, without its samples.
package struct Dataset: Sendable {
  package var path: String
  /// How it lies on disk.
  package var format: SourceFormat
  /// "UK-DALE", or nil where the file does not say.
  package var name: String?
  /// An IANA zone; "UTC" where the file names none.
  package var timezone: String
  /// The compression most tables use, for people: "Blosc", "deflate".
  package var compression: String?
  /// In order of their number.
  package var buildings: [Building]

  package init(
    path: String, format: SourceFormat, name: String? = nil, timezone: String = "UTC",
    compression: String? = nil, buildings: [Building] = []
  ) {
    self.path = path
    self.format = format
    self.name = name
    self.timezone = timezone
    self.compression = compression
    self.buildings = buildings
  }
}

/// One house: its meters and its appliances.
package struct Building: Sendable {
  package var id: Int
  /// The source's own name for the house: "house_3".
  package var originalName: String?
  /// In order of their number.
  package var meters: [Meter]
  package var appliances: [Appliance]

  package init(
    id: Int, originalName: String? = nil, meters: [Meter] = [], appliances: [Appliance] = []
  ) {
    self.id = id
    self.originalName = originalName
    self.meters = meters
    self.appliances = appliances
  }
}

/// One meter: a mains meter or a plug.
package struct Meter: Sendable {
  package var id: Int
  /// What the source calls it where no appliance does: a group's name, a line of `labels.dat`.
  package var label: String?
  package var isSiteMeter: Bool
  package var isDisabled: Bool
  /// The meter above; 0 is "directly below the site meters".
  package var submeterOf: Int?
  /// The key of the device in the data set's `meter_devices`.
  package var device: String?
  /// Seconds between readings, as the device declares.
  package var samplePeriod: Double?
  /// Seconds of silence after which the meter counts as off or out of reach.
  package var maxSamplePeriod: Double?
  /// The columns in the frame's order.
  package var columns: [Quantity]
  /// Rows on disk, where known without reading them.
  package var rows: Int?
  /// Nanoseconds UTC of the first and last row on disk, where known without reading them all.
  package var start: Int64?
  package var end: Int64?
  /// Where the samples lie: an HDF5 group or a file's path.
  package var location: String
  /// What the file warns of, or what we noticed while reading its description.
  package var notes: [String]
  /// Why its samples cannot be read; nil where they can, or where it has none.
  package var refusal: MeterDataError?

  package init(
    id: Int, label: String? = nil, isSiteMeter: Bool = false, isDisabled: Bool = false,
    submeterOf: Int? = nil,
    device: String? = nil, samplePeriod: Double? = nil, maxSamplePeriod: Double? = nil,
    columns: [Quantity] = [], rows: Int? = nil, start: Int64? = nil, end: Int64? = nil,
    location: String, notes: [String] = []
  ) {
    self.id = id
    self.label = label
    self.isSiteMeter = isSiteMeter
    self.isDisabled = isDisabled
    self.submeterOf = submeterOf
    self.device = device
    self.samplePeriod = samplePeriod
    self.maxSamplePeriod = maxSamplePeriod
    self.columns = columns
    self.rows = rows
    self.start = start
    self.end = end
    self.location = location
    self.notes = notes
  }
}

/// One appliance of a house and the meters that feed it.
package struct Appliance: Sendable {
  /// The controlled vocabulary's word, with spaces: "dish washer".
  package var type: String
  package var instance: Int
  /// Meter numbers; 0 alone means "fed by the mains, not metered".
  package var meters: [Int]
  package var originalName: String?
  package var room: String?
  package var isDominant: Bool
  /// Nanoseconds UTC; an open end is nil.
  package var datesActive: [(start: Int64?, end: Int64?)]
  /// Watts above which it counts as on, where the file says so.
  package var onPowerThreshold: Double?
  package var maxPower: Double?
  /// Seconds.
  package var minOnDuration: Double?
  package var minOffDuration: Double?

  package init(
    type: String, instance: Int = 1, meters: [Int], originalName: String? = nil,
    room: String? = nil, isDominant: Bool = false,
    datesActive: [(start: Int64?, end: Int64?)] = [], onPowerThreshold: Double? = nil,
    maxPower: Double? = nil, minOnDuration: Double? = nil, minOffDuration: Double? = nil
  ) {
    self.type = type
    self.instance = instance
    self.meters = meters
    self.originalName = originalName
    self.room = room
    self.isDominant = isDominant
    self.datesActive = datesActive
    self.onPowerThreshold = onPowerThreshold
    self.maxPower = maxPower
    self.minOnDuration = minOnDuration
    self.minOffDuration = minOffDuration
  }
}
