/// Watches one figure of the validation, and says which epoch is best and when to give up.
struct EarlyStopping: Sendable, Equatable {
  /// Epochs without a better one after which training stops; nil never stops it.
  let patience: Int?
  /// The least figure so far, and the epoch that gave it, counted from 1.
  private(set) var best: (value: Double, epoch: Int)?

  init(patience: Int?) { self.patience = patience }

  /// Takes an epoch's figure, of which less is better; true where no earlier epoch did as well.
  mutating func observe(_ value: Double, epoch: Int) -> Bool {
    if let best, value >= best.value { return false }
    best = (value, epoch)
    return true
  }

  /// Whether the epochs up to this one have waited long enough for a better one.
  func isOver(after epoch: Int) -> Bool {
    guard let patience, let best else { return false }
    return epoch - best.epoch >= patience
  }

  static func == (left: EarlyStopping, right: EarlyStopping) -> Bool {
    left.patience == right.patience && left.best?.value == right.best?.value
      && left.best?.epoch == right.best?.epoch
  }
}
