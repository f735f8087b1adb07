import Testing

@testable import Networks

@Suite("The catalogue of architectures")
struct ArchitectureTests {
  struct Published: CustomTestStringConvertible, Sendable {
    let name: String
    let padding: Padding
    let parameters: Int
    var testDescription: String { "\(name) \(padding)" }
  }

  /// seq2point and the reduced network with `same` are the published counts; the others follow
  /// from their layers by hand.
  static let published = [
    Published(name: "seq2point", padding: .same, parameters: 30_708_249),
    // 29 columns of 50 channels less for each of the 1,024 units.
    Published(name: "seq2point", padding: .valid, parameters: 30_708_249 - 29 * 50 * 1024),
    Published(name: "seq2point-dropout", padding: .same, parameters: 30_708_249),
    Published(name: "seq2point-reduced", padding: .same, parameters: 12_285_455),
    Published(name: "seq2point-reduced", padding: .valid, parameters: 12_285_455 - 22 * 40 * 512),
    // 598 outputs more of 1,024 weights and a bias.
    Published(name: "seq2seq", padding: .same, parameters: 30_708_249 + 598 * 1025),
    Published(
      name: "cnn-seq2seq", padding: .same,
      parameters: (9 + 1) * 16 + (16 * 9 + 1) * 32 + (32 * 9 + 1) * 16 + (16 * 9 + 1)),
  ]

  @Test("has the published numbers of parameters", arguments: published)
  func parameters(_ published: Published) throws {
    let plan = try ArchitectureCatalogue.named(published.name).plan(padding: published.padding)
    #expect(plan.parameterCount == published.parameters)
  }

  @Test("counts 53 million multiply-adds in seq2point, 22.3 of them in convolutions")
  func multiplyAdds() throws {
    let plan = try ArchitectureCatalogue.named("seq2point").plan(padding: .same)
    let dense = 599 * 50 * 1024 + 1024
    #expect(plan.multiplyAdds - dense == 599 * (300 + 7200 + 7200 + 10_000 + 12_500))
    #expect((plan.multiplyAdds + 500_000) / 1_000_000 == 53)
  }

  @Test("gives each architecture the outputs it promises", arguments: ArchitectureCatalogue.all)
  func outputs(_ architecture: Architecture) throws {
    for padding in architecture.paddings {
      let plan = try architecture.plan(window: 129, padding: padding)
      #expect(plan.outputs == (architecture.isSequence ? 129 : 1))
      #expect(plan.isSequence == architecture.isSequence)
      #expect(plan.architecture == architecture.name)
    }
  }

  @Test("drops half of the values after every layer of seq2point-dropout but the last")
  func dropout() throws {
    let layers = try ArchitectureCatalogue.named("seq2point-dropout").plan().layers
    #expect(layers.count == 13)
    let plain = layers.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    #expect(plain == (try ArchitectureCatalogue.named("seq2point").plan().layers))
    for layer in layers.enumerated() where !layer.offset.isMultiple(of: 2) {
      #expect(layer.element == .dropout(rate: 0.5))
    }
  }

  @Test(
    "finds a name whatever its case and hyphens",
    arguments: [
      ("Seq2Point_Reduced", "seq2point-reduced"), ("CNN seq2seq", "cnn-seq2seq"),
      ("SEQ2SEQ", "seq2seq"),
    ])
  func names(_ spelled: String, _ name: String) throws {
    #expect(try ArchitectureCatalogue.named(spelled).name == name)
  }

  @Test("names no two architectures alike, and their parameters neither")
  func unique() throws {
    let names = ArchitectureCatalogue.all.map(\.name)
    #expect(Set(names).count == names.count)
    for architecture in ArchitectureCatalogue.all {
      let parameters = try architecture.plan().parameters.map(\.name)
      #expect(Set(parameters).count == parameters.count)
    }
  }

  @Test("answers an unknown name with the nearest, or with all")
  func unknown() {
    let near = #expect(throws: NetworksError.self) {
      try ArchitectureCatalogue.named("seq2piont")
    }
    #expect(near?.status == .badConfiguration)
    #expect(near?.description == "no architecture \"seq2piont\". Did you mean seq2point?")
    let far = #expect(throws: NetworksError.self) { try ArchitectureCatalogue.named("transformer") }
    #expect(
      far?.remedy
        == "There are seq2point, seq2point-reduced, seq2point-dropout, seq2seq, cnn-seq2seq.")
  }

  struct Refusal: CustomTestStringConvertible, Sendable {
    let name: String
    var window: Int?
    var padding: Padding?
    var target = TargetPosition.middle
    let sentence: String
    var testDescription: String { sentence }
  }

  static let refusals = [
    Refusal(
      name: "seq2point", window: 29, padding: .valid,
      sentence: "a window of 29 samples is shorter than the kernels of seq2point need. "
        + "Take at least 30, or padding: same."),
    Refusal(
      name: "seq2point", window: 0, padding: .same,
      sentence: "a window of 0 samples. Choose one from 1 to 1000000."),
    Refusal(
      name: "seq2point", window: Int.max, padding: .same,
      sentence: "a window of 9223372036854775807 samples. Choose one from 1 to 1000000."),
    Refusal(
      name: "cnn-seq2seq", padding: .valid,
      sentence: "cnn-seq2seq has no padding: valid. It has padding: same."),
    Refusal(
      name: "seq2seq", target: .last,
      sentence: "seq2seq has no target_position: it estimates every sample of its window. "
        + "Leave target_position out."),
    Refusal(
      name: "seq2point", window: 99, target: .index(99),
      sentence: "target_position 99 lies outside a window of 99 samples. Choose one from 0 to 98."),
  ]

  @Test("refuses what an architecture cannot be", arguments: refusals)
  func refuses(_ refusal: Refusal) {
    let error = #expect(throws: NetworksError.self) {
      try ArchitectureCatalogue.named(refusal.name).plan(
        window: refusal.window, padding: refusal.padding, targetPosition: refusal.target)
    }
    #expect(error?.status == .badConfiguration)
    #expect(error?.description == refusal.sentence)
  }

  @Test("takes a window of exactly what the kernels need")
  func shortest() throws {
    let plan = try ArchitectureCatalogue.named("seq2point").plan(window: 30)
    #expect(plan.shapes[5] == LayerShape(channels: 50, length: 1))
  }
}
