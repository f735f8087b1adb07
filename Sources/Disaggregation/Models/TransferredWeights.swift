import Files
import Kernels
package import Networks

/// Weights of an earlier training that a new one begins with.
package struct TransferredWeights: Sendable {
  /// What they came from, as the user named it.
  package let path: String
  /// Parameters that were taken over, in the network's order.
  package let taken: [String]
  /// Parameters of the network that the file has not, which keep what they were.
  package let missing: [String]
  /// Tensors of the file that the network has no use for.
  package let unused: [String]
  /// What the model and those before it were trained on; empty where the file does not say.
  package let ranges: [LearntRange]

  /// Copies each parameter that a file has under the same name.
  ///
  /// The file is a model, whose bytes are checked, a checkpoint, a run, or a bare safetensors file
  /// from elsewhere with F32 tensors.
  ///
  /// - Parameters:
  ///   - path: Of the file or folder.
  ///   - network: Receives the weights.
  /// - Throws: `DisaggregationError`: 66 where there is none, 65 where it is damaged, 78 where a
  ///   parameter has another shape or none has the same name.
  package init(path: String, into network: inout Network) throws(DisaggregationError) {
    let place = try ModelPath.resolve(path)
    do throws(NetworksError) {
      let file = try SafetensorsFile(path: place)
      ranges = try TransferredWeights.ranges(of: file)
      let specifications = network.plan.parameters
      let known = Set(file.header.entries.map(\.name))
      try TransferredWeights.checkShapes(file.header, specifications, path: path)
      for (index, specification) in specifications.enumerated()
      where known.contains(specification.name) {
        network.parameters[index] = try file.floats(specification.name)
      }
      let names = specifications.map(\.name)
      taken = names.filter(known.contains)
      missing = names.filter { !known.contains($0) }
      unused = file.header.entries.map(\.name).filter { !names.contains($0) }
    } catch { throw DisaggregationError(error) }
    self.path = path
  }

  /// What a model says of its own training; a bare file says nothing.
  private static func ranges(
    of file: borrowing SafetensorsFile
  ) throws(NetworksError) -> [LearntRange] {
    let metadata = file.header.metadata
    // A model of ours in which a byte has changed must not pass for a bare file.
    guard file.seal != nil || metadata["format_version"] != nil else { return [] }
    try file.checkSeal()
    guard metadata["ranges"] != nil else { return [] }
    do {
      let reader = DescriptionReader(path: file.path, metadata: metadata)
      try reader.checkFormat()
      return try reader.ranges("inherited_ranges") + reader.ranges("ranges")
    } catch { throw NetworksError(error) }
  }

  private static func checkShapes(
    _ header: SafetensorsHeader, _ specifications: [ParameterSpecification], path: String
  ) throws(NetworksError) {
    let shapes = Dictionary(uniqueKeysWithValues: header.entries.map { ($0.name, $0.shape) })
    guard specifications.contains(where: { shapes[$0.name] != nil }) else {
      let first = header.entries.first.map { " (it has \($0.name))" } ?? ""
      throw refusal(path, "no parameter of the network is in it\(first)")
    }
    for specification in specifications {
      guard let shape = shapes[specification.name], shape != specification.shape else { continue }
      throw refusal(
        path,
        "\(specification.name) has the shape \(shape) there, and the network needs "
          + "\(specification.shape)")
    }
  }

  private static func refusal(_ path: String, _ reason: String) -> NetworksError {
    NetworksError(
      status: .badConfiguration, attempt: "initialise from", path: path, reason: reason,
      remedy: "Choose the architecture, window and padding that it was trained with.")
  }
}
