import Foundation

/// A raw UK-DALE folder of one house with a kettle and a microwave, in a temporary place.
final class RawHouseFolder {
  let root: URL
  var path: String { root.appending(path: "raw").path }

  /// A value and the end of its row.
  private static let line = [" 1\n", " 2900\n", " 152\n", " 3051\n", " 1351\n", " 1200\n"].map {
    Array($0.utf8)
  }

  /// The meters run for so many minutes from 2013-06-03 06:00 (London) on.
  init(minutes: Int = 180, plugGap: Range<Int> = 120..<125) throws {
    root = FileManager.default.temporaryDirectory.appending(path: "energy-shell-\(UUID())")
    let house = root.appending(path: "raw/house_1")
    try FileManager.default.createDirectory(at: house, withIntermediateDirectories: true)
    try Data("1 aggregate\n2 kettle\n3 microwave\n".utf8)
      .write(to: house.appending(path: "labels.dat"))
    var channels: [[UInt8]] = [[], [], []]
    for sample in 0..<(minutes * 10) {
      let minute = sample / 10
      let time = Array(String(1_370_235_600 + sample * 6).utf8)
      let isKettle = (60..<64).contains(minute) || (100..<103).contains(minute)
      let isMicrowave = (70..<75).contains(minute)
      channels[0] += time
      channels[0] += isKettle ? Self.line[3] : isMicrowave ? Self.line[4] : Self.line[2]
      if !plugGap.contains(minute) {
        channels[1] += time
        channels[1] += Self.line[isKettle ? 1 : 0]
      }
      channels[2] += time
      channels[2] += Self.line[isMicrowave ? 5 : 0]
    }
    for (index, text) in channels.enumerated() {
      try Data(text).write(to: house.appending(path: "channel_\(index + 1).dat"))
    }
  }

  deinit { try? FileManager.default.removeItem(at: root) }
}
