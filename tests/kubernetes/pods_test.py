"""The pods of the manifests run, as containers of the image.
usage: pods_test.py KUBECTL FOLDER_OF_JUDGE FOLDER_OF_IMAGE"""
import os
import pathlib
import re
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / name) for name in ("python", "container")]
import tap
from image import Image
from manifests import judge, pod_of, render
from pods import Pod
from volumes import Volume, compile_plugin

image = None


def setUpModule():
    global image
    image = unittest.enterModuleContext(Image(sys.argv[3]))


class Pods(unittest.TestCase):
    def pod(self, name, **options):
        """A pod of an overlay, with the page of its Weir once its probe says that it is ready."""
        documents, _ = judge(sys.argv[2], render(sys.argv[1], name))
        pod = self.enterContext(Pod(image, documents, **options))
        (container,) = pod_of(documents)["containers"]
        return pod.container.wait(container["readinessProbe"]["httpGet"]["path"]).get()

    def test_restricted(self):
        """pods: the one without access to the host serves"""
        self.assertIn("\nfoo_metric 1\n", self.pod("restricted"))

    def test_node(self):
        """pods: the one on a node measures the node"""
        page = self.pod("node")
        self.assertIn('\nweir_collector_up{collector="node"} 1\n', page)
        (size,) = re.findall(r'(?m)^node_filesystem_size_bytes\{.*mountpoint="/"\} (\S+)$', page)
        self.assertEqual(float(size), os.statvfs("/").f_blocks * os.statvfs("/").f_frsize)

    def test_plugin(self):
        """pods: an init container delivers a plugin, which is loaded from a volume that is open to all"""
        with Volume() as folder:
            compile_plugin(folder.path / "hello.so")
            file = {"destination": "/hello.so", "type": "bind", "source": str(folder.path / "hello.so"), "options": ["bind", "ro"]}
            page = self.pod("plugin", extra=[file])
        self.assertIn('\nweir_collector_up{collector="hello"} 1\n', page)


if __name__ == "__main__":
    sys.exit(tap.main())
