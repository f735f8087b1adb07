import Files
import MeterData

// What two ranges say of each other before a store gives their times a zone and their houses grids.

extension RangeRequest {
  /// Whether it ends before it starts, whatever the zone.
  var isSurelyEmpty: Bool {
    pieces.contains { piece in
      guard let from = piece.from, let to = piece.to else { return false }
      return RangeRequest.isBefore(from, to) == false
    }
  }

  /// Whether it has time in common with another, whatever the zone.
  func surelyOverlaps(_ other: RangeRequest) -> Bool {
    typealias Piece = (from: String?, to: String?)
    func begins(_ left: Piece, beforeEndOf right: Piece) -> Bool {
      guard let from = left.from, let to = right.to else { return true }
      return RangeRequest.isBefore(from, to) ?? false
    }
    return pieces.contains { own in
      other.pieces.contains { begins(own, beforeEndOf: $0) && begins($0, beforeEndOf: own) }
    }
  }

  /// The houses that it has in common with another, in words; nil where there are none.
  func houses(sharedWith other: RangeRequest) -> String? {
    guard store == other.store else { return nil }
    if buildings.isEmpty && other.buildings.isEmpty { return "every building" }
    let shared = (buildings.isEmpty ? other.buildings : buildings).filter { house in
      buildings.isEmpty || other.buildings.isEmpty || other.buildings.contains(house)
    }
    guard !shared.isEmpty else { return nil }
    let list = ApplianceNames.list(Set(shared).sorted().map(String.init))
    return "building\(list.contains(" ") ? "s" : "") \(list)"
  }

  /// nil where one has an offset and the other waits for a zone.
  private static func isBefore(_ left: String, _ right: String) -> Bool? {
    guard let left = ISOTime.written(Array(left.utf8)[...]),
      let right = ISOTime.written(Array(right.utf8)[...]),
      (left.offset == nil) == (right.offset == nil)
    else { return nil }
    func seconds(_ time: ISOTime.Written) -> Int64 { time.seconds - Int64(time.offset ?? 0) }
    return (seconds(left), left.fraction) < (seconds(right), right.fraction)
  }
}
