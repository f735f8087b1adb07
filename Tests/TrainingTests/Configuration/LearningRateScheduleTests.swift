import Testing

@testable import Training

@Suite("Learning rate schedules")
struct LearningRateScheduleTests {
  /// Four epochs of five steps.
  private func rates(_ schedule: LearningRateSchedule) -> [Double] {
    (0..<20).map { schedule.factor(atStep: $0, of: 20, epochs: 4) }
  }

  @Test("constant: always the whole rate")
  func constant() {
    #expect(rates(.constant).allSatisfy { $0 == 1 })
  }

  @Test("cosine: from the whole rate through half of it down to almost nothing")
  func cosine() {
    let rates = rates(.cosine)
    #expect(rates[0] == 1)
    #expect(abs(rates[5] - (1 + 0.5.squareRoot()) / 2) < 1e-12)
    #expect(abs(rates[10] - 0.5) < 1e-12)
    #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 > $1 })
    #expect(rates[19] > 0 && rates[19] < 0.01)
  }

  @Test("step: changes with the first step of every so many epochs")
  func step() {
    let each = rates(.step(every: 1, factor: 0.5))
    #expect(each == [1, 0.5, 0.25, 0.125].flatMap { [Double](repeating: $0, count: 5) })
    let second = rates(.step(every: 2, factor: 0.1))
    #expect(second[9] == 1 && second[10] == 0.1 && second[19] == 0.1)
  }

  @Test("the configuration's rate is multiplied")
  func configured() {
    let ranges = TrainingConfiguration.Ranges(
      train: RangeRequest(), validation: RangeRequest(), test: RangeRequest())
    var configuration = TrainingConfiguration(store: "", appliances: [], ranges: ranges)
    configuration.learningRate = 0.01
    configuration.epochs = 2
    configuration.schedule = .step(every: 1, factor: 0.5)
    #expect(configuration.learningRate(atStep: 2, of: 6) == 0.01)
    #expect(configuration.learningRate(atStep: 3, of: 6) == 0.005)
  }
}
