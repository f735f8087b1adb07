import Kernels

@testable import Networks

/// The layers as their formulas say, in double and without a thought for speed: what the engine is
/// held against.
struct PlainNetwork {
  let plan: NetworkPlan
  /// Of each parameter, row by row.
  var parameters: [[Double]]

  init(_ network: Network) {
    plan = network.plan
    parameters = network.parameters.map { $0.values.map(Double.init) }
  }

  /// The weighted mean squared error of a batch; a seed turns dropout on.
  func loss(_ batch: TrainingBatch, dropoutSeed: UInt64?) -> Double {
    var sum = 0.0
    for sample in 0..<batch.count {
      let window = batch.inputs[sample * plan.window..<(sample + 1) * plan.window].map(Double.init)
      let estimates = outputs(window, sample: sample, dropoutSeed: dropoutSeed)
      for (place, estimate) in estimates.enumerated() {
        let error = estimate - Double(batch.targets[sample * plan.outputs + place])
        sum += Double(batch.weights?[sample] ?? 1) * error * error
      }
    }
    return sum / Double(batch.count * plan.outputs)
  }

  /// The estimates of one window.
  func outputs(_ window: [Double], sample: Int, dropoutSeed: UInt64?) -> [Double] {
    var (values, parameter, dropouts) = (window, 0, 0)
    for (index, layer) in plan.layers.enumerated() {
      let (from, to) = (plan.shapes[index], plan.shapes[index + 1])
      switch layer {
      case .convolution(_, _, let kernel, let isRectified):
        values = convolved(values, from, to, kernel, parameter, isRectified)
        parameter += 2
      case .dense(_, _, let isRectified):
        values = multiplied(values, parameter, isRectified)
        parameter += 2
      case .dropout(let rate):
        if let seed = dropoutSeed {
          values = dropped(values, rate, seed, layer: dropouts, sample: sample)
        }
        dropouts += 1
      }
    }
    return values
  }

  private func convolved(
    _ input: [Double], _ from: LayerShape, _ to: LayerShape, _ kernel: Int, _ parameter: Int,
    _ isRectified: Bool
  ) -> [Double] {
    let (weights, biases) = (parameters[parameter], parameters[parameter + 1])
    let padding = plan.padding == .same ? (kernel - 1) / 2 : 0
    var output = [Double](repeating: 0, count: to.count)
    for filter in 0..<to.channels {
      for time in 0..<to.length {
        var sum = biases[filter]
        for channel in 0..<from.channels {
          for tap in 0..<kernel {
            let place = time + tap - padding
            guard place >= 0 && place < from.length else { continue }
            sum +=
              weights[(filter * from.channels + channel) * kernel + tap]
              * input[channel * from.length + place]
          }
        }
        output[filter * to.length + time] = isRectified ? max(sum, 0) : sum
      }
    }
    return output
  }

  private func multiplied(_ input: [Double], _ parameter: Int, _ isRectified: Bool) -> [Double] {
    let (weights, biases) = (parameters[parameter], parameters[parameter + 1])
    return biases.indices.map { row in
      var sum = biases[row]
      for (place, value) in input.enumerated() { sum += weights[row * input.count + place] * value }
      return isRectified ? max(sum, 0) : sum
    }
  }

  /// The documented hash (scripts/fixtures/networks.py).
  private func dropped(
    _ values: [Double], _ rate: Double, _ seed: UInt64, layer: Int, sample: Int
  ) -> [Double] {
    var z = seed &+ UInt64(layer + 1) &* 0x9E37_79B9_7F4A_7C15
    z = z &+ UInt64(sample + 1) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return values.enumerated().map { index, value in
      var x = UInt32(index) &* 0x9E37_79B1 &+ UInt32(truncatingIfNeeded: z)
      x = (x ^ (x >> 16)) &* 0x7FEB_352D
      x = (x ^ (x >> 15)) &* 0x846C_A68B
      x ^= x >> 16
      return x >= UInt32(rate * 0x1p32) ? value / (1 - rate) : 0
    }
  }
}
