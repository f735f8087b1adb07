import Files
import Kernels

extension TrainedModel {
  /// SHA-256 of the parameters, each with its name and shape, in their order: two networks that
  /// have the same give the same estimates, whatever else their files say.
  package var weightsDigest: String {
    var hasher = SHA256Hasher()
    for (parameter, tensor) in zip(network.plan.parameters, network.parameters) {
      hasher.update(Array("\(parameter.name) \(parameter.shape)\n".utf8))
      tensor.withValues { hasher.update($0) }
    }
    return hasher.finish()
  }
}
