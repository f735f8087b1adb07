import Files
import MeterData

/// The models that a request is answered by.
enum ModelChoice {
  /// Finds the models of some names; all of them where none are named.
  ///
  /// - Throws: `Refusal`: 422 with the nearest name, 503 where nothing is loaded.
  static func models(
    _ names: [String]?, among current: [ServedModel]
  ) throws(Refusal) -> [ServedModel] {
    guard !current.isEmpty else {
      throw Refusal(
        503, "no_model", "no model is loaded", fields: [.init("Retry-After", "5")])
    }
    guard let names else { return current }
    guard !names.isEmpty else {
      throw BodyPlace.key("appliances").wrong("appliances names none; leave it out for all")
    }
    var chosen: [ServedModel] = []
    for (index, name) in names.enumerated() {
      let model = try model(name, among: current, .element("appliances", index))
      guard !chosen.contains(where: { $0.name == model.name }) else {
        throw BodyPlace.element("appliances", index).wrong("\(model.appliance) is named twice")
      }
      chosen.append(model)
    }
    return chosen
  }

  private static func model(
    _ name: String, among current: [ServedModel], _ place: BodyPlace
  ) throws(Refusal) -> ServedModel {
    let wanted = ApplianceNames.key(name)
    let canonical = ApplianceNames.key(ApplianceNames.canonical(name))
    for key in [wanted, canonical] {
      let found = current.first {
        ApplianceNames.key($0.name) == key || ApplianceNames.key($0.appliance) == key
      }
      if let found { return found }
    }
    let names = current.map(\.appliance)
    throw place.wrong(
      "no model estimates the \"\(name.prefix(64))\". "
        + (Spelling.question(for: name, among: names) ?? "There are \(ApplianceNames.list(names))."),
      code: "unknown_appliance")
  }

  /// "kettle=3, fridge=1".
  static func label(_ models: [ServedModel]) -> String {
    models.map(\.label).joined(separator: ", ")
  }
}
