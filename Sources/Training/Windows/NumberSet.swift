/// A set of whole numbers from 0 on, in a bit each, that finds the number at a place and the place
/// of a number.
///
/// How many lie before is noted for every 512th number; a search among those and counts of bits do
/// the rest (Jacobson 1989). Memory hangs on the greatest number alone, not on how they are spread.
struct NumberSet: Sendable, Equatable {
  /// Numbers in the set.
  private(set) var count = 0
  private var words: [UInt64] = []
  /// Numbers in the words before each group of words.
  private var befores: [Int] = []
  private static let wordsInGroup = 8

  /// Adds a number greater than all others.
  mutating func append(_ number: Int) {
    let word = number >> 6
    while word >= words.count {
      if words.count.isMultiple(of: Self.wordsInGroup) { befores.append(count) }
      words.append(0)
    }
    precondition(words[word] >> UInt64(number & 63) == 0, "\(number) is not the greatest")
    words[word] |= 1 << UInt64(number & 63)
    count += 1
  }

  /// The number at a place among all of them.
  subscript(place: Int) -> Int {
    precondition(place >= 0 && place < count, "place \(place) of \(count)")
    let group = groups { befores[$0] <= place } - 1
    var (word, rest) = (group * Self.wordsInGroup, place - befores[group])
    while rest >= words[word].nonzeroBitCount {
      rest -= words[word].nonzeroBitCount
      word += 1
    }
    return word << 6 + NumberSet.bit(rest, of: words[word])
  }

  /// Where a number stands, or nil where it is not in the set.
  func place(of number: Int) -> Int? { contains(number) ? count(below: number) : nil }

  /// Whether a number is in the set.
  func contains(_ number: Int) -> Bool {
    let word = number >> 6
    return number >= 0 && word < words.count && words[word] >> UInt64(number & 63) & 1 == 1
  }

  /// How many of its numbers are less than one that need not be in it.
  func count(below number: Int) -> Int {
    precondition(number >= 0, "number \(number)")
    let word = number >> 6
    guard word < words.count else { return count }
    let group = word / Self.wordsInGroup
    let before = words[group * Self.wordsInGroup..<word].reduce(0) { $0 + $1.nonzeroBitCount }
    let below = words[word] & (1 << UInt64(number & 63) - 1)
    return befores[group] + before + below.nonzeroBitCount
  }

  /// The number at a place among those from 0 on that are not in the set.
  func absent(_ place: Int) -> Int {
    precondition(place >= 0, "place \(place)")
    let numbers = 64 * Self.wordsInGroup
    let group = groups { $0 * numbers - befores[$0] <= place } - 1
    guard group >= 0 else { return place }
    var (word, rest) = (group * Self.wordsInGroup, place - (group * numbers - befores[group]))
    while word < words.count, rest >= (~words[word]).nonzeroBitCount {
      rest -= (~words[word]).nonzeroBitCount
      word += 1
    }
    return word < words.count ? word << 6 + NumberSet.bit(rest, of: ~words[word]) : word << 6 + rest
  }

  /// How many groups from the first on fulfil a condition that no later one fulfils again.
  private func groups(_ isBefore: (Int) -> Bool) -> Int {
    var (low, high) = (0, befores.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The position of the bit at a place among those that are set.
  private static func bit(_ place: Int, of word: UInt64) -> Int {
    var (word, place, position) = (word, place, 0)
    for width in [32, 16, 8, 4, 2, 1] {
      let low = (word & (1 << UInt64(width) - 1)).nonzeroBitCount
      guard place >= low else { continue }
      place -= low
      word >>= UInt64(width)
      position += width
    }
    return position
  }
}
