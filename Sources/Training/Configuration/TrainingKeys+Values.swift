import Configuration
import Files
import MeterData
import Networks

extension ValueKind<[String]> {
  /// Appliances as the vocabulary names them; none is all.
  static var appliances: ValueKind {
    let names = ValueKind.texts("an appliance, a list of appliances, or all", mayBeEmpty: false)
    return ValueKind(
      meaning: names.meaning,
      parse: { node in
        names.parse(node).map { texts in
          texts.count == 1 && Spelling.folded(texts[0]) == "all"
            ? [] : texts.map(ApplianceNames.canonical)
        }
      },
      write: { value, key, writer in
        value.isEmpty ? writer.entry(key, "all") : writer.entry(key, value)
      })
  }
}

extension ValueKind<String> {
  /// A moment as ISO 8601 writes it; kept as text, for a date is midnight of the store's zone.
  static var time: ValueKind {
    ValueKind(
      meaning: "a time such as 2013-06-03 or 2013-06-03T06:00",
      parse: { node in
        node.text.flatMap { ISOTime.written(Array($0.utf8)[...]) == nil ? nil : $0 }
      },
      write: { value, key, writer in writer.entry(key, value) })
  }
}

extension ValueKind<TargetPosition> {
  /// The middle, the last sample, or one counted from the oldest.
  static var targetPosition: ValueKind {
    ValueKind(
      meaning: "middle, last or a place counted from 0", words: ["middle", "last"],
      parse: { node in
        switch node.text.map(Spelling.folded) {
        case "middle": .middle
        case "last": .last
        default: node.integer.flatMap { $0 >= 0 ? .index($0) : nil }
        }
      },
      write: { value, key, writer in
        switch value {
        case .middle: writer.entry(key, "middle")
        case .last: writer.entry(key, "last")
        case .index(let place): writer.entry(key, place)
        }
      })
  }
}

// The settings of alternatives, as keys reach them: there only once their word is chosen.

extension WindowSampling {
  init(word: String) {
    switch word {
    case "balanced": self = .balanced(onShare: 0.5, importanceWeights: false)
    case "runs": self = .runs(RunSampling())
    default: self = .uniform
    }
  }

  var word: String {
    switch self {
    case .uniform: "uniform"
    case .balanced: "balanced"
    case .runs: "runs"
    }
  }

  var runs: RunSampling {
    get {
      if case .runs(let runs) = self { runs } else { RunSampling() }
    }
    set { self = .runs(newValue) }
  }

  var onShare: Double {
    get {
      if case .balanced(let share, _) = self { share } else { 0.5 }
    }
    set { self = .balanced(onShare: newValue, importanceWeights: importanceWeights) }
  }

  var importanceWeights: Bool {
    get {
      if case .balanced(_, let areUsed) = self { areUsed } else { false }
    }
    set { self = .balanced(onShare: onShare, importanceWeights: newValue) }
  }
}

extension LearningRateSchedule {
  init(word: String) {
    switch word {
    case "cosine": self = .cosine
    case "step": self = .step(every: 10, factor: 0.5)
    default: self = .constant
    }
  }

  var word: String {
    switch self {
    case .constant: "constant"
    case .cosine: "cosine"
    case .step: "step"
    }
  }

  var every: Int {
    get {
      if case .step(let every, _) = self { every } else { 10 }
    }
    set { self = .step(every: newValue, factor: factor) }
  }

  var factor: Double {
    get {
      if case .step(_, let factor) = self { factor } else { 0.5 }
    }
    set { self = .step(every: every, factor: newValue) }
  }
}

extension TrainingConfiguration {
  var stopping: Stopping {
    get { earlyStopping ?? Stopping() }
    set { earlyStopping = newValue }
  }
}
