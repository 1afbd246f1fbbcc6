import express, { Router, type RequestHandler } from 'express';
import folderOfSwaggerUi from 'swagger-ui-dist/absolute-path.js'; // the package itself loads all of it, in half a second
import { onlyMethods } from './errors.ts';
import { openapiDocument } from './openapi.ts';
import type { Route } from './route.ts';

/** The contract as /openapi.json, and a page to try the API at /docs, with all its assets. */
export function docsRouter(routes: readonly Route[]): Router {
  const document = openapiDocument(routes);
  const assets = express.static(folderOfSwaggerUi(), { index: false, redirect: false, maxAge: '1h' });
  const router = Router();
  router
    .route('/openapi.json')
    .get((_request, response) => void response.json(document))
    .all(onlyMethods('GET'));
  // The page has relative paths, so that a proxy may serve it under any path; a slash at the end would change them.
  router.get(/^\/docs\/$/, (_request, response) => response.redirect(301, '../docs'));
  router
    .route(/^\/docs\/?$/)
    .get(viewerHeaders, (_request, response) => void response.type('html').send(PAGE))
    .all(onlyMethods('GET'));
  router.get('/docs/start.js', (_request, response) => void response.type('js').send(START));
  router.use('/docs/assets', assets);
  return router;
}

/** Swagger UI sets style attributes, so inline styles are allowed; scripts come from this server alone. */
const viewerHeaders: RequestHandler = (_request, response, next) => {
  response.set(
    'Content-Security-Policy',
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  );
  next();
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>CodeEngine API</title>
    <link rel="stylesheet" href="docs/assets/swagger-ui.css" />
    <link rel="icon" href="docs/assets/favicon-32x32.png" />
  </head>
  <body>
    <div id="viewer"></div>
    <script src="docs/assets/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#viewer', deepLinking: true, validatorUrl: null });\n`;
