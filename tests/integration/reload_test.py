"""Reload: another configuration takes the place of the one that serves, or nothing changes."""
import contextlib
import http.client
import os
import pathlib
import shutil
import signal
import socket
import tempfile
import threading

import tap
from processes import Server, free_port, wait_until
from weir import PLUGINS, TEST_PLUGINS, WEIR, Case, Running, claim, trouble
from auth_test import basic
from secured import SECRET
from worker_test import children_of

SUCCESSFUL = "weir_config_last_reload_successful"
LOADED_AT = "weir_config_last_reload_success_timestamp_seconds"


NOTHING = "added none; removed none; changed none"


def one(collector, value=1, more=""):
    """The lines of a collector with one gauge of its name."""
    lines = claim(collector, name=collector, type="gauge", help="h", label="x", value=value)
    return lines.replace("}\n", f"{more}}}\n") if more else lines


class Reloaded(Running):
    """A Weir whose file is written again."""

    flags = ()

    def __init__(self, collectors, head="", flags=(), plugins=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="weir-test-"))
        self.folder.chmod(0o755)
        self.file = self.folder / "exporter.yaml"
        self.plugins = plugins or PLUGINS
        self.port = free_port()
        self.write(collectors, head)
        command = [WEIR, "--config.file", self.file, "--log.level", "debug", *flags]
        self.server = Server("weir", command, self.folder / "log")
        self.server.wait_for(f"http://127.0.0.1:{self.port}/-/healthy")
        self.wait_ready()

    def write(self, collectors, head="", web="", listen=()):
        addresses = ", ".join(f"'{address}'" for address in [f"127.0.0.1:{self.port}", *listen])
        new = self.folder / "new.yaml"
        new.write_text(
            f"plugin_directory: {self.plugins}\nweb: {{listen: [{addresses}]{web}}}\n{head}collectors:\n{collectors}"
        )
        new.rename(self.file)

    def write_piece(self, name, collectors):
        """Replaces d/NAME.yaml, which lists these."""
        folder = self.folder / "d"
        folder.mkdir(exist_ok=True)
        new = folder / ".new"
        new.write_text(f"collectors:\n{collectors}")
        new.rename(folder / f"{name}.yaml")

    def reload(self):
        """(status, text) of a reload over HTTP."""
        return self.ask("/-/reload", "POST")[:2]

    def workers(self):
        """{collector: pid}"""
        return dict(children_of(self.server.process.pid))

    def wait_for_workers(self, expected):
        """A worker that is not needed any more ends after the reload was answered."""
        wait_until(f"the workers {expected}", lambda: self.workers() == expected)

    def wait_for_line(self, text):
        wait_until(f"a line with {text}", lambda: text in self.log(), 20)


class Reload(Case):
    def assert_reloaded(self, answer, text):
        self.assertEqual(answer, (200, f"Reloaded: {text}.\n"))

    def assert_refused(self, weir, text):
        """A reload fails, says why, and leaves all as it was."""
        before, workers = weir.samples(), weir.workers()
        status, answer = weir.reload()
        self.assertEqual(status, 500)
        self.assertRegex(answer, text)
        after = weir.samples()
        self.assertEqual(after[SUCCESSFUL], 0)
        self.assertEqual(after[LOADED_AT], before[LOADED_AT])
        self.assertEqual({s for s in before if "weir_http" not in s}, {s for s in after if "weir_http" not in s})
        weir.wait_for_workers(workers)


