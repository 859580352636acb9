"""What packaging/prometheus has, used by a real Prometheus: discovery, rules, and their runbooks.
usage: operations_test.py PREFIX_OF_WEIR FOLDER_OF_PROMETHEUS"""
import contextlib
import json
import pathlib
import re
import ssl
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import page
import tap
from certificates import Authority
from processes import Server, free_port, get, wait_until
from scene import SOURCE, Scene

PROMETHEUS = SOURCE / "packaging/prometheus"
RULES = PROMETHEUS / "rules/weir.rules.yaml"
ADDRESS = "127.0.0.1:8080"  # in the examples
COLLECTORS = "collectors: [{plugin: foobar}, {plugin: foobar, name: other, labels: {a: b}}, {plugin: nope}]\n"
KUBERNETES = {
    "__meta_kubernetes_namespace": "monitoring",
    "__meta_kubernetes_pod_name": "weir-x",
    "__meta_kubernetes_pod_node_name": "node-1",
    "__meta_kubernetes_pod_phase": "Running",
    "__meta_kubernetes_pod_annotation_prometheus_io_scrape": "true",
    "__meta_kubernetes_pod_annotation_prometheus_io_path": "/metrics/foobar",
}
scene = None


def example(name):
    return (PROMETHEUS / f"scrape/{name}.yaml").read_text()


def by_file(configuration, folder):
    """Kubernetes' discovery, which Debian's Prometheus is built without, replaced by files."""
    return configuration.replace("kubernetes_sd_configs:\n      - role: pod", f'file_sd_configs:\n      - files: ["{folder}/*.json"]')


def pod(address, port, **more):
    labels = {**KUBERNETES, "__meta_kubernetes_pod_ip": address, "__meta_kubernetes_pod_annotation_prometheus_io_port": str(port), **more}
    return {"targets": [f"{address}:1"], "labels": labels}


def secured_page():
    """The page of a Weir that serves with TLS."""
    authority = Authority(scene.folder)
    certificate, key = authority.issue("server")
    (scene.folder / "web.yaml").write_text(f"tls_server_config: {{cert_file: {certificate}, key_file: {key}}}\n")
    file = scene.folder / "secured.yaml"
    file.write_text("web: {config_file: web.yaml}\n")
    address = f"127.0.0.1:{free_port()}"
    command = [scene.prefix / "bin/weir", "--config.file", file, "--web.listen-address", address]
    server = Server("secured", command, scene.folder / "secured.log")
    scene.callback(server.stop)
    trust = ssl.create_default_context(cafile=authority.certificate)

    def answer():
        with contextlib.suppress(ConnectionError, urllib.error.URLError):
            with urllib.request.urlopen(f"https://{address}/metrics", context=trust, timeout=15) as page:
                return page.read().decode()

    return wait_until("a page over TLS", answer)


