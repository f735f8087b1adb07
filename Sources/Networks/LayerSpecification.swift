/// How a convolution treats the ends of its input.
package enum Padding: String, Sendable, CaseIterable {
  /// Only where the kernel fits: the output is `kernel - 1` shorter.
  case valid
  /// As long as the input: zeros, ⌊(kernel − 1) / 2⌋ of them before it and the rest after.
  case same
}

/// One layer as an architecture describes it; its input's shape is not part of it.
package enum LayerSpecification: Sendable, Equatable {
  /// A 1-D convolution over time; `name` is the prefix of its parameters.
  case convolution(name: String, filters: Int, kernel: Int, isRectified: Bool)
  /// In training, each value is zeroed with this probability and the others grow to match.
  case dropout(rate: Double)
  /// A fully connected layer over all channels and times, channel by channel.
  case dense(name: String, outputs: Int, isRectified: Bool)

  /// The prefix of its parameters; nil where it has none.
  package var name: String? {
    switch self {
    case .convolution(let name, _, _, _), .dense(let name, _, _): name
    case .dropout: nil
    }
  }
}

/// What flows between two layers: `[channels, length]` for each window.
package struct LayerShape: Sendable, Equatable {
  package let channels: Int
  package let length: Int

  package init(channels: Int, length: Int) {
    self.channels = channels
    self.length = length
  }

  /// Values in a window.
  package var count: Int { channels * length }
}

/// A named tensor of weights that a network needs.
package struct ParameterSpecification: Sendable, Equatable {
  /// As PyTorch would name it: "conv1.weight".
  package let name: String
  /// `[filters, channels, kernel]`, `[outputs, inputs]` or `[outputs]`.
  package let shape: [Int]
  /// Values that one output is made of, and outputs that one input goes to: what initialisation needs.
  package let fanIn: Int
  package let fanOut: Int

  /// How many numbers it is.
  package var count: Int { shape.reduce(1, *) }

  /// Whether it is a bias, which starts at zero and is not decayed.
  package var isBias: Bool { shape.count == 1 }
}

/// The sample of its window that a network estimates.
package enum TargetPosition: Sendable, Equatable {
  case middle
  /// The newest: no delay, no context after it.
  case last
  /// Counted from the oldest, which is 0.
  case index(Int)

  /// The place in a window of that length.
  package func index(in window: Int) -> Int {
    switch self {
    case .middle: window / 2
    case .last: window - 1
    case .index(let index): index
    }
  }
}
