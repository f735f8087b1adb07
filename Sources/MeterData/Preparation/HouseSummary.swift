import Files

/// Makes the meters and channels of a house ready to run.
struct HouseBuilder {
  let work: PreparationWork
  let house: PreparationSelection.House
  let grid: Grid
  /// Whether readings are kept for a preview.
  var isRecording = false

  func run(_ sink: (any GridSink)?) throws(MeterDataError) -> HouseRun {
    let wanted = house.channels + (house.reference.map { [$0] } ?? [])
    var choices: [PreparationSelection.MeterChoice] = []
    for choice in wanted.flatMap(\.meters) where !choices.contains(choice) {
      choices.append(choice)
    }
    var meters: [HouseRun.MeterRun] = []
    for choice in choices { meters.append(try meter(choice)) }
    let channels = house.channels.map { channel($0, choices) }
    return HouseRun(
      grid: grid, meters: meters, channels: channels,
      reference: house.reference.map { channel($0, choices) }, writer: sink)
  }

  private func meter(
    _ choice: PreparationSelection.MeterChoice
  ) throws(MeterDataError) -> HouseRun.MeterRun {
    var reader = try work.source.reader(
      building: house.building.id, meter: choice.id, quantity: choice.quantity)
    if work.plan.sort {
      reader = SortedReader(reader, cancellation: work.supervision.cancellation)
    }
    let place = "\(work.source.dataset.path), house \(house.building.id), meter \(choice.id)"
    let ordered = OrderedReader(reader, place: place)
    let recorder = isRecording ? RecordingReader(ordered, range: grid.start..<grid.end) : nil
    return HouseRun.MeterRun(choice, ordered, period: grid.period, recorder: recorder)
  }

  private func channel(
    _ selected: PreparationSelection.Channel, _ choices: [PreparationSelection.MeterChoice]
  ) -> ChannelRun {
    let excluded = work.selection.exclusions.filter {
      $0.concerns(building: house.building.id, channel: selected.name)
    }
    return ChannelRun(
      selected, meters: selected.meters.compactMap { choices.firstIndex(of: $0) },
      excluded: excluded.map { Grid.touchedBins(in: $0.range, period: grid.period) },
      period: Double(grid.period) / 1e9)
  }
}

extension HouseRun {
  /// The largest share of readings below zero or above 100 kW that is left out and told.
  static let toleratedShare = 0.01

  /// A channel without a single value, or full of impossible ones, is no channel of a store.
  func requireSense(_ building: Int, _ path: String) throws(MeterDataError) {
    for meter in meters {
      let readings = meter.resampler.readings
      let share = Double(readings.impossible) / Double(max(readings.readings, 1))
      guard share > HouseRun.toleratedShare else { continue }
      throw MeterDataError(
        status: .badData, attempt: "prepare", path: path,
        reason: "\(DecimalText.fixed(share * 100, 1)) % of the readings of meter "
          + "\(meter.choice.id) in house \(building) are below zero or above 100 kW",
        remedy: "It seems to measure no power in watts that the house draws; choose another meter.")
    }
    for channel in channels where channel.statistics.count == 0 {
      throw MeterDataError(
        status: .badData, attempt: "prepare", path: path,
        reason: "\(channel.selection.name) of house \(building) has no usable reading in the range",
        remedy: "See its coverage with energy inspect, or leave it out.")
    }
  }
}

/// Turns a finished run into what is reported of it.
struct HouseSummary {
  let selection: PreparationSelection
  let house: PreparationSelection.House
  let run: HouseRun

  var report: PreparationReport.House {
    var notes = house.notes
    for meter in run.meters { notes += self.notes(of: meter) }
    if run.valid.samples == 0 {
      notes.append(
        "no sample of house \(house.building.id) has the mains and every appliance at once")
    }
    return PreparationReport.House(
      building: house.building.id, grid: run.grid, validSamples: run.valid.samples,
      validStretches: run.valid.count, channels: run.channels.map(channel),
      noiseShare: run.noise.share, notes: notes)
  }

  private func channel(_ channel: ChannelRun) -> PreparationReport.Channel {
    let first = run.meters[channel.meters[0]]
    let readings = channel.meters.map { run.meters[$0].resampler.readings }
    let quantities = channel.meters.map { run.meters[$0].choice.quantity.description }
    let period = Double(run.grid.period) / 1e9
    return PreparationReport.Channel(
      name: channel.selection.name, appliance: channel.selection.appliance,
      meters: channel.selection.meters.map(\.id),
      quantity: ApplianceNames.list(Set(quantities).sorted()), maxGap: first.choice.maxGap,
      statistics: channel.statistics, carried: first.resampler.tally.carried,
      longestGap: first.resampler.tally.longestGap.map { gap in
        (
          Int64(gap.bin) * run.grid.period,
          TimeSpan(nanoseconds: Int64(gap.length) * run.grid.period)
        )
      }, readings: readings.reduce(ReadingTally(), +), rule: channel.selection.rule,
      activations: channel.activations?.count, activationEnergy: channel.activations?.energy,
      energy: channel.statistics.mean * Double(channel.statistics.count) * period / 3.6e6)
  }

  private func notes(of meter: HouseRun.MeterRun) -> [String] {
    let readings = meter.resampler.readings
    let counts = [
      (readings.notFinite, "are not numbers"), (readings.negative, "are below zero"),
      (readings.absurd, "are above 100 kW"), (meter.ordered.repeated, "repeat a time"),
      (meter.ordered.untimed, "have no time"),
    ].filter { $0.0 > 0 }.map { "\(DecimalText.grouped($0.0)) \($0.1)" }
    guard !counts.isEmpty else { return [] }
    return [
      "left out readings of house \(house.building.id)'s meter \(meter.choice.id): "
        + ApplianceNames.list(counts)
    ]
  }
}
