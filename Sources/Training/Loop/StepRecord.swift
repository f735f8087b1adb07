import Files

/// What each step did, for comparisons with other implementations: `losses.csv` and `batches.csv`.
struct StepRecord {
  private let losses: RunLog?
  private let batches: RunLog?

  /// - Parameters:
  ///   - folder: Where the texts lie.
  ///   - losses: Whether the loss of each step is written.
  ///   - batches: Whether the windows of each step are.
  ///   - step: The steps already taken; what earlier runs wrote of later ones is dropped.
  /// - Throws: `FilesError`.
  init(in folder: String, losses: Bool, batches: Bool, after step: Int) throws {
    func log(_ name: String, _ header: String) throws -> RunLog {
      let path = FileSystem.joined(folder, name)
      let isNew = step == 0 || !FileSystem.exists(path)
      let log = try RunLog(path, keeping: isNew ? nil : { StepRecord.keeps($0, upTo: step) })
      if isNew { try log.append(header) }
      return log
    }
    self.losses = losses ? try log("losses.csv", "step,epoch,learning_rate,loss") : nil
    self.batches = batches ? try log("batches.csv", "step,building,start") : nil
  }

  /// Whether anything is written at all.
  var isEmpty: Bool { losses == nil && batches == nil }

  /// Whether the batches are wanted, which takes some work to spell.
  var wantsBatches: Bool { batches != nil }

  /// Adds a step's loss: the mean squared error of its normalised targets, before the step.
  func append(step: Int, epoch: Int, learningRate: Double, loss: Double) throws(FilesError) {
    try losses?.append("\(step),\(epoch),\(learningRate),\(loss)")
  }

  /// Adds a step's windows: the house and the grid index of each window's first sample.
  func append(step: Int, windows: [WindowStart]) throws(FilesError) {
    guard let batches else { return }
    let lines = windows.map { "\(step),\($0.house),\($0.sample)" }
    try batches.append(lines.joined(separator: "\n"))
  }

  private static func keeps(_ line: Substring, upTo step: Int) -> Bool {
    Int(line.prefix { $0 != "," }).map { $0 <= step } ?? true
  }
}
