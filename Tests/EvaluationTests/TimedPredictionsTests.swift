import Disaggregation
import Files
import Testing

@testable import Evaluation

@Suite("Estimates from a table of text")
struct TimedPredictionsTests {
  private func read(
    _ text: String, for series: [ScoredSeries] = [EvaluationSamples.series()],
    _ appliance: String = "dish washer"
  ) throws(EvaluationError) -> [[Float]] {
    try EvaluationError.wrapping {
      let folder = try ScratchFolder()
      return try PredictionsFile.read(
        try folder.text(text, "p.csv"), for: series, appliance: appliance, zone: .utc,
        period: EvaluationSamples.period)
    }
  }

  private func refusal(_ text: String, for series: [ScoredSeries]? = nil) -> String? {
    do throws(EvaluationError) {
      _ = try read(text, for: series ?? [EvaluationSamples.series()])
      return nil
    } catch {
      return error.status == .badData ? error.description : "status \(error.status)"
    }
  }

  @Test(
    "the appliance's column is found, or power where it is the only one",
    arguments: [
      "timestamp,dish_washer\n2013-06-03T00:00:00Z,1\n2013-06-03T00:02:00Z,3\n",
      "timestamp,power\n1370217600,1\n1370217720,3\n",
      "timestamp,power,Dishwasher,dish_washer_on,flag\n1370217600,9,1,0,ok\n1370217720,9,3,1,ok\n",
      "1370217600;1\n1370217720;3\n",
      ",dish_washer\n2013-06-03 00:00:00,1\n2013-06-03 00:02:00,3\n",
      "timestamp,dish washer\n2013-06-03 00:00,1\n2013-06-03 00:01,\n2013-06-03 00:02,3\n",
    ])
  func columns(_ text: String) throws {
    let values = try read(text)[0]
    #expect(values.map { $0.isNaN ? -1 : $0 } == [1, -1, 3, -1])
  }

  @Test("rows that rest on no whole window have no estimate, as a model has none there")
  func flags() throws {
    let flags = ["ok", "edge", "gap", "out-of-range"]
    let header = "timestamp,power,flag,dish_washer,dish_washer_on\n"
    for quote in ["", "\""] {
      let rows = flags.enumerated().map { place, flag in
        "\(1_370_217_600 + 60 * place),9,\(quote)\(flag)\(quote),\(place),0\n"
      }
      let values = try read(header + rows.joined())[0]
      #expect(values.map { $0.isNaN ? -1 : $0 } == [0, -1, -1, 3])
    }
    let last = "timestamp,dish_washer,flag\n1370217600,1,ok\n1370217660,2,edge"
    #expect(try read(last)[0].map { $0.isNaN ? -1 : $0 } == [1, -1, -1, -1])
  }

  @Test("rows before and after what is scored do not count, and each series takes its own")
  func ranges() throws {
    let text = (0..<9).map { "\(1_370_217_600 - 60 + 60 * $0),\($0)" }.joined(separator: "\n")
    let series = [
      EvaluationSamples.series(count: 2), EvaluationSamples.series(at: 4, count: 2),
    ]
    #expect(try read(text, for: series) == [[1, 2], [5, 6]])
  }

  @Test(
    "what is wrong is refused with its line",
    arguments: [
      ("timestamp,kettle,fridge\n1370217600,1,2\n", "timestamp, kettle, fridge"),
      ("timestamp,power,flag\n1370217600,1,ok\n", "is dish_washer"),
      ("timestamp,power\n1370217660,1\n1370217600,2\n", "line 3: the row of 1370217600 comes"),
      ("timestamp,power\n1370217660,1\n1370217660,2\n", "in line 2 already"),
      (
        "timestamp,power\n1370217600,1\n1370217660,on\n",
        "line 3: \"on\" in the column power is no number. An"
      ),
      ("timestamp,power\n1370217600,1\n1370217660\n", "line 3"),
      ("timestamp,power\n1370217600,1\n1370217601,1\n", "line 3: the time 2013-06-03T00:00:01"),
      ("timestamp,power\n1370217600,1e300\n", "line 2: the estimate is 1e+300 W, and no house"),
      ("timestamp,power\n1370217600,1\n1370217660,-1e9\n", "line 3: the estimate is -1"),
      (
        "timestamp,power\n2013-06-03T00:00:00Z,1\n2013-06-03T00:01:00,2\n",
        "line 3: 2013-06-03T00:01:00 carries no offset from UTC, and the rows above do"
      ),
      ("timestamp,power\n9000000000,1\n", "line 2: \"9000000000\" lies outside the years"),
      ("timestamp,power\n1370210000,1\n1370210060,1\n", "no time is shared"),
      ("timestamp,power\n", "a header and no rows"),
      ("", "empty"),
    ])
  func refused(_ text: String, _ reason: String) {
    #expect(refusal(text)?.contains(reason) == true, "\(refusal(text) ?? "accepted")")
  }

  @Test("houses that share times cannot come from one table")
  func severalHouses() {
    let series = [EvaluationSamples.series(house: 1), EvaluationSamples.series(house: 2)]
    let text = refusal("timestamp,power\n1370217600,1\n", for: series)
    #expect(text?.contains("the houses 1 and 2 share times") == true)
  }

  @Test("a file that is missing, or of another kind, says so")
  func otherFiles() throws {
    for (name, status) in [("absent.csv", ExitStatus.missingInput), ("p.parquet", .badData)] {
      let error = #expect(throws: EvaluationError.self) {
        _ = try PredictionsFile.read(
          "/nowhere/\(name)", for: [EvaluationSamples.series()], appliance: "kettle", zone: .utc,
          period: EvaluationSamples.period)
      }
      #expect(error?.status == status)
    }
  }
}
