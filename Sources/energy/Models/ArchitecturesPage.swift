import Files
import Networks

/// All architectures, a line each.
struct ArchitecturesPage {
  private let choice: ArchitectureChoice

  init(_ choice: ArchitectureChoice) { self.choice = choice }

  /// The table for people; with a width it is cut to it.
  func text(width: Int?, style: TerminalStyle) -> String {
    var table = TextTable(
      columns: [
        .left("architecture"), .right("window"), .left("padding", optional: true),
        .right("parameters"), .right("multiply-adds"), .left("", shrinksTo: 20, optional: true),
      ], indent: 0)
    for architecture in ArchitectureCatalogue.all { table.add(cells(architecture)) }
    return table.render(width: width, style: style)
      + "\n\nLayers and shapes:  energy models architectures \(ArchitectureCatalogue.all[0].name)"
  }

  private func cells(_ architecture: Architecture) -> [String] {
    do {
      let plan = try choice.plan(of: architecture)
      return [
        architecture.name, DecimalText.grouped(plan.window), plan.padding.rawValue,
        DecimalText.grouped(plan.parameterCount), DecimalText.grouped(plan.multiplyAdds),
        architecture.summary,
      ]
    } catch {
      return [architecture.name, "", "", "", "", error.reason]
    }
  }

  /// The same for programs; what cannot be built has no numbers, and says why.
  var document: JSON {
    ["architectures": .array(ArchitectureCatalogue.all.map(entry))]
  }

  private func entry(_ architecture: Architecture) -> JSON {
    var members: [JSON.Member] = architecture.members
    do {
      let plan = try choice.plan(of: architecture)
      members += [
        .init(key: "window", value: .integer(plan.window)),
        .init(key: "padding", value: .string(plan.padding.rawValue)),
        .init(key: "parameters", value: .integer(plan.parameterCount)),
        .init(key: "multiply_adds", value: .integer(plan.multiplyAdds)),
      ]
    } catch {
      members.append(.init(key: "refused", value: .string(error.description)))
    }
    return .object(members)
  }
}

extension Architecture {
  /// What JSON says of it at any window.
  var members: [JSON.Member] {
    [
      .init(key: "name", value: .string(name)), .init(key: "summary", value: .string(summary)),
      .init(key: "source", value: .string(source)),
      .init(key: "default_window", value: .integer(defaultWindow)),
      .init(key: "paddings", value: .array(paddings.map { .string($0.rawValue) })),
      .init(key: "sequence", value: .bool(isSequence)),
    ]
  }
}
