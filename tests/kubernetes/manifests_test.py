"""The manifests: valid, safe, and of one mind with each other.
usage: manifests_test.py KUBECTL FOLDER_OF_JUDGE"""
import copy
import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import pod_security
import tap
from manifests import OVERLAYS, judge, one, pod_of, render

NAMES = sorted(path.name for path in OVERLAYS.iterdir())


class Manifests(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.documents, cls.faults = {}, {}
        for name in NAMES:
            cls.documents[name], cls.faults[name] = judge(sys.argv[2], render(sys.argv[1], name))

    def kinds(self, name):
        return {document["kind"] for document in self.documents[name]}

    def all_of(self, kind):
        return [document for documents in self.documents.values() for document in documents if document["kind"] == kind]

    def test_valid(self):
        """manifests: every overlay agrees with the schemas and types of Kubernetes and the Prometheus Operator"""
        self.assertEqual(self.faults, {name: [] for name in ("node", "operator", "plugin", "restricted")})

    def test_kinds(self):
        """manifests: each overlay has what it is for"""
        common = {"ConfigMap", "DaemonSet", "Namespace", "NetworkPolicy", "ServiceAccount"}
        self.assertEqual(self.kinds("restricted"), common)
        self.assertEqual(self.kinds("node"), common)
        self.assertEqual(self.kinds("operator"), common | {"PodMonitor"})
        self.assertEqual(self.kinds("plugin"), common | {"Service", "ServiceMonitor"})

    def refused(self, change, name="plugin"):
        """Whether an overlay is refused once `change` has been done to its documents."""
        documents = copy.deepcopy(self.documents[name])
        change(documents)
        return bool(judge(sys.argv[2], "\n---\n".join(map(json.dumps, documents)))[1])

    def test_mistakes(self):
        """manifests: the judge refuses a wrong type, a wrong value, a missing key and an unknown one"""

        def set_in(kind, key, value):
            return lambda documents: one(documents, kind)["spec"].update({key: value})

        port = lambda documents: pod_of(documents)["containers"][0]["ports"][0].update(containerPort="8080")
        typo = lambda documents: pod_of(documents)["containers"][0].update(readinesProbe={})
        interval = lambda documents: one(documents, "ServiceMonitor")["spec"]["endpoints"][0].update(interval="5 minutes")
        missing = lambda documents: one(documents, "DaemonSet")["spec"].pop("selector")
        self.assertFalse(self.refused(lambda documents: None))
        for change in (port, typo, interval, missing, set_in("NetworkPolicy", "policyTypes", "Ingress")):
            self.assertTrue(self.refused(change))

    def test_annotations(self):
        """manifests: pods say to Prometheus where they are scraped, and that is a port they have"""
        wanted = {"prometheus.io/scrape": "true", "prometheus.io/port": "8080", "prometheus.io/path": "/metrics"}
        for daemon in self.all_of("DaemonSet"):
            self.assertEqual(daemon["spec"]["template"]["metadata"]["annotations"], wanted)
            (port,) = daemon["spec"]["template"]["spec"]["containers"][0]["ports"]
            self.assertEqual((port["name"], port["containerPort"]), ("metrics", 8080))

    def test_restricted(self):
        """manifests: without the host, pods are at the level "restricted" that their namespace enforces"""
        for name in ("restricted", "plugin"):
            labels = one(self.documents[name], "Namespace")["metadata"]["labels"]
            self.assertEqual(labels["pod-security.kubernetes.io/enforce"], "restricted")
            self.assertEqual(pod_security.faults_of(pod_of(self.documents[name])), set())

    def test_host(self):
        """manifests: what sees the host has its paths and its network beyond that, and can write nowhere"""
        pod = pod_of(self.documents["node"])
        self.assertEqual(pod_security.faults_of(pod), {"hostNetwork", "hostPath", "hostPort"})
        mounts = pod["containers"][0]["volumeMounts"]
        self.assertEqual([mount["name"] for mount in mounts if not mount.get("readOnly")], [])

    def test_one_mind(self):
        """manifests: selectors, names of ports and accounts lead to what is there"""
        for documents in self.documents.values():
            daemon = one(documents, "DaemonSet")["spec"]
            labels = daemon["template"]["metadata"]["labels"]
            self.assertEqual(daemon["template"]["spec"]["serviceAccountName"], one(documents, "ServiceAccount")["metadata"]["name"])
            volume = next(v for v in daemon["template"]["spec"]["volumes"] if v["name"] == "configuration")
            self.assertEqual(volume["configMap"]["name"], one(documents, "ConfigMap")["metadata"]["name"])
            for document in documents:
                spec = document.get("spec", {})
                selector = spec.get("podSelector", spec.get("selector", labels))
                self.assertEqual(selector.get("matchLabels", selector), labels)
                for end in spec.get("endpoints", []) + spec.get("podMetricsEndpoints", []) + spec.get("ingress", [{}])[0].get("ports", []):
                    self.assertEqual(end["port"], "metrics")
                self.assertEqual(document["metadata"].get("namespace", "weir"), "weir")

    def test_memory(self):
        """manifests: a collector reaches its own limit of memory before the pod reaches its"""
        for name, documents in self.documents.items():
            text = one(documents, "ConfigMap")["data"]["exporter.yaml"]
            (each,) = re.findall(r"(?m)^  limits: \{memory: (\d+)MiB\}$", text)
            collectors = len(re.findall(r"(?m)^  - plugin:", text))
            (container,) = pod_of(documents)["containers"]
            limit = re.fullmatch(r"(\d+)Mi", container["resources"]["limits"]["memory"])
            self.assertGreater(collectors, 0, name)
            self.assertLessEqual(64 + collectors * int(each), int(limit[1]), name)

    def test_probes(self):
        """manifests: probes ask for the paths that Weir answers, at its port"""
        for daemon in self.all_of("DaemonSet"):
            container = daemon["spec"]["template"]["spec"]["containers"][0]
            asked = {probe: container[probe]["httpGet"] for probe in ("startupProbe", "readinessProbe", "livenessProbe")}
            paths = {probe: get["path"] for probe, get in asked.items()}
            self.assertEqual(paths, {"startupProbe": "/-/healthy", "readinessProbe": "/-/ready", "livenessProbe": "/-/healthy"})
            self.assertEqual({get["port"] for get in asked.values()}, {"metrics"})


if __name__ == "__main__":
    sys.exit(tap.main())
