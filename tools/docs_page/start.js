// A file of its own: the page's policy lets no script stand in the page.
window.ledgerReference = SwaggerUIBundle({
  dom_id: "#reference",
  url: "openapi.json",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // A badge that would be asked of a server elsewhere.
  validatorUrl: null,
  // The token that is typed in goes with the page: it is not left in the browser.
  persistAuthorization: false,
});
