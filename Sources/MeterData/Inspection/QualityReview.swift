import Files
import Synchronization
package import Work

/// Looks for faults in labels, clocks and readings: `inspect --quality`.
package struct QualityReview {
  private let source: any MeterSource
  private let zone: TimeZoneRules
  private let inspections: [MeterInspection]

  /// A review of what a pass over the meters has found.
  ///
  /// - Parameters:
  ///   - source: The data set, to read plugs and mains side by side.
  ///   - inspections: The pass over each of its meters.
  /// - Throws: `MeterDataError` where the data set's time zone is unknown.
  package init(
    _ source: any MeterSource, _ inspections: [MeterInspection]
  ) throws(MeterDataError) {
    self.source = source
    self.inspections = inspections
    do {
      zone = try TimeZoneRules(named: source.dataset.timezone)
    } catch {
      throw MeterDataError(error)
    }
  }

  /// The findings on the houses, in their order.
  ///
  /// - Parameters:
  ///   - buildings: The houses.
  ///   - pool: The threads; each house is read on one.
  ///   - supervision: Told the days done; can stop the work.
  /// - Returns: Findings in order of house and kind.
  /// - Throws: `MeterDataError` where a meter cannot be read; 130 where it was stopped.
  package func findings(
    on buildings: [Building], pool: ThreadPool, supervision: Supervision
  ) throws(MeterDataError) -> [QualityFinding] {
    let days = Atomic<Int>(0)
    let results = Mutex<[Int: Result<[QualityFinding], MeterDataError>]>([:])
    let total = buildings.reduce(0) {
      $0 + (span(of: $1).map { Int(($0.end - $0.start) / 86_400_000_000_000) + 1 } ?? 0)
    }
    pool.perform(parts: buildings.count) { part in
      let result = Result { () throws(MeterDataError) in
        try review(buildings[part]) { () throws(MeterDataError) in
          let done = days.add(1, ordering: .relaxed).newValue
          do throws(Interrupted) {
            try supervision.advance(to: done, of: total)
          } catch {
            throw MeterDataError(error)
          }
        }
      }
      results.withLock { $0[part] = result }
    }
    var findings: [QualityFinding] = []
    for part in buildings.indices {
      findings += try results.withLock { $0[part] }?.get() ?? []
    }
    return findings
  }

  private func own(_ building: Building) -> [MeterInspection] {
    inspections.filter { $0.building == building.id }
  }

  private func span(of building: Building) -> (start: Int64, end: Int64)? {
    let scans = own(building).map(\.scan)
    guard let start = scans.compactMap(\.start).min(), let end = scans.compactMap(\.end).max()
    else { return nil }
    return (start, end)
  }

  private func review(
    _ building: Building, advance: () throws(MeterDataError) -> Void
  ) throws(MeterDataError) -> [QualityFinding] {
    var found = shared(building)
    for inspection in own(building) {
      guard let meter = building.meters.first(where: { $0.id == inspection.meter }) else {
        continue
      }
      found += readings(of: meter, in: building, inspection)
    }
    guard let span = span(of: building), let mains = mains(of: building) else { return found }
    let scans = own(building)
    found += socketsOff(building, mains, scans)
    var review = HouseReview(building, mains: mains, inspections: scans)
    guard !review.plugs.isEmpty else { return found }
    try review.run(source, from: span.start, to: span.end, advance: advance)
    return found + joint(review)
  }

  /// A house whose mains nothing marks is not compared with them.
  private func mains(of building: Building) -> ResolvedMains? {
    try? source.dataset.resolveMains(in: [building.id]).first
  }
}

extension QualityReview {
  private func name(_ meter: Meter, _ building: Building) -> String {
    let types = building.appliances.filter { $0.submeters.contains(meter.id) }.map(\.type)
    let name = meter.isSiteMeter ? "mains" : types.first ?? meter.label
    return name.map { "\($0) (house \(building.id), meter \(meter.id))" }
      ?? "house \(building.id), meter \(meter.id)"
  }

  private func shared(_ building: Building) -> [QualityFinding] {
    var seen: Set<[Int]> = []
    let dominant = building.appliances.filter(\.isDominant).map(\.type)
    return (dominant + building.meteredTypes).compactMap { type in
      guard let found = try? building.resolve(appliance: type), !found.sharedWith.isEmpty,
        seen.insert(found.meters).inserted
      else { return nil }
      let note = found.notes.last ?? ""
      return QualityFinding(
        building: building.id, meter: found.meters[0], kind: .sharedMeter, sentence: note,
        figure: Double(found.sharedWith.count + 1))
    }
  }

  /// What one meter's own readings show: stuck values, disorder, values that cannot be.
  private func readings(
    of meter: Meter, in building: Building, _ inspection: MeterInspection
  ) -> [QualityFinding] {
    let scan = inspection.scan
    var found: [(QualityFinding.Kind, Double, String)] = []
    if let run = scan.longestRun, run.nanoseconds > 3_600_000_000_000, run.readings >= 100 {
      let hours = Double(run.nanoseconds) / 3.6e12
      found.append(
        (
          .stuckValue, hours * 3600,
          "reads exactly \(DecimalText.fixed(Double(run.value), 0)) W for "
            + "\(DecimalText.fixed(hours, 1)) h from \(ISOTime.date(run.start, in: zone)) on"
        ))
    }
    if let disorder = disorder(scan) {
      found.append((.disorder, Double(scan.repeated + scan.stepsBack), disorder))
    }
    if inspection.quantity.isPower { found += implausible(scan) }
    let name = name(meter, building)
    return found.map { kind, figure, sentence in
      QualityFinding(
        building: building.id, meter: meter.id, kind: kind, sentence: "\(name) \(sentence)",
        figure: figure)
    }
  }

