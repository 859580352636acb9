// Reads manifests in YAML and holds each against the schemas of Kubernetes or the Prometheus Operator,
// and all of them against their types, which know of no other keys.
// usage: judge.js <manifests   prints {"documents": [...], "faults": ["DaemonSet weir: ..."]}
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as yaml from "js-yaml";

const packages = { "monitoring.coreos.com/v1": "@kubernetes-models/prometheus-operator" };
const folder = import.meta.dirname;

const moduleOf = ({ apiVersion }) => `${packages[apiVersion] ?? "kubernetes-models"}/${apiVersion}`;

async function schemaFault(document) {
  try {
    const models = await import(moduleOf(document));
    new models[document.kind](document).validate();
    return [];
  } catch (error) {
    return [`${document.kind} ${document.metadata?.name}: ${error.message}`];
  }
}

const typed = (document, index) =>
  `import type { I${document.kind} as T${index} } from "${moduleOf(document)}";\n` +
  `export const d${index}: T${index} = ${JSON.stringify(document)};\n`;

function typeFaults(documents) {
  const place = mkdtempSync(join(folder, "typed-"));
  try {
    writeFileSync(join(place, "manifests.ts"), documents.map(typed).join(""));
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "manifests.ts"];
    const compiler = join(folder, "node_modules/typescript/bin/tsc");
    const done = spawnSync(process.execPath, [compiler, ...options], { cwd: place, encoding: "utf8" });
    return done.status === 0 ? [] : done.stdout.trim().split("\n");
  } finally {
    rmSync(place, { recursive: true });
  }
}

const documents = yaml.loadAll(readFileSync(0, "utf8"));
const schemaFaults = (await Promise.all(documents.map(schemaFault))).flat();
console.log(JSON.stringify({ documents, faults: [...schemaFaults, ...typeFaults(documents)] }));
