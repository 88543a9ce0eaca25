// Calls the mPaaS API with the official clients, unchanged. Settings come as JSON in the first argument, calls as JSON lines on standard
// input, and each answer goes out as a JSON line when it is there:
//   settings  { endpoint: "HOST:PORT", accessKeyId, accessKeySecret }
//   calls     { id, client: "pop-get" | "pop-post" | "pop-post-lower-case" | "tea-v3" | "tea-v2", action, parameters, version }
//   answers   { id, body } | { id, code, message, data }
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { RPCClient } = require("@alicloud/pop-core");
const { default: OpenApi, Config, OpenApiRequest, Params } = require("@alicloud/openapi-client");
const { default: OpenApiUtil } = require("@alicloud/openapi-util");
const { RuntimeOptions } = require("@alicloud/tea-util");

const settings = JSON.parse(process.argv[2]);
const keys = { accessKeyId: settings.accessKeyId, accessKeySecret: settings.accessKeySecret };
const popMethods = { "pop-get": "GET", "pop-post": "POST", "pop-post-lower-case": "post" };

function callWithPop(call) {
  const client = new RPCClient({
    ...keys, endpoint: `http://${settings.endpoint}`, apiVersion: call.version, codes: ["100"], opts: { timeout: 20_000 },
  });
  return client.request(call.action, call.parameters, { method: popMethods[call.client] });
}

async function callWithTea(call) {
  const client = new OpenApi(new Config({
    ...keys, endpoint: settings.endpoint, protocol: "http", ...(call.client === "tea-v2" ? { signatureAlgorithm: "v2" } : {}),
  }));
  const parameters = new Params({
    action: call.action, version: call.version, protocol: "HTTP", pathname: "/", method: "POST", authType: "AK", style: "RPC",
    reqBodyType: "formData", bodyType: "json",
  });
  // As the generated clients do: lists become Name.1.Member.
  const request = new OpenApiRequest({ body: OpenApiUtil.query(call.parameters) });
  const answer = await client.callApi(parameters, request, new RuntimeOptions({ readTimeout: 20_000, connectTimeout: 20_000 }));
  return answer.body;
}

async function answer(call) {
  try {
    const body = await (call.client in popMethods ? callWithPop(call) : callWithTea(call));
    return { id: call.id, body };
  } catch (error) {
    return { id: call.id, code: String(error.code ?? ""), message: error.message, data: error.data ?? null };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const call = { version: "2020-10-28", ...JSON.parse(line) };
  answer(call).then((said) => process.stdout.write(JSON.stringify(said) + "\n"));
}