  private func disorder(_ scan: MeterScan) -> String? {
    var parts: [String] = []
    if scan.repeated > 0 {
      parts.append("\(DecimalText.grouped(scan.repeated)) with the time of the row before")
    }
    if scan.stepsBack > 0 {
      parts.append("\(DecimalText.grouped(scan.stepsBack)) earlier than the row before")
    }
    guard !parts.isEmpty else { return nil }
    return "has among \(DecimalText.grouped(scan.rows)) rows \(ApplianceNames.list(parts))"
  }

  /// Power below zero, or beyond what a home can draw.
  private func implausible(_ scan: MeterScan) -> [(QualityFinding.Kind, Double, String)] {
    var found: [(QualityFinding.Kind, Double, String)] = []
    if scan.negative > 0 {
      let least = DecimalText.fixed(Double(scan.minimum), 0)
      found.append(
        (
          .implausible, Double(scan.negative),
          "has \(DecimalText.grouped(scan.negative)) readings below zero, down to \(least) W"
        ))
    }
    if scan.maximum > 100_000 {
      let most =
        scan.maximum < 1e12 ? DecimalText.grouped(Int(scan.maximum)) : "\(scan.maximum)"
      found.append(
        (
          .implausible, Double(scan.maximum),
          "reads up to \(most) W, more than a home can draw"
        ))
    }
    return found
  }

  /// Long gaps of a plug while the mains went on reporting.
  private func socketsOff(
    _ building: Building, _ mains: ResolvedMains, _ scans: [MeterInspection]
  ) -> [QualityFinding] {
    guard let whole = scans.first(where: { $0.meter == mains.meters[0] })?.scan,
      let begin = whole.start, let finish = whole.end
    else { return [] }
    return scans.compactMap { inspection in
      guard let meter = building.meters.first(where: { $0.id == inspection.meter }),
        !meter.isSiteMeter
      else { return nil }
      let off = inspection.scan.gaps.filter { gap in
        gap.nanoseconds > 600_000_000_000 && gap.start >= begin && gap.end <= finish
          && whole.covers(gap) >= 0.9
      }
      let days = off.reduce(0) { $0 + Double($1.nanoseconds) } / 8.64e13
      // Three absences are a habit, a whole day is one by itself.
      guard off.count >= 3 && days > 0.1 || days >= 1 else { return nil }
      let times = off.count == 1 ? "once" : "\(DecimalText.grouped(off.count)) times"
      return QualityFinding(
        building: building.id, meter: meter.id, kind: .socketOff,
        sentence: "\(name(meter, building)) is silent \(times) for "
          + "over 10 min, \(DecimalText.fixed(days, 1)) days in all, while the mains report: its "
          + "socket was probably switched off (--plug-gaps off reads that as 0 W)",
        figure: days * 86_400)
    }
  }

  /// What plugs and mains show side by side.
  private func joint(_ review: HouseReview) -> [QualityFinding] {
    let building = review.building
    var found: [QualityFinding] = []
    for (meter, pair) in zip(review.plugs, review.statistics) {
      let name = name(meter, building)
      let share = pair.on > 0 ? Double(pair.above) / Double(pair.on) : 0
      if share > 0.01 {
        let threshold = DecimalText.fixed(Double(review.threshold(of: meter)), 0)
        found.append(
          QualityFinding(
            building: building.id, meter: meter.id, kind: .plugAboveMains,
            sentence: "\(name) reads more than the mains in \(DecimalText.fixed(share * 100, 1)) % "
              + "of its \(DecimalText.grouped(pair.on)) bins above \(threshold) W",
            figure: share))
      }
      if let lag = pair.lag {
        let seconds = Double(lag) * Double(review.period) / 1e9
        let when = lag > 0 ? "before" : "after"
        found.append(
          QualityFinding(
            building: building.id, meter: meter.id, kind: .clockLag,
            sentence: "\(name) switches about \(DecimalText.fixed(abs(seconds), 0)) s \(when) the "
              + "mains show it, by \(DecimalText.grouped(pair.switchings)) switchings",
            figure: seconds))
      }
    }
    return found + [submeteredShare(review)].compactMap { $0 }
  }

  private func submeteredShare(_ review: HouseReview) -> QualityFinding? {
    let pairs = zip(review.plugs, review.statistics).filter { review.isDirectlyBelowMains($0.0) }
    guard let mains = pairs.map(\.1.mainsSum).max(), mains > 0 else { return nil }
    let share = pairs.reduce(0) { $0 + $1.1.plugSum } / mains
    return QualityFinding(
      building: review.building.id, meter: nil, kind: .submeteredShare,
      sentence:
        "house \(review.building.id)'s plugs add up to \(DecimalText.fixed(share * 100, 0)) % "
        + "of its mains (\(review.mains.quantity))",
      figure: share)
  }
}

extension MeterScan {
  /// The share of a stretch that lies outside this meter's gaps, from 0 to 1.
  func covers(_ stretch: Gap) -> Double {
    guard stretch.nanoseconds > 0 else { return 1 }
    var low = 0
    var high = gaps.count
    while low < high {
      let middle = (low + high) / 2
      if gaps[middle].end <= stretch.start { low = middle + 1 } else { high = middle }
    }
    var lost: Int64 = 0
    while low < gaps.count, gaps[low].start < stretch.end {
      lost += min(gaps[low].end, stretch.end) - max(gaps[low].start, stretch.start)
      low += 1
    }
    return 1 - Double(lost) / Double(stretch.nanoseconds)
  }
}
