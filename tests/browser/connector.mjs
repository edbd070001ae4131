// A connector in a process of its own, so that a test can stop it: it says what it is and what it holds, and no more.
// Run with a port-less `node connector.mjs NAME`; the first line it prints is its base URL.
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const [name] = process.argv.slice(2);
const uuid = randomUUID();
const dataset = `urn:fiducia:dataset:${uuid}:pool`;

const { kty, crv, x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
// The thumbprint of RFC 7638.
const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
const key = { kty, crv, x, kid, use: 'sig', alg: 'EdDSA' };

const answers = (base) => ({
  '/.well-known/connector-config': {
    connector_uuid: uuid, connector_key: key, name, description: 'Swimming cards', api_guide: `${base}/api`,
    connector_base_url: base, jwks_uri: `${base}/jwks.json`, datasets_url: `${base}/datasets`,
    capabilities: ['attribute-filter', 'self-access'], self_access: [{ dataset, url: `${base}/card` }],
  },
  '/jwks.json': { keys: [key] },
  '/datasets': [{
    id: dataset, source: 'pool', entity_type: 'Person', title: { en: 'Swimming card' }, identifier_types: ['ssn'],
    attributes: [{ path: 'visits', title: { en: 'Visits' }, category: 'https://w3id.org/dpv/pd#Name' }],
  }],
});

const server = createServer((request, response) => {
  const answer = answers(`http://127.0.0.1:${server.address().port}`)[request.url];
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ?? {}));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
