extension SampleBlock {
  /// The median step between the first readings in seconds, or nil where there are none.
  ///
  /// The rows may lie in any order.
  package var typicalStep: Double? {
    let times = times.prefix(2000).sorted()
    let steps = zip(times, times.dropFirst()).map { $1 &- $0 }.filter { $0 > 0 }.sorted()
    return steps.isEmpty ? nil : Double(steps[steps.count / 2]) / 1e9
  }
}

extension MeterSource {
  /// Seconds between the readings of a meter whose description does not say, from its first rows.
  ///
  /// Clocks jitter: whole seconds where the step is longer than one, else whole milliseconds.
  package func measuredPeriod(of meter: Meter, in building: Int) throws(MeterDataError) -> Double? {
    guard let quantity = meter.powerQuantity ?? meter.columns.first else { return nil }
    let reader = try reader(building: building, meter: meter.id, quantity: quantity)
    var block = SampleBlock()
    guard try reader.read(into: &block), let step = block.typicalStep else { return nil }
    return step > 1 ? step.rounded() : max((step * 1000).rounded() / 1000, 0.001)
  }
}
