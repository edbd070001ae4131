// An IoT agent as cities run them in front of their devices, in a process of its own.
//
//   node agent.mjs BROKER-URL PORT
//
// It reads measures from its input, a line of JSON each: {"device": "lamp1", "type": "Lamp", "measures": [{"name", "type",
// "value"}]}. It writes a line for each that the broker has taken or refused, and for each command that comes to a device.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const agent = createRequire(import.meta.url)("iotagent-node-lib");
const [broker, port] = process.argv.slice(2);
const say = (line) => console.log(JSON.stringify(line));

const config = {
  logLevel: "FATAL",
  contextBroker: {
    url: broker,
    ngsiVersion: "ld",
    jsonLdContext: "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld",
    // Where a request names none.
    service: "town",
    subservice: "/",
  },
  server: { port: Number(port), host: "127.0.0.1", ldSupport: { null: true, datasetId: true, merge: false } },
  deviceRegistry: { type: "memory" },
  types: {},
  service: "town",
  subservice: "/",
  providerUrl: `http://127.0.0.1:${port}`,
  deviceRegistrationDuration: "P1Y",
  timestamp: false,
  stats: { interval: 0 },
};

agent.activate(config, (failed) => {
  if (failed) {
    say({ failed: String(failed.message ?? failed) });
    process.exit(1);
  }
  agent.setCommandHandler((id, type, service, path, commands, done) => {
    say({ commanded: id, type, tenant: service, commands: commands.map(({ name, value }) => ({ name, value })) });
    done(null, commands[0]);
  });
  agent.setDataQueryHandler((id, type, service, path, attributes, done) => {
    // What a lazy attribute says is read from the device when it is asked for.
    const values = { batteryLevel: 0.75 };
    const known = attributes.filter((name) => name in values);
    done(null, Object.fromEntries([
      ["id", id],
      ["type", type],
      ...known.map((name) => [name, { type: "Property", value: values[name] }]),
    ]));
  });
  say({ ready: true });
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      const { device, measures } = JSON.parse(line);
      agent.getDevice(device, null, "town", "/", (unknown, found) => {
        if (unknown) return say({ refused: String(unknown.message ?? unknown.name) });
        agent.update(found.name, found.type, "", measures, found, (refused) =>
          say(refused ? { refused: String(refused.message ?? refused.name) } : { taken: device }),
        );
      });
    })
    .on("close", () => process.exit(0));
});
