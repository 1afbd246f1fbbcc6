import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
import { MOST } from '../domain/limits.ts';
import { EngineError } from '../errors.ts';

/**
 * Room for the largest valid body without tests when each byte of its texts is escaped as six, \uXXXX; and for the largest
 * tests as JSON usually has them, with few escapes.
 */
const BODY_MAX =
  6 * (MOST.filesBytes + MOST.inputBytes + 2 * MOST.args * MOST.argBytes + MOST.files * MOST.fileName) +
  MOST.testsBytes;
/** More than the depth and the values of any submission, so that an error can still name the field that is wrong. */
const DEPTH_MAX = 8;
const VALUES_MAX = 1024 + MOST.tests * (MOST.args + 8);

/** Parses the body of a route that has one. Other bodies are not read, because parsing blocks all other requests. */
export function jsonBody(): RequestHandler[] {
  const parse = express.json({
    limit: BODY_MAX,
    strict: false,
    verify(_request, _response, body) {
      if (!isUtf8(body)) throw new EngineError('invalid_json', 'The body is not valid UTF-8.');
      requirePlain(body);
    },
  });
  return [requireJson, parse];
}

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json')) {
    throw new EngineError('unsupported_media_type', 'Send JSON, with the header Content-Type: application/json.');
  }
  next();
};

/** Refuses deep nesting and many small values, which take seconds to parse, by counting brackets and commas. */
function requirePlain(body: Buffer): void {
  let isText = false;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) isText = !isText;
    else if (isText) at += byte === BACKSLASH ? 1 : 0;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth -= 1;
    else if (byte === COMMA) values += 1;
    if (depth > DEPTH_MAX || values > VALUES_MAX) throw notPlain();
  }
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

function notPlain(): EngineError {
  const problem = 'holds more values, or deeper ones, than any submission; GET /docs shows what a submission may hold';
  const details = [{ field: '(body)', problem }];
  return new EngineError('invalid_request', `The request is not valid: the body ${problem}.`, { details });
}
