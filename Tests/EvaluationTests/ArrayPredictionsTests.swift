import Disaggregation
import Files
import HDF5
import Testing

@testable import Evaluation

@Suite("Estimates from a NumPy array")
struct NumpyPredictionsTests {
  private static let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }"
  private static let numbers: [Float] = [1, .nan, 2.5, -3]

  /// A file as NumPy writes it, its header filled up to a multiple of 64 bytes.
  private static func file(
    _ header: String = header, version: UInt8 = 1, numbers: [UInt8] = Self.bytes(Self.numbers)
  ) -> [UInt8] {
    let digits = version == 1 ? 2 : 4
    let length = (8 + digits + header.utf8.count + 1 + 63) / 64 * 64 - 8 - digits
    let blanks = [UInt8](repeating: 32, count: length - header.utf8.count - 1)
    let size = (0..<digits).map { UInt8(length >> (8 * $0) & 255) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + Array(header.utf8) + blanks + [10]
      + numbers
  }

  private static func bytes(_ numbers: [Float]) -> [UInt8] {
    numbers.flatMap { number in (0..<4).map { UInt8(number.bitPattern >> (8 * $0) & 255) } }
  }

  private static func bytes(_ numbers: [Double]) -> [UInt8] {
    numbers.flatMap { number in (0..<8).map { UInt8(number.bitPattern >> (8 * $0) & 255) } }
  }

  private func read(
    _ bytes: [UInt8], _ series: [ScoredSeries] = [EvaluationSamples.series()]
  ) throws(EvaluationError) -> [[Float]] {
    try EvaluationError.wrapping {
      let folder = try ScratchFolder()
      return try PredictionsFile.read(
        try folder.bytes(bytes, "p.npy"), for: series, appliance: "kettle", zone: .utc,
        period: EvaluationSamples.period)
    }
  }

  private func refusal(_ bytes: [UInt8]) -> String? {
    do throws(EvaluationError) {
      _ = try read(bytes)
      return nil
    } catch {
      return error.status == .badData ? error.description : "status \(error.status)"
    }
  }

  @Test("single and double precision are read, of every version", arguments: [1, 2, 3] as [UInt8])
  func read(_ version: UInt8) throws {
    let wide = Self.header.replacing("<f4", with: "<f8")
    let doubles = Self.bytes(Self.numbers.map(Double.init))
    for bytes in [
      Self.file(version: version), Self.file(wide, version: version, numbers: doubles),
    ] {
      let values = try read(bytes)[0]
      #expect(values.map(\.bitPattern) == Self.numbers.map(\.bitPattern))
    }
  }

  @Test("houses follow one another")
  func severalHouses() throws {
    let series = [
      EvaluationSamples.series(house: 1, count: 1), EvaluationSamples.series(house: 2, count: 3),
    ]
    #expect(
      try read(Self.file(numbers: Self.bytes([1, 2, 3, 4] as [Float])), series)
        == [[1], [2, 3, 4]])
  }

  @Test(
    "what is no such array is refused",
    arguments: [
      ("'<f4'", "'>f4'", "float32 or float64, little-endian"),
      ("'<f4'", "'<i8'", "'<i8'"), ("'<f4'", "[('a', '<f4')]", "not one that NumPy writes"),
      ("'<f4'", "'|O'", "'|O'"), ("(4,)", "(2, 2)", "(2, 2)"), ("(4,)", "()", "one dimension"),
      ("(4,)", "(5,)", "5 numbers, and what is scored has 4 samples"),
      ("(4,)", "(-4,)", "not one that NumPy writes"),
      ("(4,)", "(99999999999999999999,)", "not one that NumPy writes"),
      ("(4,)", "(9000000000000000000,)", "claims 9000000000000000000 numbers"),
      ("False", "True", "Fortran"), ("False", "0", "not one that NumPy writes"),
      ("'shape'", "'descr'", "not one that NumPy writes"), ("'shape'", "'form'", "names"),
      (", }", ", 'more': True}", "names"), (", }", "", "not one that NumPy writes"),
    ])
  func refused(_ old: String, _ new: String, _ reason: String) {
    let text = refusal(Self.file(Self.header.replacing(old, with: new)))
    #expect(text?.contains(reason) == true, "\(text ?? "accepted")")
  }

  @Test("an estimate that no house could draw is refused with its sample")
  func implausible() {
    let numbers = Self.bytes([1, -1e9, 2, 3] as [Float])
    let text = refusal(Self.file(numbers: numbers))
    #expect(
      text?.contains("sample 1 of house 1 is -1000000000.0 W, and no house draws more") == true,
      "\(text ?? "accepted")")
  }

  @Test("no file that is cut short or too long is read, and none ends the process")
  func lengths() {
    let whole = Self.file()
    for length in 0..<whole.count { #expect(refusal(Array(whole[..<length])) != nil) }
    #expect(refusal(whole + [0])?.contains("17 bytes of numbers") == true)
    #expect(refusal(Self.file(version: 4))?.contains("version 4.0") == true)
  }

  @Test("whatever one byte becomes, the header is read or refused")
  func changedBytes() {
    let whole = Self.file()
    for place in 0..<80 {
      for value in [0, 39, 44, 48, 125, 255] as [UInt8] {
        var bytes = whole
        bytes[place] = value
        let text = refusal(bytes)
        #expect(text == nil || text?.contains("could not read the predictions of") == true)
      }
    }
  }
}

