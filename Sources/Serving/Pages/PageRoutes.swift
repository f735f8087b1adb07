import HTTP

/// What people look at: the page, the API's own page, and the API as a document for programs.
package enum PageRoutes {
  /// The routes of the pages.
  ///
  /// The pages themselves are the same for everyone and hold nothing of models or households, so
  /// they are shown without a token and ask for it where what they fetch needs it.
  ///
  /// - Parameters:
  ///   - api: All other routes of the server: what the API page and the document tell of.
  ///   - models: Whose period the example has.
  /// - Returns: Routes that answer at once.
  package static func routes(api: [Route], models: any ServedModels) -> [Route] {
    let first = [
      page("/", HomePage.summary, HomePage.document.response), ExampleRoute(models: models).route,
    ]
    // Both describe themselves too.
    let empty = HTTPResponse(status: 200)
    let described = APIDocument(routes: api + first + telling(empty, empty))
    return first
      + telling(HTTPResponse(json: described.json), APIPage(described).document.response)
  }

  /// What tells of the API.
  private static func telling(_ document: HTTPResponse, _ docs: HTTPResponse) -> [Route] {
    [
      Route("GET", "/openapi.json", summary: "This API as an OpenAPI 3.1 document.") { _ in
        document
      },
      page("/docs", APIPage.summary, docs),
      page(
        "/redoc", "Leads to /docs.",
        HTTPResponse(status: 308, fields: [HTTPField("Location", "/docs")])),
    ]
  }

  private static func page(_ path: String, _ summary: String, _ response: HTTPResponse) -> Route {
    Route("GET", path, access: .anyone, summary: summary) { _ in response }
  }
}
