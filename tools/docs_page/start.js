// A separate file, because the page's policy forbids inline scripts.
window.ledgerReference = SwaggerUIBundle({
  dom_id: "#reference",
  url: "openapi.json",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // No validator badge: it would be loaded from another server.
  validatorUrl: null,
  // The entered token is not stored in the browser.
  persistAuthorization: false,
});
