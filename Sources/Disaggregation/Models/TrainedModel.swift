import Files
import Kernels
package import Networks
package import Work

/// A network and what must be known to use it: a value that holds no open file.
package struct TrainedModel: Sendable {
  package var network: Network
  package var description: ModelDescription

  /// Joins weights with the description of the same plan.
  package init(network: Network, description: ModelDescription) {
    precondition(
      network.plan == description.plan,
      "a network \(network.plan.architecture) described as \(description.plan.architecture)")
    self.network = network
    self.description = description
  }

  /// Reads a model, and refuses one of which any byte is another than the one that was written.
  ///
  /// - Parameters:
  ///   - path: A model's file, a checkpoint, a link to one, or the folder of a run.
  ///   - plan: What the model should have been built from; nil builds what its description names.
  /// - Throws: `DisaggregationError`: 66 where there is none, 65 where it is damaged, something
  ///   else, or of a newer format version.
  package init(path: String, plan: NetworkPlan? = nil) throws(DisaggregationError) {
    let path = try ModelPath.resolve(path)
    let (description, parameters) = try TrainedModel.read(path, plan)
    self.init(
      network: Network(description.plan, parameters: parameters), description: description)
  }

  private static func read(
    _ path: String, _ plan: NetworkPlan?
  ) throws(DisaggregationError) -> (ModelDescription, [Tensor]) {
    do throws(NetworksError) {
      let file = try SafetensorsFile(path: path)
      let reader = DescriptionReader(path: path, metadata: file.header.metadata)
      do throws(DisaggregationError) {
        // First, because a newer version may be sealed otherwise.
        try reader.checkFormat()
      } catch { throw NetworksError(error) }
      let tensors = try file.sealedFloats()
      let description: ModelDescription
      do { description = try reader.description(plan: plan) } catch { throw NetworksError(error) }
      return (description, try parameters(of: description.plan, tensors, in: file))
    } catch { throw DisaggregationError(error) }
  }

  private static func parameters(
    of plan: NetworkPlan, _ tensors: [String: Tensor], in file: borrowing SafetensorsFile
  ) throws(NetworksError) -> [Tensor] {
    var parameters: [Tensor] = []
    for specification in plan.parameters {
      let tensor: Tensor
      if let known = tensors[specification.name] {
        tensor = known
      } else {
        // It says why it was not read.
        tensor = try file.floats(specification.name)
      }
      guard tensor.shape == specification.shape else {
        throw NetworksError(
          status: .badData, attempt: "read the model", path: file.path,
          reason: "\(specification.name) is of shape \(tensor.shape), and \(plan.architecture) "
            + "needs \(specification.shape)")
      }
      parameters.append(tensor)
    }
    return parameters
  }

  /// Writes the model's file, `model.safetensors`, into a folder.
  ///
  /// - Throws: `DisaggregationError`: 73 where it cannot be created, 74 where the disk fails.
  /// - Returns: The checksum that the file carries.
  @discardableResult
  package func write(into folder: String) throws(DisaggregationError) -> String {
    let tensors = zip(description.plan.parameters, network.parameters).map {
      SafetensorsWriter.NamedTensor(name: $0.0.name, tensor: $0.1)
    }
    do {
      return try SafetensorsWriter.write(
        tensors, metadata: description.metadata,
        to: FileSystem.joined(folder, ModelPath.file))
    } catch { throw DisaggregationError(error) }
  }
}

extension TrainedModel {
  /// Estimates the windows anew that the model keeps with their estimates, with an engine for them.
  ///
  /// - Parameter pool: The threads.
  /// - Throws: `DisaggregationError` (70) where an estimate is another.
  package func selfTest(on pool: ThreadPool) throws(DisaggregationError) {
    guard !description.goldenWindows.isEmpty else { return }
    try selfTest(NetworkEngine(plan: network.plan, maximumBatch: 1, pool: pool, isTraining: false))
  }

  /// Estimates the windows anew that the model keeps with their estimates.
  ///
  /// Another machine may round otherwise; a thousandth of the appliance's deviation is allowed.
  ///
  /// - Parameter engine: Of the model's plan.
  /// - Throws: `DisaggregationError` (70) where an estimate is another.
  package func selfTest(_ engine: NetworkEngine) throws(DisaggregationError) {
    try selfTest { estimates(of: $0, count: 1, engine) }
  }

  /// The same with what estimates one window, in watts.
  func selfTest(_ estimates: ([Float]) -> [Float]) throws(DisaggregationError) {
    let tolerance = Float(description.normalisation.targetDeviation / 1000)
    for (number, golden) in description.goldenWindows.enumerated() {
      let found = estimates(golden.inputs)
      for (estimate, kept) in zip(found, golden.outputs)
      where !(abs(estimate - kept) <= tolerance) {
        throw DisaggregationError(
          status: .internalFault, attempt: "trust the model of", path: description.target.appliance,
          reason:
            "its golden window \(number + 1) gives \(DecimalText.fixed(Double(estimate), 1)) W "
            + "here, and gave \(DecimalText.fixed(Double(kept), 1)) W when it was written",
          remedy: "Fetch or train the model again.")
      }
    }
  }

  /// Estimates of whole windows in watts, `[count, outputs]`, not clamped.
  ///
  /// - Parameters:
  ///   - inputs: Mains, watts, `[count, window]`.
  ///   - count: Windows.
  ///   - engine: Of the model's plan.
  /// - Returns: As many estimates for each window as the plan has outputs.
  package func estimates(of inputs: [Float], count: Int, _ engine: NetworkEngine) -> [Float] {
    engine.outputs(of: network, inputs: normalised(inputs), count: count).map(
      description.normalisation.watts)
  }

  /// Mains in watts as the network sees them.
  package func normalised(_ inputs: [Float]) -> [Float] {
    let scale = description.normalisation
    var normalised = inputs
    var target = normalised.mutableSpan
    inputs.span.standardise(
      mean: Float(scale.mainsMean), deviation: Float(scale.mainsDeviation), into: &target, at: 0)
    return normalised
  }
}