class Operations(unittest.TestCase):
    """One Weir, and one Prometheus with all examples."""

    @classmethod
    def setUpClass(cls):
        cls.weir = scene.start_weir("operated", COLLECTORS)
        address = f"127.0.0.1:{cls.weir.port}"
        files, pods = scene.folder / "files", scene.folder / "pods"
        files.mkdir()
        pods.mkdir()
        (files / "weir.json").write_text(json.dumps([{"targets": [address], "labels": {"site": "fra1"}}]))
        ignored = pod("127.0.0.1", 1, __meta_kubernetes_pod_annotation_prometheus_io_scrape="false")
        over = pod("127.0.0.1", 2, __meta_kubernetes_pod_phase="Succeeded")
        ipv6 = pod("fd00::1", 9)
        (pods / "pods.json").write_text(json.dumps([pod("127.0.0.1", cls.weir.port), ignored, over, ipv6]))
        jobs = [
            example("static").replace(ADDRESS, address),
            example("http_sd").replace(ADDRESS, address).replace("job_name: weir\n", "job_name: rest\n"),
            example("file_sd").replace("/etc/prometheus/weir", str(files)).replace("job_name: weir", "job_name: files"),
            by_file(example("kubernetes"), pods),
        ]
        text = "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n"
        text += f'rule_files: ["{RULES}"]\nscrape_configs:\n'
        scene.start_prometheus(text + "".join(job.split("scrape_configs:\n")[1] for job in jobs))

    def query(self, query):
        """{labels: value}, with the labels as a set of pairs, once there is something."""
        found = {}

        def some():
            for series in scene.ask("query", query=query)["result"]:
                labels = {k: v for k, v in series["metric"].items() if k not in ("__name__", "instance", "job")}
                found[frozenset(labels.items())] = series["value"][1]
            return found

        wait_until(query, some)
        return found

    def test_names(self):
        """discovery: a target that is known by name, with what Weir says of its collectors"""
        self.assertEqual(self.query('up{job="weir"}'), {frozenset(): "1"})
        self.assertEqual(len(self.query('weir_collector_up{job="weir"}')), 3)

    def test_up_for_each_collector(self):
        """discovery: /api/v1/sd gives `up` for each collector, 0 for the one that is down"""
        wait_until("three targets", lambda: len(self.query('up{job="weir-collectors"}')) == 3)
        up = self.query('up{job="weir-collectors"}')
        self.assertEqual({dict(labels)["collector"]: value for labels, value in up.items()}, {"foobar": "1", "other": "1", "nope": "0"})
        values = self.query('foo_metric{job="weir-collectors"}')
        self.assertEqual(values, {frozenset({("collector", "foobar")}): "1", frozenset({("collector", "other"), ("a", "b")}): "1"})

    def test_the_rest(self):
        """discovery: the second job has what Weir says of itself, and nothing of the collectors"""
        self.assertEqual(len(self.query('weir_collector_up{job="rest"}')), 3)
        self.assertIn("1", self.query('up{job="rest"}').values())
        self.assertEqual(scene.ask("query", query='foo_metric{job="rest"}')["result"], [])

    def test_files(self):
        """discovery: a target that stands in a file, with its label"""
        self.assertEqual(self.query('up{job="files"}'), {frozenset({("site", "fra1")}): "1"})

    def test_pods(self):
        """discovery: of pods, those with the annotation that run, at the address and path that they say"""
        self.query('up{job="kubernetes-pods"}')
        targets = [t for t in scene.ask("targets")["activeTargets"] if t["labels"]["job"] == "kubernetes-pods"]
        urls = sorted(target["scrapeUrl"] for target in targets)
        self.assertEqual(urls, [f"http://127.0.0.1:{self.weir.port}/metrics/foobar", "http://[fd00::1]:9/metrics/foobar"])
        labels = {key: targets[0]["labels"][key] for key in ("namespace", "pod", "node")}
        self.assertEqual(labels, {"namespace": "monitoring", "pod": "weir-x", "node": "node-1"})

    def test_rules_are_evaluated(self):
        """rules: a real Prometheus evaluates all of them without an error"""

        def evaluated():
            rules = [rule for group in scene.ask("rules")["groups"] for rule in group["rules"]]
            return len(rules) > 10 and all(rule["health"] != "unknown" for rule in rules) and rules

        wait_until("the rules", evaluated)
        self.assertEqual([(rule["name"], rule["lastError"]) for rule in evaluated() if rule["health"] != "ok"], [])
        wait_until("the ratio", lambda: self.query("instance:weir_collector_up:ratio"))

    def test_every_metric_is_on_a_page(self):
        """rules: every metric that they name is on a page of Weir"""
        text = get(self.weir.url + "/metrics")[0].decode()
        shown = {sample.name for text in (text, secured_page()) for sample in page.samples_of(text)}
        expressions = "\n".join(re.findall(r"^ +expr: (.*)$", RULES.read_text(), re.M))
        named = set(re.findall(r"(?<![:\w])(?:weir|process)_\w+(?![:\w])", expressions))
        self.assertGreaterEqual(len(named), 10)
        self.assertEqual(named - shown, set())


class Files(unittest.TestCase):
    def run_promtool(self, *arguments):
        done = subprocess.run([scene.servers / "promtool", *arguments], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_rules(self):
        """rules: promtool accepts them, and their unit tests pass"""
        self.run_promtool("check", "rules", RULES)
        self.run_promtool("test", "rules", RULES.with_name("weir.rules.test.yaml"))

    def test_every_alert_is_tested_to_fire_and_not_to(self):
        """rules: each alert has a test in which it fires, one in which it does not, and a runbook"""
        alerts = re.findall(r"- alert: (\w+)", RULES.read_text())
        tests = RULES.with_name("weir.rules.test.yaml").read_text()
        runbooks = (SOURCE / "docs/runbooks.md").read_text()
        for alert in alerts:
            with self.subTest(alert):
                self.assertRegex(tests, rf"alertname: {alert}, exp_alerts: \[\]")
                self.assertRegex(tests, rf"alertname: {alert}\n +exp_alerts:\n")
                self.assertIn(f"\n## {alert}\n", runbooks)
                self.assertIn(f"runbook: docs/runbooks.md#{alert.lower()}\n", RULES.read_text())
        self.assertEqual(sorted(alerts), sorted(re.findall(r"^## (Weir\w+)$", runbooks, re.M)))

    def test_examples(self):
        """examples: promtool accepts every one of them"""
        for name in ("static", "file_sd", "http_sd", "kubernetes"):
            with self.subTest(name):
                file = scene.folder / f"{name}.yml"
                file.write_text(by_file(example(name), scene.folder))
                self.run_promtool("check", "config", file)


if __name__ == "__main__":
    scene = Scene(*sys.argv[1:3])
    try:
        status = tap.main()
    finally:
        scene.close()
    sys.exit(status)