@Suite("Estimates from an HDF5 file")
struct HDF5PredictionsTests {
  private func read(
    _ series: [ScoredSeries], _ write: (borrowing HDF5Group) throws -> Void
  ) throws(EvaluationError) -> [[Float]] {
    try EvaluationError.wrapping {
      let folder = try ScratchFolder()
      let file = try HDF5File(creating: folder.file("p.h5"))
      try write(try file.root())
      try file.close()
      return try PredictionsFile.read(
        folder.file("p.h5"), for: series, appliance: "dish washer", zone: .utc,
        period: EvaluationSamples.period)
    }
  }

  private func refusal(
    _ series: [ScoredSeries] = [EvaluationSamples.series()],
    _ write: (borrowing HDF5Group) throws -> Void
  ) -> String {
    do throws(EvaluationError) {
      return "accepted: \(try read(series, write))"
    } catch {
      return error.status == .badData ? error.description : "status \(error.status)"
    }
  }

  /// A dataset with its grid, as a prepared store has it.
  private static func write(
    _ root: borrowing HDF5Group, _ name: String = "building1/dish_washer",
    _ values: [Float] = [1, 2, 3, 4], from first: Int64? = 0, every period: Int64 = 60,
    offset: Int64 = 0
  ) throws {
    let writer = try root.createArray(name, .float32, shape: [values.count])
    try writer.write(values.span, from: 0)
    guard let first else { return }
    let start = EvaluationSamples.start + first * EvaluationSamples.period.nanoseconds + offset
    try writer.dataset.setAttribute("start_ns", start)
    try writer.dataset.setAttribute("period_ns", period * ISOTime.second)
  }

  @Test("a dataset for each house goes onto the grid by its start, the rest has no estimate")
  func grid() throws {
    let series = [
      EvaluationSamples.series(house: 1, at: 1), EvaluationSamples.series(house: 12, at: 3),
    ]
    let values = try read(series) { root in
      try Self.write(root)
      try Self.write(root, "building12/Dishwasher", [5, 6], from: 4)
    }
    #expect(values.map { $0.map { $0.isNaN ? -1 : $0 } } == [[2, 3, 4, -1], [-1, 5, 6, -1]])
  }

  @Test("without a start there must be a value for each sample")
  func withoutStart() throws {
    let series = [EvaluationSamples.series()]
    #expect(try read(series) { try Self.write($0, from: nil) } == [[1, 2, 3, 4]])
    let text = refusal { try Self.write($0, "building1/dish_washer", [1, 2], from: nil) }
    #expect(text.contains("has 2 values") && text.contains("has 4 samples"))
  }

  @Test("integers and doubles are read too")
  func otherKinds() throws {
    let values = try read([EvaluationSamples.series()]) { root in
      let writer = try root.createArray("building1/dish_washer", .int32, shape: [4])
      let numbers: [Int32] = [4, 3, 2, 1]
      try writer.write(numbers.span, from: 0)
    }
    #expect(values == [[4, 3, 2, 1]])
  }

  @Test("what does not fit says what it is and what is needed")
  func refused() {
    #expect(refusal { try Self.write($0, "building2/dish_washer") }.contains("no group /building1"))
    #expect(
      refusal { try Self.write($0, "building1/kettle") }.contains(
        "/building1 holds kettle. It needs the dataset /building1/dish_washer"))
    let often = refusal { try Self.write($0, every: 6) }
    #expect(often.contains("every 6 s, and the store a sample every 1 min"), "\(often)")
    #expect(refusal { try Self.write($0, offset: 1) }.contains("not on the store's grid"))
    #expect(refusal { try Self.write($0, from: 4) }.contains("no time is shared"))
    #expect(refusal { try Self.write($0, offset: .min / 4 * 3) }.contains("is no time of this age"))
    let plane = refusal { root in
      _ = try root.createArray("building1/dish_washer", .float32, shape: [2, 2])
    }
    #expect(plane.contains("no array of numbers in one dimension"))
    let infinite = refusal { try Self.write($0, "building1/dish_washer", [1, .infinity, 3, 4]) }
    #expect(infinite.contains("/building1/dish_washer[1] is infinite"), "\(infinite)")
    let large = refusal { try Self.write($0, "building1/dish_washer", [1, 2, 3, 1e9]) }
    #expect(large.contains("dish_washer[3] is 1000000000.0 W, and no house"), "\(large)")
  }
}
