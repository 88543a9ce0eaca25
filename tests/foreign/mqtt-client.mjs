// A device made of the npm package "mqtt" only. Settings come as JSON in the first argument, commands as JSON lines on
// standard input, and everything that happens goes out as JSON lines:
//   settings  { url, protocolVersion: 4 | 5, clientId, username, password, keepalive, userProperties }
//   commands  { do: "subscribe", topics } | { do: "publish", topic, payload } | { do: "end" }
//   events    connect, message, suback, puback, disconnect, error, close
import { createInterface } from "node:readline";
import mqtt from "mqtt";

const settings = JSON.parse(process.argv[2]);
const say = (event, fields = {}) => process.stdout.write(JSON.stringify({ event, ...fields }) + "\n");
const failure = (error) => ({ message: error.message, code: error.code ?? null });

const client = mqtt.connect(settings.url, {
  protocolVersion: settings.protocolVersion ?? 5,
  clientId: settings.clientId ?? "",
  username: settings.username,
  password: settings.password,
  keepalive: settings.keepalive ?? 60,
  clean: true,
  reconnectPeriod: 0,
  connectTimeout: 10_000,
  ...(settings.userProperties ? { properties: { userProperties: settings.userProperties } } : {}),
});

client.on("connect", (connack) =>
  say("connect", {
    sessionPresent: connack.sessionPresent,
    reasonCode: connack.reasonCode ?? connack.returnCode,
    assignedClientId: connack.properties?.assignedClientIdentifier ?? null,
    deviceSecret: connack.properties?.userProperties?.["device-secret"] ?? null,
  }));

client.on("message", (topic, payload, packet) =>
  say("message", { topic, payload: payload.toString("utf8"), qos: packet.qos, dup: packet.dup }));

client.on("packetreceive", (packet) => {
  if (packet.cmd === "suback") say("suback", { granted: packet.granted });
  if (packet.cmd === "puback") say("puback", { reasonCode: packet.reasonCode ?? 0 });
  if (packet.cmd === "disconnect") say("disconnect", { reasonCode: packet.reasonCode ?? 0 });
});

client.on("error", (error) => say("error", failure(error)));
client.on("close", () => {
  say("close");
  process.exit(0);
});

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  switch (command.do) {
    case "subscribe":
      client.subscribe(command.topics, { qos: 1 }, (error) => error && say("error", failure(error)));
      break;
    case "publish":
      client.publish(command.topic, command.payload, { qos: 1 }, (error) => error && say("error", failure(error)));
      break;
    case "end":
      client.end();
      break;
    default:
      say("error", { message: `unknown command ${command.do}`, code: null });
  }
}
