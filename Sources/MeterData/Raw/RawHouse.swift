import Files

/// The files of one house of the raw distribution.
struct RawHouse {
  let id: Int
  let folder: String
  /// The numbers of its `channel_<M>.dat` files, ascending.
  let channels: [Int]
  /// It has a `mains.dat`, whose meter comes after the last channel.
  let hasSoundCard: Bool
  /// The number of that meter, unless metadata say another.
  var soundCardMeter: Int
  /// The names that `labels.dat` gives; they are no identifiers ("kitchen_phone&stereo").
  let labels: [Int: String]

  /// Looks into `house_<id>`; nil where it holds no channel.
  init?(_ id: Int, folder: String) throws(MeterDataError) {
    self.id = id
    self.folder = folder
    let names: [String]
    do {
      names = try FileSystem.list(folder)
      labels = try RawHouse.labels(FileSystem.joined(folder, "labels.dat"))
    } catch {
      throw MeterDataError(error)
    }
    hasSoundCard = names.contains("mains.dat")
    let found = names.compactMap(RawHouse.channel).sorted()
    // Releases before 2017 carry a copy of the sound card's meter as the channel after the last
    // label.
    let last = labels.keys.max() ?? found.last ?? 0
    channels = hasSoundCard ? found.filter { $0 <= last } : found
    soundCardMeter = last + 1
    if channels.isEmpty, !hasSoundCard { return nil }
  }

  /// The file of a meter.
  func path(ofMeter meter: Int) -> String {
    let isSoundCard = hasSoundCard && meter == soundCardMeter
    return FileSystem.joined(folder, isSoundCard ? "mains.dat" : "channel_\(meter).dat")
  }

  /// Every meter that has a file.
  var meters: [Int] { channels + (hasSoundCard ? [soundCardMeter] : []) }

  /// The columns of `mains.dat`.
  static let soundCardColumns = [
    Quantity.activePower, .apparentPower, Quantity("voltage"),
  ]

  /// 5 for "channel_5.dat"; nil for "channel_5_button_press.dat" and all else.
  private static func channel(_ name: String) -> Int? {
    guard name.hasPrefix("channel_"), name.hasSuffix(".dat") else { return nil }
    let digits = name.dropFirst(8).dropLast(4)
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), number > 0
    else { return nil }
    return number
  }

  /// The lines "5 washing_machine", where the file is there.
  private static func labels(_ path: String) throws(FilesError) -> [Int: String] {
    guard FileSystem.isRegularFile(path) else { return [:] }
    return RawLabels.parse(try FileSystem.bytes(of: path, limit: 1 << 20))
  }
}

/// Parses `labels.dat`: a number, a blank and a name on each line; other lines are passed over.
package enum RawLabels {
  /// The name of each channel.
  package static func parse(_ bytes: [UInt8]) -> [Int: String] {
    var labels: [Int: String] = [:]
    for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      let words = line.split(maxSplits: 1) { $0 == ByteCursor.blank || $0 == ByteCursor.tab }
      guard words.count == 2, let number = Int(String(decoding: words[0], as: UTF8.self)) else {
        continue
      }
      let name = String(decoding: words[1], as: UTF8.self).split { $0.isWhitespace }
      if !name.isEmpty { labels[number] = name.joined(separator: " ") }
    }
    return labels
  }
}
