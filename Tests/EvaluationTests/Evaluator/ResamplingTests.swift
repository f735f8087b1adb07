import Disaggregation
import Files
import Testing

@testable import Evaluation

@Suite("Samples brought to another period")
struct ResamplingTests {
  @Test("are means of bins where it is coarser, missing where less than half of a bin is there")
  func means() {
    let values: [Float] = [1, 3, .nan, 8, .nan, .nan, 5, 7]
    let found = Resampling(from: 2, to: 4).resampled(values.span, from: 10, to: 5..<9)
    #expect(found[0] == 2)
    #expect(found[1] == 8)
    #expect(found[2].isNaN)
    #expect(found[3] == 6)
  }

  @Test("are held where it is finer")
  func held() {
    let values: [Float] = [1, .nan, 3]
    let found = Resampling(from: 6, to: 2).resampled(values.span, from: 1, to: 3..<12)
    #expect(found.map { $0.isNaN ? -1 : $0 } == [1, 1, 1, -1, -1, -1, 3, 3, 3])
  }

  @Test("take the bins that begin in them where periods do not divide each other")
  func uneven() {
    let values: [Float] = [1, 2, 3, 4, 5]
    // Bins of 2 begin at 0, 2, 4, 6, 8; of 3 at 0, 3, 6.
    let found = Resampling(from: 2, to: 3).resampled(values.span, from: 0, to: 0..<3)
    #expect(found == [1.5, 3, 4.5])
  }
}

@Suite("A store of another period than the model")
struct OtherPeriodTests {
  @Test("is refused with both periods, and resampled where that is asked for")
  func refused() throws {
    let place = try EvaluatedPlace()
    let store = try place.store([EvaluatedPlace.house(2, samples: 5760)], period: 30)
    var request = EvaluationRequest(checkpoints: [try place.model()], store: store)
    let refusal = try EvaluatedPlace.refusal(request)
    #expect(refusal.status == .badData)
    #expect(refusal.text.contains("1 min") && refusal.text.contains("30 s"))
    #expect(refusal.text.contains("--resample"))
    request.resamples = true
    let evaluation = try Evaluator(request).run().evaluations[0]
    #expect(evaluation.series[0].truth.count == 2880)
    #expect(evaluation.period.seconds == 60)
    #expect(evaluation.remarks.contains { $0.contains("from 30 s to 1 min by means of bins") })
  }
}
