import Kernels
import Testing
import Work

@testable import Networks

@Suite("The engine")
struct NetworkEngineTests {
  static func relativeError(_ found: [Double], _ wanted: [Double]) -> Double {
    let difference = zip(found, wanted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (difference / wanted.reduce(1e-30) { $0 + $1 * $1 }).squareRoot()
  }

  @Test("estimates what the formulas say", arguments: NetworkCase.all, [1, 2, 3])
  func forward(_ example: NetworkCase, seed: UInt64) throws {
    let network = try example.network(seed: seed)
    let batch = try example.examples(seed: seed)
    // Shorter than the batch, so that inputs are taken piece by piece.
    let engine = NetworkEngine(
      plan: network.plan, maximumBatch: max(example.batch - 1, 1), pool: ThreadPool(width: 2),
      isTraining: false)
    let found = engine.outputs(of: network, inputs: batch.inputs, count: batch.count)
    let plain = PlainNetwork(network)
    let wanted = (0..<batch.count).flatMap { sample in
      let window = batch.inputs[sample * example.window..<(sample + 1) * example.window]
      return plain.outputs(window.map(Double.init), sample: sample, dropoutSeed: nil)
    }
    #expect(NetworkEngineTests.relativeError(found.map(Double.init), wanted) < 1e-5)
  }

  @Test(
    "has the gradients of its loss, by central differences", arguments: NetworkCase.all, [1, 2, 3])
  func gradients(_ example: NetworkCase, seed: UInt64) throws {
    let network = try example.network(seed: seed)
    let batch = try example.examples(seed: seed, isWeighted: seed == 2)
    let engine = NetworkEngine(
      plan: network.plan, maximumBatch: example.batch, pool: ThreadPool(width: 2))
    let (loss, gradients) = engine.gradients(of: network, batch, dropoutSeed: seed)
    var plain = PlainNetwork(network)
    let plainLoss = plain.loss(batch, dropoutSeed: seed)
    #expect(abs(loss - plainLoss) < 1e-5 * plainLoss)
    var generator = RandomGenerator(seed: seed)
    for index in gradients.indices {
      var (found, wanted): ([Double], [Double]) = ([], [])
      for _ in 0..<min(gradients[index].count, 12) {
        let place = generator.whole(0...gradients[index].count - 1)
        found.append(Double(gradients[index][place]))
        wanted.append(plain.derivative(of: index, place, batch, dropoutSeed: seed))
      }
      #expect(
        NetworkEngineTests.relativeError(found, wanted) < 1e-4,
        "\(network.plan.parameters[index].name)")
    }
  }

  @Test("steps alike on one thread and on three", arguments: NetworkCase.all)
  func threads(_ example: NetworkCase) throws {
    let weights = try [1, 3].map { width in
      var network = try example.network(seed: 5)
      var adam = AdamState(for: network)
      let engine = NetworkEngine(
        plan: network.plan, maximumBatch: example.batch, pool: ThreadPool(width: width))
      for step in 0..<5 {
        let settings = StepSettings(learningRate: 0.01, dropoutSeed: UInt64(step))
        _ = engine.step(
          &network, &adam, try example.examples(seed: UInt64(step)), settings)
      }
      return network.parameters
    }
    #expect(weights[0] == weights[1])
  }

  @Test("steps as Adam over the collected gradients does", arguments: NetworkCase.all)
  func fusedStep(_ example: NetworkCase) throws {
    var (fused, plain) = (try example.network(seed: 4), try example.network(seed: 4))
    var (fusedAdam, plainAdam) = (AdamState(for: fused), AdamState(for: plain))
    let engine = NetworkEngine(
      plan: fused.plan, maximumBatch: example.batch, pool: ThreadPool(width: 2))
    for step in 0..<4 {
      let batch = try example.examples(seed: UInt64(step))
      // A limit that nothing reaches takes the path that collects.
      let loose = StepSettings(learningRate: 0.01, weightDecay: 0.1, gradientClip: 1e9)
      var free = loose
      free.gradientClip = nil
      let first = engine.step(&fused, &fusedAdam, batch, free)
      let second = engine.step(&plain, &plainAdam, batch, loose)
      #expect(first.loss == second.loss)
      #expect(first.largestGradient == second.largestGradient)
    }
    for (left, right) in zip(fused.parameters, plain.parameters) {
      let (found, wanted) = (left.values.map(Double.init), right.values.map(Double.init))
      #expect(NetworkEngineTests.relativeError(found, wanted) < 1e-6)
    }
  }

