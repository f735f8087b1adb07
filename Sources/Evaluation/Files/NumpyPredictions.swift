import Files

/// Reads estimates from an array without times: one number for each sample that is in range.
///
/// Of several houses their samples follow one another in the order of the series.
struct NumpyPredictions {
  private let frame: PredictionFrame

  init(_ frame: PredictionFrame) { self.frame = frame }

  func read() throws(EvaluationError) -> [[Float]] {
    try EvaluationError.wrapping {
      let file = try FileDescriptor(reading: frame.path)
      let size = try file.size()
      do {
        let header = try header(of: file, size: size)
        try requireLength(header, size: size)
        return try values(header, of: file)
      } catch let refusal as NumpyHeader.Refusal {
        throw frame.refusal(refusal.reason, "np.save(file, watts.astype(np.float32)) writes one.")
      }
    }
  }

  private func header(of file: borrowing FileDescriptor, size: Int) throws -> NumpyHeader {
    let preamble = try file.bytes(min(size, NumpyHeader.preambleSize), at: 0)
    let text = try NumpyHeader.text(after: preamble)
    guard text.upperBound <= size else {
      throw NumpyHeader.Refusal(reason: "it ends within its header")
    }
    return try NumpyHeader(
      text: try file.bytes(text.count, at: text.lowerBound), offset: text.upperBound)
  }

  private func requireLength(_ header: NumpyHeader, size: Int) throws {
    guard header.count == frame.count else {
      throw frame.refusal(
        "it has \(DecimalText.grouped(header.count)) numbers, and what is scored has "
          + "\(DecimalText.grouped(frame.count)) samples, \(frame.spelled(frame.range))",
        "Without times there must be a number for each sample; NaN where there is no estimate.")
    }
    let bytes = size - header.offset
    guard bytes == header.count * header.size else {
      throw NumpyHeader.Refusal(
        reason: "it holds \(bytes) bytes of numbers, and its header claims "
          + "\(header.count * header.size)")
    }
  }

  private func values(_ header: NumpyHeader, of file: borrowing FileDescriptor) throws -> [[Float]]
  {
    var first = header.offset
    return try frame.series.map { series in
      let bytes = try file.bytes(series.count * header.size, at: first)
      first += bytes.count
      return try (0..<series.count).map { place in
        let bits = bytes[(place * header.size)..<((place + 1) * header.size)].reversed()
          .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let value =
          header.size == 4
          ? Double(Float(bitPattern: UInt32(bits))) : Double(bitPattern: bits)
        try frame.requirePlausible(value, place: "sample \(place) of house \(series.house)")
        return Float(value)
      }
    }
  }
}
