import Files

/// Every plot of an evaluation as a file of its own, with the figures behind it.
package enum Figures {
  /// Writes SVGs as wide as a paper's column (3.5 inches, text of 8 points, the colours of print),
  /// a CSV beside each, and the metrics as CSV.
  ///
  /// - Parameters:
  ///   - set: What was evaluated.
  ///   - folder: Created where it is missing; other files in it stay.
  /// - Returns: The names of the files, in the order of the page.
  /// - Throws: `EvaluationError`: 73 where a file cannot be created, 74 where writing fails.
  @discardableResult
  package static func write(
    _ set: EvaluationSet, into folder: String
  ) throws(EvaluationError) -> [String] {
    let subjects = ReportSubject.all(of: set)
    return try EvaluationError.wrapping {
      try FileSystem.createFolders(folder)
      var names: [String] = []
      func put(_ text: String, _ name: String) throws {
        try Publication.text(text, at: FileSystem.joined(folder, name))
        names.append(name)
      }
      func put(_ chart: Chart, hue: Int) throws {
        try put(ChartDrawing(chart, .column).file(hue: hue), "\(chart.name).svg")
        try put(chart.csv, "\(chart.name).csv")
      }
      for chart in WeekStack.shared(by: subjects) { try put(chart, hue: 0) }
      for subject in subjects {
        let plots = AppliancePlots(subject, budget: HTMLReport.budget(for: subjects.count))
        for chart in plots.charts { try put(chart.inColumn(subject), hue: subject.hue) }
        let name = "\(subject.prefix)-on-and-off"
        try put(plots.confusion.file(hue: subject.hue), "\(name).svg")
        try put(plots.confusion.csv, "\(name).csv")
        try put(MetricsSection(subject.evaluation).csv, "\(subject.prefix)-metrics.csv")
      }
      return names
    }
  }
}

extension Chart {
  /// Standing alone: with its axes named and its legend, and its title as the file's.
  fileprivate func inColumn(_ subject: ReportSubject) -> Chart {
    var chart = self
    chart.isSmall = false
    chart.title = "\(subject.appliance): \(title)"
    return chart
  }
}
