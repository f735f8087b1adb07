import Configuration
import Files

/// The YAML files of a `metadata` folder, as NILMTK's converter reads them.
struct RawMetadata {
  let dataset: NILMTKMetadata
  /// The YAML of `dataset.yaml`, with the devices in it.
  let root: YAMLNode
  private let folder: String

  /// Reads `dataset.yaml` and `meter_devices.yaml`; nil where the folder has no `dataset.yaml`.
  ///
  /// - Throws: `MeterDataError` (65) where a file is no YAML.
  init?(folder: String) throws(MeterDataError) {
    guard let root = try RawMetadata.read(folder, "dataset.yaml") else { return nil }
    var entries = root.entries ?? []
    if let devices = try RawMetadata.read(folder, "meter_devices.yaml") {
      entries.append(YAMLNode.Entry(key: "meter_devices", place: devices.place, value: devices))
    }
    self.root = YAMLNode(content: .mapping(entries), place: root.place)
    dataset = NILMTKMetadata(root: PickleValue(self.root))
    self.folder = folder
  }

  /// The YAML of `building<N>.yaml`, or nil where there is no such file.
  func building(_ id: Int) throws(MeterDataError) -> YAMLNode? {
    try RawMetadata.read(folder, "building\(id).yaml")
  }

  /// The house that such a YAML describes.
  func building(_ id: Int, _ node: YAMLNode, zone: TimeZoneRules) -> Building {
    dataset.building(id, PickleValue(node)) { ISOTime.parse($0, in: zone) }
  }

  private static func read(
    _ folder: String, _ name: String
  ) throws(MeterDataError) -> YAMLNode? {
    let path = FileSystem.joined(folder, name)
    guard FileSystem.isRegularFile(path) else { return nil }
    do {
      return try YAMLDocument.read(path, status: .badData)
    } catch {
      throw MeterDataError(error)
    }
  }
}

extension PickleValue {
  /// The same values as if they had been pickled, so that one reader understands both forms.
  init(_ node: YAMLNode) {
    var nodes: [PickleNode] = []
    let root = PickleValue.add(node, to: &nodes)
    self.init(graph: PickleGraph(nodes: nodes), index: Int(root))
  }

  /// Appends a value after those it refers to; YAML bounds how deep that goes.
  private static func add(_ node: YAMLNode, to nodes: inout [PickleNode]) -> Int32 {
    let made: PickleNode
    switch node.content {
    case .sequence(let elements):
      made = .list(elements.map { add($0, to: &nodes) })
    case .mapping(let entries):
      made = .dictionary(
        entries.map { entry in
          let key = Int64(entry.key).map(PickleNode.integer) ?? .text(entry.key)
          nodes.append(key)
          let place = Int32(nodes.count - 1)
          return (place, add(entry.value, to: &nodes))
        })
    case .scalar(let text, let isPlain): made = isPlain ? plain(node, text) : .text(text)
    }
    nodes.append(made)
    return Int32(nodes.count - 1)
  }

  private static func plain(_ node: YAMLNode, _ text: String) -> PickleNode {
    if node.isNull { return .none }
    if let integer = node.integer { return .integer(Int64(integer)) }
    if let number = node.number { return .number(number) }
    return node.boolean.map(PickleNode.bool) ?? .text(text)
  }
}
