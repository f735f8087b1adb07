import Files
import Plots

/// Elements of an SVG, written one after the other.
struct SVGText {
  private(set) var text = ""

  /// A straight line.
  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: String) {
    text +=
      "<line class=\"\(kind)\" x1=\"\(x1.svg)\" y1=\"\(y1.svg)\" x2=\"\(x2.svg)\""
      + " y2=\"\(y2.svg)\"/>"
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ kind: String
  ) {
    text +=
      "<rect class=\"\(kind)\" x=\"\(x.svg)\" y=\"\(y.svg)\" width=\"\(width.svg)\""
      + " height=\"\(height.svg)\"/>"
  }

  /// A rectangle in the estimate's hue, as dark as a share.
  mutating func shade(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ share: Double
  ) {
    text +=
      "<rect class=\"key estimate\" fill-opacity=\"\(DecimalText.fixed(share, 3))\" x=\""
      + "\(x.svg)\" y=\"\(y.svg)\" width=\"\(width.svg)\" height=\"\(height.svg)\"/>"
  }

  mutating func circle(_ x: Double, _ y: Double, radius: Double, _ kind: String) {
    text += "<circle class=\"\(kind)\" cx=\"\(x.svg)\" cy=\"\(y.svg)\" r=\"\(radius.svg)\"/>"
  }

  /// A path whose commands are written out.
  mutating func path(_ commands: String, _ kind: String) {
    guard !commands.isEmpty else { return }
    text += "<path class=\"\(kind)\" d=\"\(commands)\"/>"
  }

  enum Anchor: String { case start, middle, end }

  /// Words; escaped here.
  mutating func words(
    _ words: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, kind: String = "",
    turned: Bool = false
  ) {
    let turn = turned ? " transform=\"rotate(-90 \(x.svg) \(y.svg))\"" : ""
    text +=
      "<text class=\"\(kind)\" x=\"\(x.svg)\" y=\"\(y.svg)\" text-anchor=\""
      + "\(anchor.rawValue)\"\(turn)>\(HTML.escaped(words))</text>"
  }
}

extension Double {
  /// With one decimal at most, which is a tenth of a pixel.
  var svg: String {
    let tenths = Int((self * 10).rounded())
    let whole = tenths.magnitude / 10
    let rest = tenths.magnitude % 10
    return (tenths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(rest)")
  }
}
