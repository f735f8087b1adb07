import Disaggregation
import Files
import Registry

/// What `energy models promote` and `rollback` say.
struct PromotionPage {
  private let promotion: Promotion
  /// nil of a rollback, which compares nothing.
  private let metric: Metric?

  init(_ promotion: Promotion, metric: Metric?) {
    self.promotion = promotion
    self.metric = metric
  }

  /// The page for people; with a width, the table is cut to it.
  func text(width: Int?, style: TerminalStyle) -> String {
    var parts = [sentence]
    if let contest = promotion.contest {
      parts.append("\(contest.metric.title) on \(contest.range.text):")
      parts.append(table(contest, style).render(width: width, style: style))
    }
    if !promotion.removed.isEmpty {
      let one = promotion.removed.count == 1
      parts.append(
        "removed \(one ? "version" : "versions") \(promotion.removed.joined(separator: ", "))")
    }
    return parts.joined(separator: "\n")
  }

  private var sentence: String {
    let (appliance, version) = (promotion.version.appliance, promotion.version.version)
    guard promotion.isChange else {
      return "\(appliance): version \(version) is in production already"
    }
    let before = promotion.previous.map { ", after version \($0)" } ?? ""
    let again = metric == nil ? " again" : ""
    return "\(appliance): version \(version) is in production\(again)\(before)"
  }

  private func table(_ contest: Contest, _ style: TerminalStyle) -> TextTable {
    var table = TextTable(columns: [.left(""), .right(""), .left("")])
    for figure in contest.figures {
      table.add([
        "version \(figure.version)", contest.metric.text(figure.value),
        figure.version == promotion.version.version ? style.painted(style.star, .good) : "",
      ])
    }
    return table
  }

  /// The same for programs.
  var document: JSON {
    var members: [(String, JSON)] = [
      ("appliance", .string(promotion.version.appliance)),
      ("version", .string(promotion.version.version)), ("previous", JSON(promotion.previous)),
      ("changed", .bool(promotion.isChange)),
    ]
    if let metric { members.append(("metric", .string(metric.rawValue))) }
    if let contest = promotion.contest {
      members += [
        ("range", .string(contest.range.text)),
        (
          "figures",
          .array(
            contest.figures.map { ["version": .string($0.version), "value": JSON($0.value)] })
        ),
      ]
    }
    members += [
      ("removed", .array(promotion.removed.map(JSON.string))),
      ("remarks", .array(promotion.remarks.map(JSON.string))),
    ]
    return .object(members.map { JSON.Member(key: $0.0, value: $0.1) })
  }
}
