import Files
import Glibc

/// How often the estimate is off by how much, counted over all scored samples.
struct ErrorDistribution {
  let subject: ReportSubject
  private let counts: (all: [Int], on: [Int])
  private let edges: [Double]

  private static let bins = 60

  init(_ subject: ReportSubject) {
    self.subject = subject
    var greatest = 0.0
    ErrorDistribution.visit(subject.evaluation) { error, _ in greatest = max(greatest, abs(error)) }
    let width = ErrorDistribution.round(max(greatest, 1) * 2 / Double(ErrorDistribution.bins))
    // An odd number of bins has one around zero.
    let half = Int((greatest / width + 0.5).rounded(.up))
    edges = (-half...(half + 1)).map { (Double($0) - 0.5) * width }
    var all = [Int](repeating: 0, count: 2 * half + 1)
    var on = all
    ErrorDistribution.visit(subject.evaluation) { error, isOn in
      let bin = min(max(Int((error / width).rounded()) + half, 0), 2 * half)
      all[bin] += 1
      if isOn { on[bin] += 1 }
    }
    counts = (all, on)
  }

  /// 1, 2 or 5 times a power of ten, not less than the width.
  private static func round(_ width: Double) -> Double {
    let power = pow(10, log10(width).rounded(.down))
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= width } ?? width
  }

  private static func visit(_ evaluation: Evaluation, _ body: (Double, Bool) -> Void) {
    for series in evaluation.series {
      for index in 0..<series.truth.count
      where series.isCounted(index) {
        let truth = Double(series.truth.truth[index])
        body(Double(series.estimate[index]) - truth, truth >= evaluation.rule.threshold)
      }
    }
  }

  /// Counts on a logarithmic axis: all samples, and those while the appliance is on.
  var chart: Chart {
    let all = Chart.Column(name: "all samples", ink: .mains, style: .bars)
    let on = Chart.Column(name: "while on", ink: .estimate, style: .outline)
    return Chart(
      name: "\(subject.prefix)-errors", title: "Errors",
      note: "Estimate minus truth of every scored sample, in bins of equal width.",
      x: .number(
        (edges.first ?? 0)...(edges.last ?? 1), label: "Estimate minus truth", unit: "W"),
      y: Chart.VerticalAxis(label: "Samples", unit: "", isLogarithmic: true), columns: [all, on],
      marks: .bars(
        edges: edges, values: [counts.all.map(Double.init), counts.on.map(Double.init)]))
  }
}