class Kinds(Reload):
    def test_an_unchanged_file_changes_nothing(self):
        with Reloaded(one("a") + one("b")) as weir:
            workers, before = weir.workers(), weir.samples()
            self.assert_reloaded(weir.reload(), "added none; removed none; changed none; kept 2")
            after = weir.samples()
            self.assertEqual(weir.workers(), workers)
            self.assertGreater(after[LOADED_AT], before[LOADED_AT])

    def test_collectors_are_added_removed_and_changed_and_the_others_go_on(self):
        with Reloaded(one("a") + one("b") + one("c")) as weir:
            workers = weir.workers()
            weir.write(one("d") + one("b", 2) + one("c"))
            self.assert_reloaded(weir.reload(), "added d; removed a; changed b; kept 1")
            samples = weir.samples()
            self.assertNotIn('a{id="x"}', samples)
            self.assertEqual([samples[f'{name}{{id="x"}}'] for name in "bcd"], [2, 1, 1])
            self.assertNotIn('weir_collector_up{collector="a"}', samples)
            wait_until("the end of a", lambda: set(weir.workers()) == {"b", "c", "d"})
            self.assertEqual(weir.workers()["c"], workers["c"])
            self.assertNotEqual(weir.workers()["b"], workers["b"])
            self.assertEqual(weir.ask("/metrics/a")[0], 404)
            self.assertEqual(weir.ask("/metrics/d")[0], 200)

    def test_the_page_has_the_order_of_the_file(self):
        with Reloaded(one("a") + one("b")) as weir:
            workers = weir.workers()
            weir.write(one("b") + one("a"))
            self.assert_reloaded(weir.reload(), f"{NOTHING}; kept 2; settings collectors")
            self.assertEqual(weir.workers(), workers)
            page = weir.ask()[1]
            self.assertLess(page.index("\nb{"), page.index("\na{"))

    def test_each_setting_takes_effect(self):
        with Reloaded(one("a")) as weir:
            weir.write(one("a", more=", labels: {site: here}"))
            weir.reload()
            self.assertIn('a{id="x",site="here"}', weir.samples())
            weir.write(one("a"), head="defaults: {labels: {site: there}}\n")
            self.assert_reloaded(weir.reload(), "added none; removed none; changed a; kept 0")
            self.assertIn('a{id="x",site="there"}', weir.samples())
            weir.write(one("a", more=", interval: 100ms"))
            weir.reload()
            began = weir.samples()['weir_collector_last_success_timestamp_seconds{collector="a"}']
            wait_until(
                "a collection in the background",
                lambda: weir.samples()['weir_collector_last_success_timestamp_seconds{collector="a"}'] > began,
            )
            weir.write(one("a"), web=", telemetry_path: /probe, disable_exporter_metrics: true")
            settings = "web.disable_exporter_metrics, web.telemetry_path"
            self.assert_reloaded(weir.reload(), f"added none; removed none; changed a; kept 0; settings {settings}")
            weir.wait_for_line(f'kept=0 settings="{settings}"')
            self.assertEqual(weir.ask("/metrics")[0], 404)
            samples = weir.samples("/probe")
            self.assertFalse([s for s in samples if s.startswith(("process_", "weir_http"))])
            weir.write(one("a"))
            weir.reload()
            self.assertIn("process_start_time_seconds", weir.samples())

    def test_a_new_secret_is_hidden_from_all_but_those_without_a_sandbox(self):
        with Reloaded(one("a") + one("b") + one("off", more=", sandbox: {level: off}")) as weir:
            workers = weir.workers()
            (weir.folder / "token").write_text("secret")
            weir.write(one("a", more=", labels: {zone: {file: token}}") + one("b") + one("off", more=", sandbox: {level: off}"))
            self.assert_reloaded(weir.reload(), "added none; removed none; changed a, b; kept 1")
            self.assertEqual(weir.samples()['a{id="x",zone="secret"}'], 1)
            self.assertEqual(weir.workers()["off"], workers["off"])

    def test_another_web_configuration_comes_into_force(self):
        with Reloaded(one("a")) as weir:
            for name in ("ann", "bob"):
                (weir.folder / f"{name}.yml").write_text(f"basic_auth_users:\n  {name}: {SECRET}\n")
            ann, bob = basic("ann", "secret"), basic("bob", "secret")
            weir.write(one("a"), web=", config_file: ann.yml")
            self.assert_reloaded(weir.reload(), "added none; removed none; changed a; kept 0; settings web.config_file")
            self.assertEqual([weir.ask(headers=user)[0] for user in ({}, ann, bob)], [401, 200, 401])
            weir.write(one("a"), web=", config_file: bob.yml")
            self.assertEqual(weir.ask("/-/reload", "POST", ann)[0], 200)
            self.assertEqual([weir.ask(headers=user)[0] for user in ({}, ann, bob)], [401, 401, 200])
            weir.write(one("a"))
            status, answer, _ = weir.ask("/-/reload", "POST", bob)
            self.assertEqual(status, 500)
            self.assertIn("to take all users away takes a restart", answer)
            self.assertEqual([weir.ask(headers=user)[0] for user in ({}, ann, bob)], [401, 401, 200])

    def test_addresses_are_opened_and_closed(self):
        with Reloaded(one("a")) as weir:
            kept = http.client.HTTPConnection("127.0.0.1", weir.port)
            with contextlib.closing(kept):
                kept.request("GET", "/-/healthy")
                kept.getresponse().read()
                other = free_port()
                weir.write(one("a"), listen=[f"127.0.0.1:{other}"])
                weir.reload()
                socket.create_connection(("127.0.0.1", other), 5).close()
                weir.write(one("a"))
                self.assert_reloaded(weir.reload(), f"{NOTHING}; kept 1; settings web.listen")
                weir.wait_for_line(f'msg="listening no more" address=127.0.0.1:{other}')
                with self.assertRaises(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", other), 5)
                kept.request("GET", "/-/healthy")
                self.assertEqual(kept.getresponse().status, 200)

    def test_collectors_are_turned_off_and_on(self):
        with Reloaded(one("a") + one("b")) as weir:
            workers = weir.workers()
            weir.write(one("a") + one("b", more=", enabled: false"))
            self.assert_reloaded(weir.reload(), "added none; removed b; changed none; kept 1")
            self.assertEqual(weir.ask("/metrics/b")[0], 404)
            self.assertNotIn('"b"', weir.ask("/api/v1/sd")[1])
            weir.wait_for_workers({"a": workers["a"]})
            weir.write(one("a") + one("b"))
            self.assert_reloaded(weir.reload(), "added b; removed none; changed none; kept 1")
            self.assertEqual(weir.samples()['b{id="x"}'], 1)
            self.assertIn('"b"', weir.ask("/api/v1/sd")[1])

    def test_a_further_file_brings_its_collectors_and_leaves_the_others_alone(self):
        with Reloaded(one("a"), "include: d/*.yaml\n") as weir:
            workers = weir.workers()
            weir.write_piece("b", one("b"))
            self.assert_reloaded(weir.reload(), "added b; removed none; changed none; kept 1")
            weir.write_piece("c", one("c"))
            weir.write_piece("b", one("b", 2))
            self.assert_reloaded(weir.reload(), "added c; removed none; changed b; kept 1")
            self.assertEqual(weir.samples()['b{id="x"}'], 2)
            self.assertEqual(weir.workers()["a"], workers["a"])
            weir.write_piece("c", "  - {plugin: [}\n")
            self.assert_refused(weir, r"d/c\.yaml:2:15: ")
            (weir.folder / "d/c.yaml").unlink()
            self.assert_reloaded(weir.reload(), "added none; removed c; changed none; kept 2")

    def test_a_level_of_the_log_takes_effect(self):
        with Reloaded(trouble("a", "fails", log_level="error")) as weir:
            self.assertNotIn('msg="collector failed" collector=a', weir.log())
            weir.write(trouble("a", "fails", log_level="warn"))
            self.assert_reloaded(weir.reload(), "added none; removed none; changed a; kept 0")
            weir.wait_for_line('msg="collector failed" collector=a')

    def test_a_plugin_in_this_process_can_come_and_go(self):
        with Reloaded(one("a")) as weir:
            weir.write(one("a") + one("b", more=", isolation: in_process"))
            self.assert_reloaded(weir.reload(), "added b; removed none; changed none; kept 1")
            self.assertEqual(weir.samples()['b{id="x"}'], 1)
            self.assertEqual(set(weir.workers()), {"a"})
            weir.write(one("a"))
            weir.reload()
            self.assertNotIn('b{id="x"}', weir.samples())

    def test_the_first_worker_may_come_with_a_reload(self):
        with Reloaded("") as weir:
            weir.write(one("a"))
            self.assert_reloaded(weir.reload(), "added a; removed none; changed none; kept 0")
            self.assertEqual(weir.samples()['a{id="x"}'], 1)


class Asking(Reload):
    def test_sighup_reloads_too(self):
        with Reloaded(one("a")) as weir:
            weir.write(one("b"))
            os.kill(weir.server.process.pid, signal.SIGHUP)
            weir.wait_for_line('msg="configuration reloaded" added=b removed=a changed=none kept=0 settings=none')
            self.assertEqual(weir.samples()['b{id="x"}'], 1)

    def test_only_post_reloads(self):
        with Reloaded(one("a")) as weir:
            for method in ("GET", "HEAD", "PUT", "DELETE"):
                self.assertEqual(weir.ask("/-/reload", method)[0], 405)
                self.assertEqual(weir.headers["Allow"], "POST")
            self.assertNotIn("configuration reloaded", weir.log())

    def test_many_at_once_are_few_attempts(self):
        with Reloaded(one("a")) as weir:
            answers = []

            def ask():
                connection = http.client.HTTPConnection("127.0.0.1", weir.port, timeout=30)
                with contextlib.closing(connection):
                    connection.request("POST", "/-/reload")
                    answers.append(connection.getresponse().status)

            threads = [threading.Thread(target=ask) for _ in range(40)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(answers, [200] * 40)
            self.assertLess(weir.log().count("configuration reloaded"), 40)
            self.assertEqual(weir.samples()['a{id="x"}'], 1)

    def test_it_can_be_stopped_while_it_reloads(self):
        with Reloaded(one("a")) as weir:
            weir.write(one("a") + trouble("slow", "create_hangs"))
            os.kill(weir.server.process.pid, signal.SIGHUP)
            wait_until("the newcomer", lambda: "slow" in weir.workers())
            self.assertEqual(weir.server.stop(10), 0)


class Refusals(Reload):
    def test_a_broken_file_changes_nothing(self):
        with Reloaded(one("a")) as weir:
            weir.write(one("a") + "  - {plugin: foobar, intervall: 5s}\n")
            self.assert_refused(weir, r'exporter.yaml:5:\d+: collector "foobar": unknown key "intervall", did you mean')
            weir.wait_for_line("reload failed, all stays as it was")
            weir.write(one("a"))
            self.assertEqual(weir.reload()[0], 200)
            self.assertEqual(weir.samples()[SUCCESSFUL], 1)

    def test_what_is_no_file_changes_nothing(self):
        with Reloaded(one("a")) as weir:
            weir.file.unlink()
            self.assert_refused(weir, "exporter.yaml: cannot be read: No such file or directory")
            weir.file.mkdir()
            self.assert_refused(weir, "Is a directory")
            weir.file.rmdir()
            os.mkfifo(weir.file)
            self.assert_refused(weir, "it is a pipe, not a file")

    def test_a_file_that_is_just_being_written_changes_nothing(self):
        with Reloaded(one("a")) as weir:
            weir.file.write_text("")
            self.assert_refused(weir, "exporter.yaml: is empty")

    def test_an_included_file_that_is_just_being_written_changes_nothing(self):
        with Reloaded(one("a")) as weir:
            piece = weir.folder / "piece.yaml"
            piece.write_text("collectors:\n  - {plugin: foobar, name: b, labels: {piece: b}}\n")
            weir.file.write_text("include: piece.yaml\n" + weir.file.read_text())
            self.assertEqual(weir.reload()[0], 200)
            piece.write_text("")
            self.assert_refused(weir, "piece.yaml: is empty")
            self.assertEqual(weir.samples()['weir_collector_up{collector="b"}'], 1)
            piece.write_text("# nothing more\n")
            self.assertEqual(weir.reload()[0], 200)
            piece.write_text("")
            self.assert_refused(weir, "piece.yaml: is empty")

    def test_an_included_file_that_always_was_empty_is_none_that_is_being_written(self):
        with Reloaded(one("a")) as weir:
            (weir.folder / "piece.yaml").touch()
            weir.file.write_text("include: piece.yaml\n" + weir.file.read_text())
            self.assertEqual(weir.reload()[0], 200)
            self.assertEqual(weir.reload()[0], 200)

    def test_a_plugin_that_is_not_there_changes_nothing(self):
        with Reloaded(one("a")) as weir:
            weir.write(one("a") + "  - {plugin: foobaz}\n")
            self.assert_refused(weir, 'exporter.yaml:5:14: collector "foobaz": .*did you mean "foobar"')

    def test_a_plugin_directory_that_is_gone_changes_nothing(self):
        plugins = pathlib.Path(tempfile.mkdtemp(prefix="weir-test-"))
        plugins.chmod(0o755)
        shutil.copy(f"{PLUGINS}/foobar.so", plugins)
        with Reloaded("  - {plugin: foobar}\n", plugins=plugins) as weir:
            shutil.rmtree(plugins)
            self.assert_refused(weir, 'collector "foobar": plugin directory')
            os.kill(weir.workers()["foobar"], signal.SIGKILL)
            up = 'weir_collector_up{collector="foobar"}'
            wait_until("a restart without the file", lambda: weir.samples()[up] == 1 and "foobar" in weir.workers())

    def test_an_address_in_use_changes_nothing(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            with Reloaded(one("a")) as weir:
                weir.write(one("b"), listen=[f"127.0.0.1:{free_port()}", f"127.0.0.1:{taken.getsockname()[1]}"])
                self.assert_refused(weir, "cannot listen on .*: Address already in use")

    def test_a_plugin_that_does_not_start_changes_nothing(self):
        with Reloaded(one("a")) as weir:
            weir.write(one("a", 2) + trouble("bad", "create_fails"))
            self.assert_refused(weir, 'collector "bad": cannot use this mode: Permission denied')

    def test_a_key_that_the_plugin_does_not_know_changes_nothing(self):
        with Reloaded(one("a")) as weir:
            weir.write(one("a") + one("b").replace("value:", "typo: 1, value:"))
            self.assert_refused(weir, r'exporter.yaml:5:\d+: collector "b": the plugin does not know the key /typo')

    def test_one_that_crashes_does_not_take_the_place_of_one_that_works(self):
        with Reloaded(one("a")) as weir:
            weir.write(f"  - {{plugin: {TEST_PLUGINS}/fatal.so, name: a, config: {{at: collect, how: segv, after: 0}}}}\n")
            self.assert_refused(weir, 'collector "a": .*SIGSEGV')


class Files(Reload):
    """The plugin's file is another one under the same name."""

    def setUp(self):
        self.plugins = pathlib.Path(tempfile.mkdtemp(prefix="weir-test-"))
        self.plugins.chmod(0o755)
        self.install("foobar")
        self.addCleanup(shutil.rmtree, self.plugins, True)

    def install(self, name, source=PLUGINS):
        new = self.plugins / "new"
        shutil.copy(f"{source}/{name}.so", new)
        new.rename(self.plugins / "foobar.so")

    def test_other_bytes_are_run_and_the_same_bytes_are_not(self):
        with Reloaded("  - {plugin: foobar}\n" + one("a"), plugins=self.plugins) as weir:
            workers = weir.workers()
            self.install("foobar")
            self.assert_reloaded(weir.reload(), "added none; removed none; changed none; kept 2")
            self.assertEqual(weir.workers(), workers)
            self.install("types", TEST_PLUGINS)
            self.assert_reloaded(weir.reload(), "added none; removed none; changed foobar; kept 1")
            self.assertNotIn("foo_metric", weir.samples())
            self.assertEqual(weir.workers()["a"], workers["a"])

    def test_what_is_no_plugin_does_not_take_its_place(self):
        with Reloaded("  - {plugin: foobar}\n", plugins=self.plugins) as weir:
            file = self.plugins / "foobar.so"
            good = file.read_bytes()
            for broken in (b"", b"no plugin", good[:16384]):
                file.write_bytes(broken)
                self.assert_refused(weir, 'collector "foobar": plugin .*foobar.so ')
                self.assertEqual(weir.samples()["foo_metric"], 1)
            self.install("stillborn", TEST_PLUGINS)
            self.assert_refused(weir, 'collector "foobar": ')


class Watching(Reload):
    def watched(self, collectors, **keys):
        return Reloaded(collectors, flags=["--config.watch"], **keys)

    def test_a_file_that_is_written_or_renamed_over_is_loaded(self):
        with self.watched(one("a")) as weir:
            weir.file.write_text(weir.file.read_text() + one("b"))
            weir.wait_for_line("added=b ")
            weir.write(one("a") + one("c"))
            weir.wait_for_line("added=c removed=b ")
            self.assertEqual(weir.samples()['c{id="x"}'], 1)

    def test_a_broken_file_that_is_mended_is_loaded(self):
        with self.watched(one("a")) as weir:
            weir.write("  - {plugin: nothing}\n")
            weir.wait_for_line("reload failed, all stays as it was")
            weir.write(one("b"))
            weir.wait_for_line("added=b removed=a ")

    def test_a_further_file_that_comes_changes_or_goes_is_noticed(self):
        with self.watched(one("a"), head="include: [d/*.yaml]\n") as weir:
            weir.write_piece("b", one("b"))
            weir.wait_for_line("added=b ")
            (weir.folder / "d/b.yaml").write_text(f"collectors:\n{one('b', 2)}")
            weir.wait_for_line("changed=b ")
            (weir.folder / "d/b.yaml").unlink()
            weir.wait_for_line("removed=b ")

    def test_a_link_that_leads_elsewhere_is_followed(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="weir-test-"))
        self.addCleanup(shutil.rmtree, folder, True)
        port = free_port()
        for version, name in (("..1", "a"), ("..2", "b")):
            (folder / version).mkdir()
            (folder / version / "exporter.yaml").write_text(f"web: {{listen: ['127.0.0.1:{port}']}}\ncollectors:\n{one(name)}")
        (folder / "..data").symlink_to("..1")
        (folder / "exporter.yaml").symlink_to("..data/exporter.yaml")
        server = Server("weir", [WEIR, "--config.file", folder / "exporter.yaml", "--config.watch"], folder / "log")
        self.addCleanup(server.stop)
        server.wait_for(f"http://127.0.0.1:{port}/-/ready")
        (folder / "..tmp").symlink_to("..2")
        (folder / "..tmp").rename(folder / "..data")
        wait_until("a reload", lambda: "added=b removed=a" in server.log_text())

    def test_a_plugin_that_is_replaced_is_run(self):
        plugins = pathlib.Path(tempfile.mkdtemp(prefix="weir-test-"))
        self.addCleanup(shutil.rmtree, plugins, True)
        plugins.chmod(0o755)
        shutil.copy(f"{PLUGINS}/foobar.so", plugins)
        with self.watched("  - {plugin: foobar}\n", plugins=plugins) as weir:
            shutil.copy(f"{TEST_PLUGINS}/types.so", plugins / "new")
            (plugins / "new").rename(plugins / "foobar.so")
            weir.wait_for_line("changed=foobar ")
            self.assertNotIn("foo_metric", weir.samples())


if __name__ == "__main__":
    raise SystemExit(tap.main())
