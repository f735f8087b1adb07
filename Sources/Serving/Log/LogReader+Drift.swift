import Files
import SQLite

extension LogReader {
  /// What one version of a model was asked with.
  private struct Inputs {
    let model: LoggedModel
    var days: [Int: Day] = [:]
  }

  private struct Day {
    var answers = 0
    var counts: [Int]

    mutating func add(_ bins: [Int], answers: Int) {
      self.answers += answers
      for (bin, count) in bins.enumerated() where bin < counts.count { counts[bin] += count }
    }
  }

  /// Of each version of a model, by day UTC: how far its inputs lie from its training mains.
  ///
  /// - Parameters:
  ///   - time: From when on, milliseconds since 1970.
  ///   - model: Which; nil takes all.
  /// - Throws: `SQLiteError`.
  /// - Returns: The answer of GET /drift.
  func drift(since time: Int, model: String?) throws(SQLiteError) -> JSON {
    let inputs = try inputs(since: time, model: model)
    return [
      "training_share_of_a_group": JSON(Drift.groupShare),
      "fewest_samples": .integer(Drift.fewestSamples),
      "models": .array(inputs.map(LogReader.json)),
    ]
  }

  private func inputs(since time: Int, model: String?) throws(SQLiteError) -> [Inputs] {
    var found = try models(named: model)
    try database.prepare("SELECT model, time, inputs FROM answers WHERE time >= ?")
      .rows([.integer(time)]) { (row) throws(SQLiteError) in
        let identifier = try row.integer(0)
        guard let model = found[identifier]?.model else { return }
        let none = Day(counts: [Int](repeating: 0, count: model.counts.count + 2))
        found[identifier]?.days[try row.integer(1) / LogTime.day, default: none]
          .add(PackedCounts.unpack(try row.blob(2)), answers: 1)
      }
    return found.sorted { $0.key < $1.key }.map(\.value).filter { !$0.days.isEmpty }
      .sorted { ($0.model.name) < ($1.model.name) }
  }

  private func models(named name: String?) throws(SQLiteError) -> [Int: Inputs] {
    var found: [Int: Inputs] = [:]
    try database.prepare(
      """
      SELECT id, model, version, appliance, minimum, maximum, counts FROM models
      WHERE ?1 IS NULL OR model = ?1
      """
    ).rows([SQLiteValue(name)]) { (row) throws(SQLiteError) in
      found[try row.integer(0)] = Inputs(
        model: LoggedModel(
          name: try row.text(1), version: try row.text(2), appliance: try row.text(3),
          minimum: try row.real(4) ?? 0, maximum: try row.real(5) ?? 0,
          counts: PackedCounts.unpack(try row.blob(6))))
    }
    return found
  }

  private static func json(_ inputs: Inputs) -> JSON {
    let model = inputs.model
    let width = (model.maximum - model.minimum) / Double(max(model.counts.count, 1))
    func members(_ day: Day) -> [JSON.Member] {
      [.init(key: "answers", value: .integer(day.answers))]
        + Drift(day.counts, training: model.counts, width: width).json
    }
    var whole = Day(counts: [Int](repeating: 0, count: model.counts.count + 2))
    for day in inputs.days.values { whole.add(day.counts, answers: day.answers) }
    let days = inputs.days.sorted { $0.key < $1.key }.map { day, counts in
      JSON.object([.init(key: "day", value: LogTime.date(ofDay: day))] + members(counts))
    }
    return [
      "model": .string(model.name), "version": .string(model.version),
      "whole": .object(members(whole)), "days": .array(days),
    ]
  }
}
