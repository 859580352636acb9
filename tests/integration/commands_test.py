"""check, once, list and run, as a user types them: what they print, and their exit codes."""
import hashlib
import json
import pathlib
import re
import socket
import subprocess
import tempfile

import tap
from processes import wait_until
from weir import PLUGINS, TEST_PLUGINS, WEIR, Case, Running, command, trouble

FILE = f"plugin_directory: {PLUGINS}\n"


class Check(Case):
    def test_five_mistakes_have_five_places(self):
        text = FILE + (
            "web: {listen: ['nowhere']}\n"
            "collectors:\n"
            "  - plugin: foobar\n"
            "    intervall: 15s\n"
            "    timeout: 5\n"
            "  - plugin: foobar\n"
            "    min_interval: soon\n"
        )
        done = command("check", "--config.file", "exporter.yaml", files={"exporter.yaml": text})
        self.assertEqual(done.returncode, 78)
        places = re.findall(r"^(exporter.yaml:\d+:\d+): ", done.stderr, re.M)
        self.assertEqual(len(places), 5, done.stderr)
        self.assertEqual(len(set(places)), 5)
        self.assertIn('did you mean "interval"', done.stderr)
        self.assertIn("5 findings", done.stderr)

    def test_a_good_file_has_none(self):
        done = command("check", "--config.file", "e.yaml", files={"e.yaml": FILE + "collectors: [{plugin: foobar}]\n"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("1 collector, no findings", done.stdout)

    def test_one_mistake_is_one_finding(self):
        for entry in ("name: a", "plugin: Foo", "plugin: ''", "plugin: foobar.so"):
            done = command("check", "--json", "--config.file", "e.yaml", files={"e.yaml": f"{FILE}collectors:\n  - {{{entry}}}\n"})
            with self.subTest(entry):
                self.assertEqual(done.returncode, 78)
                self.assertEqual(len([said for said in json.loads(done.stdout) if said["severity"] == "error"]), 1, done.stdout)

    def test_a_missing_plugin_is_a_finding(self):
        text = FILE + "collectors:\n  - plugin: foobaz\n"
        done = command("check", "--config.file", "e.yaml", files={"e.yaml": text})
        self.assertEqual(done.returncode, 78)
        self.assertRegex(done.stderr, r'e.yaml:3:13: collector "foobaz": .*did you mean "foobar"')
        alone = command("check", "--no-plugins", "--config.file", "e.yaml", files={"e.yaml": text})
        self.assertEqual(alone.returncode, 0)

    def test_a_sandbox_that_contradicts_itself_is_a_finding(self):
        text = f"plugin_directory: {PLUGINS}\ncollectors:\n  - {{plugin: foobar, sandbox: {{level: off, require: landlock}}}}\n"
        done = command("check", "--config.file", "e.yaml", files={"e.yaml": text})
        self.assertEqual(done.returncode, 78, done.stdout)
        self.assertIn("e.yaml:3:", done.stderr)
        self.assertIn('"require"', done.stderr)

    def test_a_plugin_that_refuses_its_configuration_says_where(self):
        text = f"collectors:\n  - plugin: {TEST_PLUGINS}/trouble.so\n    config:\n      mode: create_fails\n"
        done = command("check", "--config.file", "e.yaml", files={"e.yaml": text})
        self.assertEqual(done.returncode, 78)
        self.assertRegex(done.stderr, r'e.yaml:4:13: collector "trouble": cannot use this mode: Permission denied')

    def test_a_key_that_the_plugin_never_asked_for_is_a_finding(self):
        text = f"collectors:\n  - plugin: {TEST_PLUGINS}/trouble.so\n    config:\n      mdoe: x\n"
        done = command("check", "--config.file", "e.yaml", files={"e.yaml": text})
        self.assertEqual(done.returncode, 78)
        self.assertRegex(done.stderr, r"e.yaml:4:13: .*does not know the key /mdoe")

    def test_a_pinned_file_is_that_file_or_not_loaded(self):
        plugin = pathlib.Path(PLUGINS) / "foobar.so"
        digest = hashlib.sha256(plugin.read_bytes()).hexdigest()
        for isolation in ("process", "in_process"):
            with self.subTest(isolation):
                lines = f"collectors:\n  - plugin: {plugin}\n    isolation: {isolation}\n    sha256: "
                done = command("check", "--config.file", "e.yaml", files={"e.yaml": lines + digest + "\n"})
                self.assertEqual(done.returncode, 0, done.stderr)
                done = command("check", "--config.file", "e.yaml", files={"e.yaml": lines + "0" * 64 + "\n"})
                self.assertEqual(done.returncode, 78)
                self.assertRegex(done.stderr, rf'e.yaml:4:13: collector "foobar": .*{digest}')

    def test_a_configuration_against_the_plugins_schema_has_all_its_places(self):
        text = FILE + (
            "collectors:\n  - plugin: linux\n    config:\n"
            "      procfs: proc\n      exclud: [cpu]\n      cpu: {guest: 'no'}\n"
        )
        done = command("check", "--config.file", "e.yaml", files={"e.yaml": text})
        self.assertEqual(done.returncode, 78)
        self.assertIn('e.yaml:5:15: collector "linux": config: "/procfs" must match "^/"\n', done.stderr)
        self.assertIn('e.yaml:6:15: collector "linux": config: "/exclud" is not known, did you mean "exclude"?\n', done.stderr)
        self.assertIn('e.yaml:7:20: collector "linux": config: "/cpu/guest" must be true or false, but is a string\n', done.stderr)
        self.assertIn("3 findings", done.stderr)

    def test_findings_for_machines(self):
        text = FILE + (
            "collectors:\n  - plugin: foobar\n    intervall: 15s\n  - plugin: nope\n"
            "  - plugin: linux\n    config: {procfs: proc}\n"
        )
        done = command("check", "--json", "--config.file", "e.yaml", files={"e.yaml": text})
        self.assertEqual((done.returncode, done.stderr), (78, ""))
        found = json.loads(done.stdout)
        for one in found:
            self.assertEqual(list(one), ["file", "line", "column", "collector", "message", "severity"])
        errors = [one for one in found if one["severity"] == "error"]
        places = [(one["file"], one["line"], one["column"], one["collector"]) for one in errors]
        self.assertEqual(places, [("e.yaml", 4, 5, "foobar"), ("e.yaml", 5, 13, "nope"), ("e.yaml", 7, 22, "linux")])
        self.assertTrue(errors[1]["message"].startswith('collector "nope": '), errors[1])

    def test_what_the_kernel_has_for_the_sandbox(self):
        files = {"e.yaml": FILE + "collectors: [{plugin: foobar}]\n"}
        done = command("check", "--config.file", "e.yaml", files=files)
        self.assertRegex(done.stdout, r"(?m)^sandbox: this system has .*seccomp")
        machine = json.loads(command("check", "--json", "--config.file", "e.yaml", files=files).stdout)
        self.assertGreaterEqual(len(machine), 1)
        for one in machine:
            self.assertEqual((one["severity"], one["line"], one["collector"]), ("info", None, None))
            self.assertIn(f"{one['message']}\n", done.stdout)

    def test_a_file_that_is_not_there(self):
        done = command("check", "--config.file", "nowhere.yaml")
        self.assertEqual(done.returncode, 78)
        self.assertIn("nowhere.yaml", done.stderr)
        self.assertIn("No such file or directory", done.stderr)


class Print(Case):
    def test_the_effective_configuration_is_one_again(self):
        text = FILE + (
            "include: d/*.yaml\ndefaults: {timeout: 3s}\ncollectors:\n"
            "  - {plugin: foobar, labels: {zone: {env: ZONE}}}\n  - {plugin: linux, enabled: false}\n"
        )
        done = command("config", "print", "--config.file", "e.yaml", files={"e.yaml": text}, env={"ZONE": "s3cret"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertNotIn("s3cret", done.stdout)
        self.assertIn('zone: "<secret>"\n', done.stdout)
        self.assertIn('timeout: "3s"\n', done.stdout)
        again = command("config", "print", "--config.file", "e.yaml", files={"e.yaml": done.stdout})
        self.assertEqual(again.stdout, done.stdout)
        self.assertEqual(command("check", "--config.file", "e.yaml", files={"e.yaml": done.stdout}).returncode, 0)

    def test_what_cannot_be_printed_is_a_failure(self):
        for words in ("config print", "check --json", "schema"):
            with self.subTest(words), open("/dev/full", "w") as full, tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
                file.write(FILE)
                file.flush()
                done = subprocess.run([WEIR, *words.split(), "--config.file", file.name], stdout=full, stderr=subprocess.PIPE, text=True)
                self.assertEqual(done.returncode, 1)
                self.assertIn("cannot write to standard output", done.stderr)

    def test_flags_are_in_it(self):
        arguments = ("config", "print", "--json", "--config.file", "e.yaml", "--web.listen-address", ":1")
        done = command(*arguments, files={"e.yaml": ""})
        self.assertEqual(json.loads(done.stdout)["web"]["listen"], [":1"])

    def test_a_broken_file_is_not_printed(self):
        done = command("config", "print", "--config.file", "e.yaml", files={"e.yaml": "web: {listn: 5}\n"})
        self.assertEqual((done.returncode, done.stdout), (78, ""))
        self.assertIn('did you mean "listen"', done.stderr)


class Once(Case):
    def test_a_plugin_without_any_file(self):
        done = command("once", f"{PLUGINS}/foobar.so")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(
            done.stdout,
            "# HELP bar_metric Shows whether a bar has occurred in our cluster\n# TYPE bar_metric counter\n"
            "bar_metric 1\n"
            "# HELP foo_metric Shows whether a foo has occurred in our cluster\n# TYPE foo_metric counter\n"
            "foo_metric 1\n",
        )
        self.assertRegex(done.stderr, r"COLLECTOR +STATE +TIME +SERIES +BYTES +DROPPED")
        self.assertRegex(done.stderr, r"foobar +up +[0-9.]+ ms +2 +\d+ +0")

    def test_openmetrics(self):
        done = command("once", "--openmetrics", f"{PLUGINS}/foobar.so")
        self.assertIn("# TYPE foo_metric unknown\n", done.stdout)
        self.assertTrue(done.stdout.endswith("# EOF\n"))

    def test_one_collector_of_the_file(self):
        text = FILE + "collectors: [{plugin: foobar}, {plugin: foobar, name: other, labels: {a: b}}]\n"
        done = command("once", "other", "--config.file", "e.yaml", files={"e.yaml": text})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('foo_metric{a="b"} 1\n', done.stdout)
        self.assertNotIn("foo_metric 1\n", done.stdout)

    def test_an_unknown_collector(self):
        done = command("once", "nope", "--config.file", "e.yaml", files={"e.yaml": FILE + "collectors: [{plugin: foobar}]\n"})
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is foobar", done.stderr)

    def test_a_failing_collector_is_a_failure(self):
        text = f"collectors: [{{plugin: {TEST_PLUGINS}/trouble.so, config: {{mode: fails}}}}]\n"
        done = command("once", "--config.file", "e.yaml", files={"e.yaml": text})
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot read /nowhere", done.stderr)

    def test_a_hung_collector_ends_at_its_deadline(self):
        text = f"collectors: [{{plugin: {TEST_PLUGINS}/trouble.so, timeout: 300ms, config: {{mode: sleeps}}}}]\n"
        done = command("once", "--config.file", "e.yaml", files={"e.yaml": text})
        self.assertEqual(done.returncode, 1)
        self.assertIn("timed out", done.stderr)


class List(Case):
    def test_plugins_with_their_versions(self):
        done = command("list", "--plugin.directory", PLUGINS)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"foobar +1\.\d+\.\d+ +1\.0 +\S+/foobar.so +\S")
        self.assertRegex(done.stdout, r"linux +1\.\d+\.\d+ +1\.0 ")

    def test_why_others_were_refused(self):
        with tempfile.TemporaryDirectory(dir=pathlib.Path.home()) as folder:
            bad = pathlib.Path(folder)
            (bad / "empty.so").write_bytes(b"")
            (bad / "text.so").write_text("no plugin")
            (bad / "cut.so").write_bytes(pathlib.Path(PLUGINS, "foobar.so").read_bytes()[:3000])
            done = command("list", "--plugin.directory", folder)
        self.assertEqual(done.returncode, 1)
        for name in ("empty.so", "text.so", "cut.so"):
            self.assertIn(name, done.stdout)

    def test_a_directory_that_is_missing(self):
        done = command("list", "--plugin.directory", "/nowhere/plugins")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/nowhere/plugins", done.stderr)


class Usage(Case):
    def test_help_is_on_standard_output(self):
        done = command("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for word in ("check", "once", "list", "config", "schema", "health", "--config.file", "--web.listen-address", "Exit codes"):
            self.assertIn(word, done.stdout)

    def test_version(self):
        done = command("--version")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"^weir \d+\.\d+\.\d+\n")

    def test_an_unknown_flag_is_wrong_usage(self):
        done = command("--web.listen-addres", ":1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--help", done.stderr)

    def test_a_flag_is_as_strict_as_the_file(self):
        for flag, value in (
            ("--web.telemetry-path", "metrics"),
            ("--web.telemetry-path", "/-/healthy"),
            ("--web.telemetry-path", "/"),
            ("--web.listen-address", "foo"),
        ):
            for done in (
                command("check", "--config.file", "e.yaml", flag, value, files={"e.yaml": ""}),
                command("check", "--config.file", "e.yaml", files={"e.yaml": ""}, env={"WEIR_" + re.sub("[.-]", "_", flag[2:]).upper(): value}),
            ):
                with self.subTest(f"{flag} {value}"):
                    self.assertEqual(done.returncode, 2, done.stdout)
                    self.assertIn(value, done.stderr)

    def test_a_flag_without_its_value_does_not_take_the_command_for_it(self):
        done = command("--config.file", "e.yaml", "--web.telemetry-path=", "check", files={"e.yaml": ""})
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("--web.telemetry-path= has no value", done.stderr)

    def test_a_page_that_cannot_be_written_is_a_failure(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([WEIR, "once", f"{PLUGINS}/foobar.so", "--plugin.allow-unsafe"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot write to standard output", done.stderr)

    def test_what_a_machine_reads_is_lines_of_the_log_from_the_start(self):
        done = command("--config.file", "e.yaml", "--log.format", "json", files={"e.yaml": "foo: 1\n"})
        self.assertEqual(done.returncode, 78)
        (line,) = done.stderr.splitlines()
        said = json.loads(line)
        self.assertEqual(said["place"], "e.yaml:1:1")
        self.assertIn('unknown key "foo"', said["error"])

    def test_the_environment_stands_for_flags(self):
        done = command("check", files={"e.yaml": "collectors: []\n"}, env={"WEIR_CONFIG_FILE": "e.yaml"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("e.yaml: 0 collectors", done.stdout)

    def test_flags_stand_before_and_after_the_command(self):
        files = {"e.yaml": "collectors: []\n"}
        self.assertEqual(command("--config.file", "e.yaml", "check", files=files).returncode, 0)
        self.assertEqual(command("check", "--config.file=e.yaml", files=files).returncode, 0)


class Start(Case):
    def test_a_port_in_use_is_a_clear_end(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            done = command("--config.file", "e.yaml", "--web.listen-address", address, files={"e.yaml": "collectors: []\n"})
        self.assertEqual(done.returncode, 1)
        self.assertIn(address, done.stderr)
        self.assertIn("Address already in use", done.stderr)

    def test_a_required_plugin_that_is_missing_is_fatal(self):
        text = FILE + "collectors: [{plugin: nope, required: true}]\n"
        done = command("--config.file", "e.yaml", "--web.listen-address", "127.0.0.1:0", files={"e.yaml": text})
        self.assertEqual(done.returncode, 78)

    def test_a_plugin_that_is_missing_is_visible_and_the_others_serve(self):
        with Running("  - {plugin: nope}\n  - {plugin: foobar}\n") as weir:
            weir.wait_ready()
            samples = weir.samples()
            self.assertEqual(samples['weir_collector_up{collector="nope"}'], 0)
            self.assertEqual(samples["foo_metric"], 1)
            self.assertEqual(weir.ask("/metrics/nope")[0], 503)
            self.assertIn("nope", weir.ask("/")[1])
            self.assertIn("plugin not loaded", weir.log())

    def test_a_broken_file_does_not_start(self):
        done = command("--config.file", "e.yaml", files={"e.yaml": "collectors: [\n"})
        self.assertEqual(done.returncode, 78)
        self.assertIn("e.yaml:", done.stderr)


class Log(Case):
    def test_a_collector_has_its_own_level(self):
        collectors = trouble("quiet", "fails", log_level="error") + trouble("loud", "fails")
        with Running(collectors) as weir:
            weir.wait_ready()
            log = weir.log()
        self.assertIn('msg="collector failed" collector=loud', log)
        self.assertNotIn('msg="collector failed" collector=quiet', log)

    def test_a_full_disk_and_a_closed_log_stop_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "e.yaml"
            file.write_text(FILE + "collectors: [{plugin: foobar}]\n")
            for log in ("2>/dev/full", "2>&-"):
                with self.subTest(log):
                    address = f"unix://{folder}/s{len(log)}"
                    script = f'exec "$0" --config.file {file} --web.listen-address {address} {log}'
                    with subprocess.Popen(["sh", "-c", script, WEIR]) as weir:
                        try:
                            self.wait_well(address)
                        finally:
                            weir.terminate()
                        self.assertEqual(weir.wait(30), 0)

    def wait_well(self, address):
        wait_until("Weir without a log", lambda: command("health", "--ready", "--url", address).returncode == 0, seconds=60)


class OwnPlugin(Case):
    """Plugins from outside the tree, built from the installed SDK alone, dropped into the plugin
    directory and named in the file."""

    SOURCE = pathlib.Path(__file__).resolve().parents[2]

    def run_quietly(self, *arguments):
        done = subprocess.run([str(part) for part in arguments], text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def build(self, folder):
        sdk, plugins = folder / "sdk", folder / "plugins"
        self.run_quietly("cmake", "-S", self.SOURCE / "sdk", "-B", folder / "b", f"-DCMAKE_INSTALL_PREFIX={sdk}", "-DCMAKE_INSTALL_LIBDIR=lib")
        self.run_quietly("cmake", "--install", folder / "b")
        plugins.mkdir(mode=0o755)
        c_source = self.SOURCE / "sdk/examples/foobar_c/foobar.c"
        self.run_quietly("cc", "-shared", "-fPIC", f"-I{sdk}/include", c_source, "-o", plugins / "in_c.so")
        example = self.SOURCE / "sdk/examples/foobar_cpp"
        self.run_quietly("cmake", "-S", example, "-B", folder / "c", f"-DCMAKE_PREFIX_PATH={sdk}")
        self.run_quietly("cmake", "--build", folder / "c")
        (built,) = folder.glob("c/**/foobar.so")
        built.rename(plugins / "in_cpp.so")
        return plugins

    def test_they_appear_on_the_page(self):
        with tempfile.TemporaryDirectory(dir=pathlib.Path.home()) as name:
            plugins = self.build(pathlib.Path(name))
            collectors = "  - {plugin: in_c, labels: {from: c}}\n  - {plugin: in_cpp, labels: {from: cpp}}\n"
            with Running(collectors, directory=plugins) as weir:
                weir.wait_ready()
                samples = weir.samples()
                self.assertEqual((samples['foo_metric{from="c"}'], samples['bar_metric{from="cpp"}']), (1, 1))
                self.assertEqual(samples['weir_collector_up{collector="in_c"}'], 1)


if __name__ == "__main__":
    raise SystemExit(tap.main())
