/// The steps a stored chunk goes through, where all of them are known here.
struct ChunkPipeline: Sendable {
  enum Step: Sendable {
    case deflate
    case shuffle(elementSize: Int)
    case fletcher32
    case blosc
    case bzip2
  }

  /// In the order of writing; bit i of a chunk's filter mask stands for step i.
  let steps: [Step]

  /// Nil where a filter is unknown or its parameters make no sense.
  init?(_ filters: [HDF5Filter]) {
    guard filters.count <= 32 else { return nil }
    var steps: [Step] = []
    for filter in filters {
      switch filter.identifier {
      case HDF5Filter.deflateNumber: steps.append(.deflate)
      case HDF5Filter.shuffleNumber:
        guard let size = filter.values.first, size > 0 else { return nil }
        steps.append(.shuffle(elementSize: Int(size)))
      case HDF5Filter.fletcher32Number: steps.append(.fletcher32)
      case HDF5Filter.bloscNumber: steps.append(.blosc)
      case HDF5Filter.bzip2Number: steps.append(.bzip2)
      default: return nil
      }
    }
    self.steps = steps
  }
}

/// Why a stored chunk cannot be decoded.
enum ChunkFault: Error {
  case deflate, blosc, bzip2, fletcher32
  case size(found: Int, wanted: Int)

  var reason: String {
    switch self {
    case .deflate: "its deflate stream is damaged"
    case .blosc: "its Blosc header or blocks are damaged"
    case .bzip2: "its bzip2 stream is damaged"
    case .fletcher32: "its checksum (fletcher32) is wrong"
    case .size(let found, let wanted): "it holds \(found) bytes where \(wanted) are due"
    }
  }
}
