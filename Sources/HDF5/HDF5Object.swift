import CHDF5
import Files

/// A group or a dataset of an open file; both carry attributes.
package struct HDF5Object<Kind: HDF5Kind>: ~Copyable {
  let handle: Handle<Kind>
  let place: Place

  /// The file and the path in it, as messages show them: "x.h5:/building1/elec".
  package var location: String { place.description }
}

@available(*, unavailable) extension HDF5Object: Sendable {}

/// A group: a folder inside the file.
package typealias HDF5Group = HDF5Object<HDF5GroupKind>

/// A dataset: an array of rows.
package typealias HDF5Dataset = HDF5Object<HDF5DatasetKind>

/// What a child of a group is.
package enum HDF5ChildKind: Sendable {
  case group
  case dataset
  /// A named type, a link that leads nowhere or out of the file.
  case other
}

extension HDF5Object where Kind == HDF5GroupKind {
  init(opening name: String, below parent: Int64, in place: Place) throws(HDF5Error) {
    let child = place.child(name)
    try HDF5Group.requireSoundHeader(name, below: parent, "open the group", child)
    handle = try Handle("open the group", child) {
      unsafe H5Gopen2(parent, name, energy_h5_default())
    }
    self.place = child
  }

  /// Opens a group by its path below this one.
  package borrowing func group(_ path: String) throws(HDF5Error) -> HDF5Group {
    try require(path, .group, "open the group")
    return try HDF5Group(opening: path, below: handle.identifier, in: place)
  }

  /// Opens a dataset by its path below this group.
  package borrowing func dataset(_ path: String) throws(HDF5Error) -> HDF5Dataset {
    try require(path, .dataset, "open the dataset")
    let child = place.child(path)
    let identifier = handle.identifier
    try HDF5Group.requireSoundHeader(path, below: identifier, "open the dataset", child)
    let dataset = try Handle<HDF5DatasetKind>("open the dataset", child) {
      unsafe H5Dopen2(identifier, path, energy_h5_default())
    }
    return HDF5Dataset(handle: dataset, place: child)
  }

  /// What lies at a path below this group, or nil where nothing does.
  package borrowing func kind(of path: String) throws(HDF5Error) -> HDF5ChildKind? {
    var below = ""
    // H5Lexists fails where a middle part is missing, so each part is asked for in turn.
    for part in path.split(separator: "/") {
      below += below.isEmpty ? String(part) : "/\(part)"
      let name = path.hasPrefix("/") ? "/\(below)" : below
      let exists = try Library.call("look for", place.child(name)) {
        unsafe H5Lexists(handle.identifier, name, energy_h5_default())
      }
      guard exists > 0 else { return nil }
    }
    guard !below.isEmpty else { return .group }
    return kindOfExisting(path)
  }

  /// The group's children in string order ("meter1", "meter10", "meter2").
  package borrowing func children() throws(HDF5Error) -> [(name: String, kind: HDF5ChildKind)] {
    let collector = NameCollector()
    let context = unsafe Unmanaged.passUnretained(collector).toOpaque()
    try Library.call("list the children of", place) {
      unsafe H5Literate(
        handle.identifier, H5_INDEX_NAME, H5_ITER_INC, nil,
        { _, name, _, context in
          guard let name = unsafe name, let context = unsafe context else { return -1 }
          let collector = unsafe Unmanaged<NameCollector>.fromOpaque(context).takeUnretainedValue()
          return unsafe collector.add(String(cString: name))
        }, context)
    }
    return collector.names.map { ($0, kindOfExisting($0)) }
  }

  private static func requireSoundHeader(
    _ path: String, below parent: Int64, _ attempt: String, _ place: Place
  ) throws(HDF5Error) {
    let file = try Handle<HDF5FileKind>(attempt, place) { H5Iget_file_id(parent) }
    var intent: UInt32 = 0
    try file.withIdentifier { file throws(HDF5Error) in
      try Library.call(attempt, place) { unsafe H5Fget_intent(file, &intent) }
    }
    // The headers of a file being written are not on disk yet.
    guard intent == energy_h5_read_only() else { return }
    var facts = H5O_info_t()
    try Library.call(attempt, place) {
      unsafe H5Oget_info_by_name2(
        parent, path, &facts, UInt32(H5O_INFO_BASIC), energy_h5_default())
    }
    try HeaderGuard.requireSound(at: UInt64(facts.addr), attempt, place)
  }

  private borrowing func kindOfExisting(_ path: String) -> HDF5ChildKind {
    var facts = H5O_info_t()
    let result = unsafe H5Oget_info_by_name2(
      handle.identifier, path, &facts, UInt32(H5O_INFO_BASIC), energy_h5_default())
    guard result >= 0 else { return .other }
    switch facts.type {
    case H5O_TYPE_GROUP: return .group
    case H5O_TYPE_DATASET: return .dataset
    default: return .other
    }
  }

  private borrowing func require(
    _ path: String, _ wanted: HDF5ChildKind, _ attempt: String
  ) throws(HDF5Error) {
    let found = try kind(of: path)
    guard found != wanted else { return }
    let reason =
      switch found {
      case nil: "there is nothing of that name"
      case .group: "it is a group"
      case .dataset: "it is a dataset"
      case .other: "it is neither a group nor a dataset of this file"
      }
    throw HDF5Error(
      status: .badData, attempt: attempt, path: place.child(path).description, reason: reason)
  }
}

/// Names that `H5Literate` hands out, up to a bound that no real file reaches.
private final class NameCollector {
  private(set) var names: [String] = []

  /// Negative, to end the listing as a failure, where there are too many.
  func add(_ name: String) -> Int32 {
    guard names.count < 1_000_000 else { return -1 }
    names.append(name)
    return 0
  }
}
