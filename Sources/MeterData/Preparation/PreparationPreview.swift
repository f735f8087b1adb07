import Files
package import Work

/// What a preparation would make: the counts of its store, without the store.
package struct PreparationPreview: Sendable {
  /// One house, and where all of its channels have a value.
  package struct House: Sendable {
    package let report: PreparationReport.House
    /// Half-open ranges of grid indices, in order.
    package let valid: [Range<Int>]

    /// Windows of so many samples that lie in one valid stretch.
    package func windows(of length: Int) -> Int {
      valid.reduce(0) { $0 + max(0, $1.count - length + 1) }
    }

    /// The longest stretch between valid ones, in nanoseconds UTC; nil where nothing is missing.
    package var longestGap: Range<Int64>? {
      var longest = 0..<0
      var end = 0
      for stretch in valid + [report.grid.count..<report.grid.count] {
        if stretch.lowerBound - end > longest.count { longest = end..<stretch.lowerBound }
        end = stretch.upperBound
      }
      guard !longest.isEmpty else { return nil }
      return report.grid.time(at: longest.lowerBound)..<report.grid.time(at: longest.upperBound)
    }
  }

  /// Nanoseconds in a bin.
  package let period: Int64
  package let mainsQuantity: String
  package let houses: [House]
}

extension Preparation {
  /// Goes through all that `run` goes through, and writes nothing.
  ///
  /// - Parameters:
  ///   - plan: What to look at; its output is not touched.
  ///   - source: The data set that the plan's input names.
  ///   - pool: The threads to work on.
  ///   - supervision: Hears of the rows read, of how many, and may stop the work.
  /// - Returns: The counts.
  /// - Throws: `MeterDataError` as `run` does, but for its output.
  package static func preview(
    _ plan: PreparationPlan, of source: any MeterSource, pool: ThreadPool = ThreadPool(),
    supervision: Supervision = Supervision()
  ) throws(MeterDataError) -> PreparationPreview {
    let selection = try PreparationResolver(plan: plan, dataset: source.dataset).selection()
    var work = PreparationWork(
      plan: plan, source: source, selection: selection, pool: pool, supervision: supervision)
    while true {
      do {
        return PreparationPreview(
          period: selection.period.nanoseconds, mainsQuantity: selection.mainsQuantity,
          houses: try selection.houses.map { try work.look(at: $0) })
      } catch PreparationInterruption.otherExtent(let key, let bins) {
        // The file's ends were not the earliest and latest readings: now they are known.
        work.extents[key] = bins
      } catch PreparationInterruption.failed(let failure) {
        throw failure
      } catch let failure as any Failure {
        throw MeterDataError(failure)
      } catch {
        throw MeterDataError(
          status: .internalFault, attempt: "look at", path: plan.input, reason: "\(error)")
      }
    }
  }
}

extension PreparationWork {
  fileprivate mutating func look(
    at house: PreparationSelection.House
  ) throws -> PreparationPreview.House {
    let run = try run(house, try grid(of: house), nil)
    let edges = run.valid.pieces.joined().map { Int($0) }
    return PreparationPreview.House(
      report: HouseSummary(selection: selection, house: house, run: run).report,
      valid: stride(from: 0, to: edges.count - 1, by: 2).map { edges[$0]..<edges[$0 + 1] })
  }
}
