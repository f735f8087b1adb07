import Testing

@testable import Networks

@Suite("A network's plan")
struct NetworkPlanTests {
  static let layers: [LayerSpecification] = [
    .convolution(name: "conv1", filters: 3, kernel: 4, isRectified: true),
    .dense(name: "dense1", outputs: 2, isRectified: false),
  ]

  @Test("knows shapes, parameters and multiply-adds", arguments: [(Padding.valid, 7), (.same, 10)])
  func shapes(padding: Padding, length: Int) throws {
    let plan = try NetworkPlan(
      architecture: "tiny", window: 10, padding: padding, layers: NetworkPlanTests.layers)
    #expect(plan.shapes.map(\.channels) == [1, 3, 2])
    #expect(plan.shapes.map(\.length) == [10, length, 1])
    #expect(plan.parameters.map(\.name).first == "conv1.weight")
    #expect(plan.parameterCount == 3 * 4 + 3 + 2 * 3 * length + 2)
    #expect(plan.multiplyAdds == 3 * 4 * length + 2 * 3 * length)
  }

  @Test("refuses a window shorter than its kernels, and a target outside it")
  func refusals() {
    #expect(throws: NetworksError.self) {
      try NetworkPlan(
        architecture: "tiny", window: 3, padding: .valid, layers: NetworkPlanTests.layers)
    }
    #expect(throws: NetworksError.self) {
      try NetworkPlan(
        architecture: "tiny", window: 10, padding: .valid, targetPosition: .index(10),
        layers: NetworkPlanTests.layers)
    }
  }
}
