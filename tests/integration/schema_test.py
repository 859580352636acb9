"""weir schema and weir check agree about good and bad files; editors use the first."""
import json
import os
import pathlib
import subprocess
import tempfile

import jsonschema
import tap
import yaml
from weir import PLUGINS, WEIR, Case, command

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SHIPPED = SOURCE / "config/exporter.schema.json"

# Each a line, or lines, of a file that is else empty.
GOOD = [
    "",
    "collectors:",
    "collectors: []",
    "web: {listen: ':8080'}",
    "web: {listen: ['127.0.0.1:8080', 'unix:///run/weir.sock'], telemetry_path: /m/x, max_requests: 1}",
    "web: {listen: [{env: ADDRESS}], disable_exporter_metrics: true, max_connections: 1000000}",
    "web: {systemd_socket: true}",
    "plugin_directory: {env: DIRECTORY}",
    "allow_unsafe_plugins: false",
    "include: none/*.yaml",
    "include: [none/*.yaml, none-*.yaml]",
    "defaults:",
    "defaults: {timeout: 5s, interval: 1m30s, labels: {site: fra1}, limits: {series: 10}}",
    "collectors: [{plugin: foobar}]",
    "collectors: [{plugin: foobar, name: _a-B1, required: true, interval: on_scrape, min_interval: 0}]",
    "collectors: [{plugin: foobar, interval: 7d, timeout: 1h, start_timeout: 1ms, max_staleness: 0}]",
    "collectors: [{plugin: foobar, max_staleness: 52w, honor_timestamps: false, created_timestamps: true, log_level: warn}]",
    "collectors: [{plugin: foobar, enabled: false}, {plugin: foobar}]",
    f"collectors: [{{plugin: foobar, enabled: false, sha256: {'aB' * 32}}}]",
    "collectors: [{plugin: foobar, labels: {a: b, empty: '', _n: 7, t: true, e: {env: ADDRESS}}}]",
    "collectors: [{plugin: foobar, labels: {env: prod}}]",
    "collectors: [{plugin: foobar, limits: {series: 1, labels: 0, name: 1, label_value: 1MiB, help: 0}}]",
    "collectors: [{plugin: foobar, limits: {memory: 64MiB, open_files: 16, threads: 1, output: 64KiB}}]",
    "collectors: [{plugin: foobar, isolation: in_process}]",
    "collectors: [{plugin: foobar, sandbox: {level: strict, write: [/tmp], read: /var, exec: true, network: false}}]",
    "collectors: [{plugin: foobar, sandbox: {network: {tcp_connect: [443, 80]}, capabilities: [NET_RAW], user: nobody}}]",
    "collectors: [{plugin: foobar, sandbox: {network: {tcp_connect: 443}, require: [landlock, seccomp]}}]",
    "collectors: [{plugin: linux, config: {}}]",
    "collectors: [{plugin: linux, config:}]",
    "collectors: [{plugin: linux, config: {exclude: [cpu, vmstat], cpu: {guest: false}}}]",
    "collectors: [{plugin: linux, name: node, config: {procfs: {env: PROC}, filesystem: {timeout: 2s}}}]",
]
BAD = [
    "[]",
    "5",
    "collector: []",
    "collectors: {plugin: foobar}",
    "collectors: [foobar]",
    "collectors: [{}]",
    "collectors: [{name: foobar}]",
    "web: []",
    "web: {listen: []}",
    "web: {listen: ''}",
    "web: {listen: localhost}",
    "web: {listen: ['127.0.0.1']}",
    "web: {telemetry_path: /a//b}",
    "web: {telemetry_path: /a/../b}",
    "collectors: [{plugin: foobar, labels: {U__a: b}}]",
    "web: {listen: {port: 8080}}",
    "web: {telemetry_path: metrics}",
    "web: {telemetry_path: /}",
    "web: {telemetry_path: /-/metrics}",
    "web: {telemetry_path: /api/v1/sd}",
    "web: {telemetry_path: /metrics/}",
    "web: {systemd_socket: 'true'}",
    "web: {config_file: ''}",
    "web: {max_requests: 0}",
    "web: {max_requests: '5'}",
    "web: {max_connections: 1000001}",
    "plugin_directory: ''",
    "plugin_directory: [a]",
    "allow_unsafe_plugins: maybe",
    "allow_unsafe_plugins: 'true'",
    "include: ''",
    "include: {a: b}",
    "defaults: {plugin: foobar}",
    "defaults: {enabled: false}",
    "defaults: {config: {}}",
    "defaults: {timeout: 5}",
    "defaults: {timeout: soon}",
    "defaults: {timeout: 5 s}",
    "defaults: {timeout: 1s1m}",
    "defaults: {timeout: -5s}",
    "defaults: {timeout: ''}",
    "defaults: {timeout: {file: a, env: b}}",
    "defaults: {interval: onscrape}",
    "defaults: {required: 'yes'}",
    "defaults: {log_level: loud}",
    "defaults: {honor_timestamps: 1}",
    "defaults: {labels: [a]}",
    "defaults: {labels: {__a: b}}",
    "defaults: {labels: {le: b}}",
    "defaults: {labels: {1a: b}}",
    "defaults: {labels: {a: [b]}}",
    "defaults: {limits: {series: 0}}",
    "defaults: {limits: {series: 10000001}}",
    "defaults: {limits: {labels: 1025}}",
    "defaults: {limits: {memory: 64MB}}",
    "defaults: {limits: {name: -1}}",
    "defaults: {limits: {serie: 5}}",
    "defaults: {limits: {threads: 0}}",
    "defaults: {isolation: thread}",
    "defaults: {sandbox: {level: low}}",
    "defaults: {sandbox: {network: {}}}",
    "defaults: {sandbox: {network: {tcp_connect: []}}}",
    "defaults: {sandbox: {network: {tcp_connect: [0]}}}",
    "defaults: {sandbox: {network: {tcp_connect: [65536]}}}",
    "defaults: {sandbox: {require: [magic]}}",
    "defaults: {sandbox: {exec: 1}}",
    "defaults: {sandbox: {writ: /tmp}}",
    "collectors: [{plugin: ''}]",
    "collectors: [{plugin: foobar, name: 1a}]",
    "collectors: [{plugin: foobar, name: weir}]",
    f"collectors: [{{plugin: foobar, name: {'a' * 65}}}]",
    "collectors: [{plugin: foobar, sha256: abc}]",
    "collectors: [{plugin: foobar, intervall: 5s}]",
    "collectors: [{plugin: foobar, config: 5}]",
    "collectors: [{plugin: linux, config: {exclude: cpu}}]",
    "collectors: [{plugin: linux, config: {exclude: [gpu]}}]",
    "collectors: [{plugin: linux, config: {exclud: [cpu]}}]",
    "collectors: [{plugin: linux, config: {include: [cpu], exclude: [stat]}}]",
    "collectors: [{plugin: linux, config: {cpu: {guest: 'no'}}}]",
    "collectors: [{plugin: linux, name: node, config: {procfs: proc}}]",
]
VALUES = {"ADDRESS": "127.0.0.1:1", "DIRECTORY": PLUGINS, "PROC": "/proc"}


