import Foundation
import Kernels
import Testing
import Work

@testable import Networks

@Suite("Beside PyTorch's saved values, each architecture")
struct SavedValuesTests {
  typealias Errors = NetworkEngineTests

  private func engine(_ saved: SavedValues) -> NetworkEngine {
    NetworkEngine(plan: saved.plan, maximumBatch: saved.batch, pool: ThreadPool(width: 2))
  }

  /// The relative error of whole tensors' norms, which samples alone would not show.
  private func expectNorms(_ ours: [Tensor], _ wanted: [Float], within bound: Double) {
    #expect(ours.count == wanted.count)
    for (tensor, norm) in zip(ours, wanted) {
      #expect(abs(tensor.squareSum.squareRoot() - Double(norm)) <= bound * Double(norm))
    }
  }

  @Test("leaves no file out")
  func complete() throws {
    let folder = URL(filePath: #filePath).appending(path: "../Fixtures").standardized
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.sorted() == SavedValues.all.map { "\($0).safetensors" }.sorted())
  }

  @Test("begins with the same weights", arguments: SavedValues.all)
  func weights(name: String) throws {
    let saved = try SavedValues(name)
    expectNorms(saved.network.parameters, saved.values("initial_norms"), within: 1e-6)
  }

  @Test("estimates the same, to 1e-5", arguments: SavedValues.all)
  func forward(name: String) throws {
    let saved = try SavedValues(name)
    let found = engine(saved).outputs(
      of: saved.network, inputs: saved.examples(0).inputs, count: saved.batch)
    let wanted = saved.values("outputs")
    #expect(found.count == wanted.count)
    #expect(Errors.relativeError(found.map(Double.init), wanted.map(Double.init)) <= 1e-5)
  }

  @Test("has the same loss and gradients, to 1e-4", arguments: SavedValues.all)
  func gradients(name: String) throws {
    let saved = try SavedValues(name)
    let (loss, gradients) = engine(saved).gradients(
      of: saved.network, saved.examples(0), dropoutSeed: saved.dropoutSeed)
    let wanted = Double(saved.values("losses")[0])
    #expect(abs(loss - wanted) <= 1e-5 * wanted)
    expectNorms(gradients, saved.values("gradient_norms"), within: 1e-4)
    for (index, gradient) in gradients.enumerated() {
      let pair = saved.pair("gradient", index, of: gradient)
      #expect(pair.ours.count == pair.stored.count)
      #expect(
        Errors.relativeError(pair.ours, pair.stored) <= 1e-4,
        "\(saved.plan.parameters[index].name)")
    }
  }

  @Test("has the same weights after ten steps of Adam, to 1e-4", arguments: SavedValues.all)
  func steps(name: String) throws {
    let saved = try SavedValues(name)
    let engine = engine(saved)
    var network = saved.network
    var adam = AdamState(for: network)
    for (step, loss) in saved.values("losses").enumerated() {
      let report = engine.step(
        &network, &adam, saved.examples(step),
        StepSettings(learningRate: 0.001, dropoutSeed: saved.dropoutSeed + UInt64(step)))
      #expect(abs(report.loss - Double(loss)) <= 1e-5 * Double(loss))
    }
    #expect(adam.step == 10)
    expectNorms(network.parameters, saved.values("weight_norms"), within: 1e-4)
    for (index, weights) in network.parameters.enumerated() {
      let pair = saved.pair("weights", index, of: weights)
      #expect(pair.ours.count == pair.stored.count)
      #expect(
        Errors.relativeError(pair.ours, pair.stored) <= 1e-4,
        "\(saved.plan.parameters[index].name)")
    }
  }
}
