import Files
import Testing
import Work

@testable import MeterData

@Suite("What a preparation refuses")
struct PreparationRefusalTests {
  private let good: [Int: SampleBlock] = [
    1: PreparationTests.steady(100) { _ in 100 }, 2: PreparationTests.steady(100) { _ in 30 },
  ]

  private func refused(
    _ readings: [Int: SampleBlock]? = nil, _ change: (inout PreparationPlan) -> Void = { _ in }
  ) throws -> (status: Files.ExitStatus, text: String) {
    let source = ArraySource(
      readings ?? good, appliances: [PreparationTests.kettle()])
    return try #require(
      refusal { _ = try Preparation.preview(PreparationTests.plan(change), source: source) })
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Files.ExitStatus
    let words: String
    let change: @Sendable (inout PreparationPlan) -> Void

    var testDescription: String { name }

    static let all = [
      Case(name: "an unknown house", status: .badData, words: "It has 1") { $0.buildings = [7] },
      Case(name: "an unknown appliance", status: .badData, words: "Did you mean kettle?") {
        $0.appliances = ["ketle"]
      },
      Case(name: "a mains quantity that is not measured", status: .badData, words: "apparent") {
        $0.mains = .apparent
      },
      Case(name: "a mains meter that is not there", status: .badData, words: "no meter 9") {
        $0.mainsMeter = 9
      },
      Case(name: "an empty range", status: .wrongUsage, words: "is empty") {
        $0.from = "2013-06-03"
        $0.to = "2013-06-03"
      },
      Case(name: "a time that is none", status: .wrongUsage, words: "is no time") {
        $0.from = "yesterday"
      },
      Case(name: "a range without readings", status: .badData, words: "run from 1970-01-01") {
        $0.from = "2013-06-03"
      },
      Case(
        name: "a period finer than the meters'", status: .wrongUsage, words: "--allow-upsampling"
      ) { $0.period = TimeSpan("1s") },
      Case(name: "a period of weeks", status: .wrongUsage, words: "longer than a day") {
        $0.period = TimeSpan("300d")
      },
      Case(name: "an exclusion that is empty", status: .badConfiguration, words: "is empty") {
        $0.exclusions = [.init(from: "1970-01-02", to: "1970-01-01", reason: "x")]
      },
      Case(name: "exclusions that overlap", status: .badConfiguration, words: "overlaps") {
        $0.exclusions = [
          .init(from: "1970-01-01", to: "1970-01-03", reason: "x"),
          .init(from: "1970-01-02", to: "1970-01-04", reason: "y"),
        ]
      },
      Case(
        name: "an exclusion that overlaps one of all channels", status: .badConfiguration,
        words: "overlaps"
      ) {
        $0.exclusions = [
          .init(from: "1970-01-01", to: "1970-01-02", reason: "x"),
          .init(from: "1970-01-01T12:00", to: "1970-01-02", reason: "y", appliance: "mains"),
        ]
      },
      Case(name: "an exclusion of an unknown channel", status: .badConfiguration, words: "kettle") {
        $0.exclusions = [
          .init(from: "1970-01-01", to: "1970-01-03", reason: "x", appliance: "ketle")
        ]
      },
      Case(name: "an exclusion of everything", status: .badData, words: "no usable reading") {
        $0.exclusions = [.init(from: "1970-01-01", to: "1970-01-03", reason: "x")]
      },
    ]
  }

  @Test("names what is wrong and what there is", arguments: Case.all)
  func refuses(_ example: Case) throws {
    let answer = try refused(nil, example.change)
    #expect(answer.status == example.status)
    #expect(answer.text.contains(example.words), "\(answer.text)")
  }

  @Test("a finer period is taken where upsampling is allowed")
  func upsamples() throws {
    var plan = PreparationTests.plan { $0.period = TimeSpan("1s") }
    plan.allowUpsampling = true
    let source = ArraySource(good, appliances: [PreparationTests.kettle()])
    let seen = try Preparation.preview(plan, source: source)
    #expect(seen.house.validSamples == 595)
  }

  @Test("an empty meter")
  func emptyMeter() throws {
    let answer = try refused([1: PreparationTests.steady(9) { _ in 1 }, 2: SampleBlock()])
    #expect(answer.status == .badData)
    #expect(answer.text.contains("meter 2 of house 1 has no readings"))
  }

  @Test("a meter of nothing but NaN")
  func onlyNaN() throws {
    let answer = try refused([
      1: PreparationTests.steady(9) { _ in 1 }, 2: PreparationTests.steady(9) { _ in .nan },
    ])
    #expect(answer.status == .badData)
    #expect(answer.text.contains("kettle of house 1 has no usable reading"))
  }

  @Test("a meter whose readings cannot be power", arguments: [Float(-240), 250_000])
  func impossible(value: Float) throws {
    let answer = try refused([
      1: PreparationTests.steady(100) { $0 < 50 ? value : 1 },
      2: PreparationTests.steady(100) { _ in 1 },
    ])
    #expect(answer.status == .badData)
    #expect(answer.text.contains("50.0 % of the readings of meter 1"))
  }

  @Test("a few impossible readings are left out and told")
  func toldOf() throws {
    var mains = PreparationTests.steady(1000) { _ in 100 }
    mains.values[10] = -3
    mains.values[20] = 1e9
    let source = ArraySource(
      [1: mains, 2: PreparationTests.steady(1000) { _ in 1 }],
      appliances: [PreparationTests.kettle()])
    let seen = try Preparation.preview(PreparationTests.plan(), source: source)
    #expect(seen.channels[0].summary.statistics.maximum == 100)
    #expect(
      seen.house.notes.contains {
        $0.contains("house 1's meter 1: 1 are below zero and 1 are above 100 kW")
      })
  }

  @Test("mains and appliance without a common time")
  func apart() throws {
    let answer = try refused([
      1: PreparationTests.steady(9) { _ in 1 },
      2: PreparationTests.steady(9, from: 9000) { _ in 1 },
    ])
    #expect(answer.status == .badData)
    #expect(answer.text.contains("have no time in common"))
  }

  @Test("a grid beyond all bounds")
  func tooLong() throws {
    var far = PreparationTests.steady(2) { _ in 1 }
    far.times[1] = 4_000_000_000 * PreparationTests.second
    let answer = try refused([1: far, 2: far]) {
      $0.period = TimeSpan("100ms")
      $0.allowUpsampling = true
    }
    #expect(answer.status == .badData)
    #expect(answer.text.contains("Choose a longer --period"))
  }

  @Test("an interrupt is status 130")
  func interrupted() throws {
    let cancellation = Cancellation()
    cancellation.cancel()
    let source = ArraySource(good, appliances: [PreparationTests.kettle()])
    let answer = try #require(
      refusal {
        _ = try Preparation.preview(
          PreparationTests.plan(), source: source,
          supervision: Supervision(cancellation: cancellation))
      })
    #expect(answer.status == .interrupted)
  }
}