def schema(directory=PLUGINS):
    done = command("schema", "--plugin.directory", directory)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Schema(Case):
    def test_without_plugins_it_is_what_is_shipped(self):
        """schema: without plugins it is config/exporter.schema.json, byte for byte"""
        with tempfile.TemporaryDirectory() as empty:
            self.assertEqual(schema(empty), SHIPPED.read_text())

    def test_no_directory_is_no_schema(self):
        """schema: a plugin directory that is not there is a failure, not a schema without plugins"""
        done = command("schema", "--plugin.directory", "/nowhere/plugins")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("/nowhere/plugins", done.stderr)

    def test_it_is_a_schema(self):
        """schema: it is valid as JSON Schema 2020-12, and the shipped configuration names and meets it"""
        text = (SOURCE / "config/exporter.yaml").read_text()
        self.assertIn("# yaml-language-server: $schema=exporter.schema.json\n", text)
        for whole in (json.loads(SHIPPED.read_text()), json.loads(schema())):
            jsonschema.Draft202012Validator.check_schema(whole)
            jsonschema.Draft202012Validator(whole).validate(yaml.safe_load(text))

    def judged_by_weir(self, text):
        with tempfile.TemporaryDirectory(prefix="weir-schema-") as folder:
            (pathlib.Path(folder) / "e.yaml").write_text(text + "\n")
            arguments = [WEIR, "check", "--config.file", "e.yaml", "--plugin.directory", PLUGINS]
            if "linux" not in text:
                arguments.append("--no-plugins")
            done = subprocess.run(arguments, cwd=folder, text=True, capture_output=True, env={**os.environ, **VALUES})
            self.assertIn(done.returncode, (0, 78), done.stderr)
            return done.returncode == 0, done.stderr

    def check_agreement(self, files, expected):
        validator = jsonschema.Draft202012Validator(json.loads(schema()))
        for text in files:
            with self.subTest(text):
                good, said = self.judged_by_weir(text)
                errors = [error.message for error in validator.iter_errors(yaml.safe_load(text))]
                self.assertEqual(good, expected, said)
                self.assertEqual(not errors, expected, errors)

    def test_good_files(self):
        """schema: what `weir check` finds good, it finds good"""
        self.check_agreement(GOOD, True)

    def test_bad_files(self):
        """schema: what `weir check` finds bad, it finds bad"""
        self.check_agreement(BAD, False)


if __name__ == "__main__":
    raise SystemExit(tap.main())
