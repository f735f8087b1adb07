import Disaggregation
import Files
import MeterData
import Plots

/// One appliance's evaluation with what every plot of it shares.
struct ReportSubject: Sendable {
  let evaluation: Evaluation
  let zone: TimeZoneRules
  /// Of the palette.
  let hue: Int
  /// What names of its plots begin with: "dish_washer".
  let prefix: String

  var appliance: String { evaluation.appliance }

  /// One house of the range.
  struct House: Sendable {
    let number: Int
    /// In the order of time.
    let series: [Evaluation.Series]

    /// From the first sample to the end of the last, nanoseconds UTC.
    var range: Range<Int64> {
      let first = series.map(\.truth.start).min() ?? 0
      return first..<max(first, series.map(\.truth.end).max() ?? first)
    }
  }

  /// The houses in their order.
  var houses: [House] {
    Set(evaluation.series.map(\.truth.house)).sorted().map { number in
      House(
        number: number,
        series: evaluation.series.filter { $0.truth.house == number }
          .sorted { $0.truth.start < $1.truth.start })
    }
  }

  /// What a plot of a house is called: with its number where there are several.
  func name(_ plot: String, _ house: House) -> String {
    houses.count > 1 ? "\(prefix)-\(plot)-house-\(house.number)" : "\(prefix)-\(plot)"
  }

  /// What a plot of a house is headed with.
  func title(_ words: String, _ house: House) -> String {
    houses.count > 1 ? "House \(house.number): \(words)" : words
  }

  /// What a section is headed with: the model's path too where several are of one appliance.
  let title: String

  /// The subjects of a set, each with a hue and a name of its own.
  static func all(of set: EvaluationSet) -> [ReportSubject] {
    let hues = Palette.hues(of: set.evaluations.map(\.appliance))
    var taken: Set<String> = []
    var subjects: [ReportSubject] = []
    for evaluation in set.evaluations {
      var prefix = fileName(of: evaluation.appliance)
      while !taken.insert(prefix).inserted { prefix += "_2" }
      let isAlone = set.evaluations.count { $0.appliance == evaluation.appliance } == 1
      subjects.append(
        ReportSubject(
          evaluation: evaluation, zone: evaluation.zone, hue: hues[evaluation.appliance] ?? 0,
          prefix: prefix,
          title: evaluation.appliance + (isAlone ? "" : ", \(evaluation.subject.path)")))
    }
    return subjects
  }

  /// "dish_washer"; letters that no file name should have become underscores.
  private static func fileName(of appliance: String) -> String {
    let letters = appliance.lowercased().unicodeScalars.map { letter -> Character in
      let isPlain = letter.isASCII && (letter.properties.isAlphabetic || ("0"..."9") ~= letter)
      return isPlain ? Character(letter) : "_"
    }
    return letters.isEmpty ? "appliance" : String(letters)
  }
}

extension ScoredSeries {
  /// Hours in a sample.
  var hours: Double { Double(period) / 3.6e12 }

  /// The samples that lie in a stretch of time.
  func samples(in times: Range<Int64>) -> Range<Int> {
    func index(_ time: Int64) -> Int {
      min(max(Int((time - start + period - 1).flooredDivision(by: period)), 0), count)
    }
    return index(times.lowerBound)..<max(index(times.lowerBound), index(times.upperBound))
  }
}

extension Evaluation.Series {
  /// Whether a sample counts for the scores.
  func isCounted(_ index: Int) -> Bool {
    truth.isScored[index] && truth.truth[index].isFinite && truth.mains[index].isFinite
      && estimate[index].isFinite
  }
}
