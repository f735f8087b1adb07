extension PreparedStore {
  /// The houses that have an appliance, however its name is spelled.
  package func houses(with appliance: String) -> [House] {
    houses.filter { $0.channel(of: appliance) != nil }
  }
}

extension PreparedStore.House {
  /// The channel of an appliance, however its name is spelled; nil where the house has none.
  package func channel(of appliance: String) -> PreparedStore.Channel? {
    let wanted = ApplianceNames.channel(ApplianceNames.canonical(appliance))
    return channels.first { $0.appliance != nil && $0.name == wanted }
  }
}