  @Test("scales all gradients down together to the limit")
  func clipping() throws {
    let example = NetworkCase.all[3]
    var network = try example.network(seed: 1)
    var adam = AdamState(for: network)
    let engine = NetworkEngine(
      plan: network.plan, maximumBatch: example.batch, pool: ThreadPool(width: 2))
    let batch = try example.examples(seed: 1)
    let gradients = engine.gradients(of: network, batch, dropoutSeed: 0).gradients
    let norm = gradients.reduce(0) { $0 + $1.squareSum }.squareRoot()
    let report = engine.step(
      &network, &adam, batch, StepSettings(learningRate: 0.01, gradientClip: norm / 4))
    #expect(abs((report.gradientNorm ?? 0) - norm) < 1e-9 * norm)
    for (moment, gradient) in zip(adam.first, gradients) {
      // After the first step the moment is a tenth of the gradient, here of a quarter of it.
      let wanted = gradient.values.map { Double($0) / 40 }
      #expect(NetworkEngineTests.relativeError(moment.values.map(Double.init), wanted) < 1e-5)
    }
  }

  @Test("leaves frozen parameters alone", arguments: [nil, 1.0])
  func freezing(clip: Double?) throws {
    let example = NetworkCase.all[3]
    let start = try example.network(seed: 1)
    let engine = NetworkEngine(
      plan: start.plan, maximumBatch: example.batch, pool: ThreadPool(width: 2))
    for frozen in [
      [true, true, true, true, false, false, false, false],
      [false, true, false, false, true, false, true, true],
    ] {
      var network = start
      var adam = AdamState(for: network)
      _ = engine.step(
        &network, &adam, try example.examples(seed: 1),
        StepSettings(learningRate: 0.01, gradientClip: clip, frozen: frozen))
      for index in frozen.indices {
        #expect((network.parameters[index] == start.parameters[index]) == frozen[index])
      }
    }
  }

  @Test("changes nothing where the loss is no number")
  func nonFinite() throws {
    let example = NetworkCase.all[3]
    var network = try example.network(seed: 1)
    network.parameters[0][0] = .nan
    let before = network
    var adam = AdamState(for: network)
    let engine = NetworkEngine(
      plan: network.plan, maximumBatch: example.batch, pool: ThreadPool(width: 2))
    let report = engine.step(
      &network, &adam, try example.examples(seed: 1), StepSettings(learningRate: 0.01))
    #expect(!report.isFinite)
    #expect(network.parameters == before.parameters)
    #expect(adam.step == 0)
  }

  @Test("fits a linear problem in a few hundred steps")
  func fits() throws {
    let plan = try NetworkPlan(
      architecture: "line", window: 4, padding: .valid,
      layers: [.dense(name: "dense1", outputs: 1, isRectified: false)])
    var generator = RandomGenerator(seed: 3)
    var network = Network(plan, generator: &generator)
    var adam = AdamState(for: network)
    let engine = NetworkEngine(plan: plan, maximumBatch: 32, pool: ThreadPool(width: 2))
    var loss = Double.infinity
    for _ in 0..<300 {
      let inputs = (0..<128).map { _ in Float(generator.uniform(-1...1)) }
      let targets: [Float] = (0..<32).map { (row: Int) -> Float in
        let (first, third) = (inputs[row * 4], inputs[row * 4 + 2])
        return 2 * first - third + 0.5
      }
      let batch = TrainingBatch(inputs: inputs, targets: targets, count: 32)
      loss = engine.step(&network, &adam, batch, StepSettings(learningRate: 0.05)).loss
    }
    #expect(loss < 1e-4)
  }
}

extension PlainNetwork {
  /// By central differences; double leaves room for a step that no kink of a rectifier is near.
  fileprivate mutating func derivative(
    of parameter: Int, _ place: Int, _ batch: TrainingBatch, dropoutSeed: UInt64
  ) -> Double {
    let (value, step) = (parameters[parameter][place], 1e-6)
    parameters[parameter][place] = value + step
    let above = loss(batch, dropoutSeed: dropoutSeed)
    parameters[parameter][place] = value - step
    let below = loss(batch, dropoutSeed: dropoutSeed)
    parameters[parameter][place] = value
    return (above - below) / (2 * step)
  }
}
