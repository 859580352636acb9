#include "web/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "stage.h"

namespace weir::web {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Request Scrape(const std::string& path, const std::string& timeout) {
  Request request;
  request.method = "GET";
  request.path = path;
  request.scrape_timeout = timeout;
  return request;
}

std::string Gunzip(const std::string& packed) {
  z_stream stream{};
  inflateInit2(&stream, 16 + MAX_WBITS);
  std::string text(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

TEST(Site, IsHealthyWithoutAsking) {
  Stage stage({"a"});
  for (const char* path : {"/-/healthy", "/healthz", "/livez"}) {
    Response response = stage.Answer(path);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.route, "/-/healthy");
    EXPECT_EQ(Text(response), "Weir is healthy.\n");
  }
}

Request Discovery(const std::string& host) {
  Request request;
  request.method = "GET";
  request.path = "/api/v1/sd";
  request.host = host;
  return request;
}

TEST(Site, TellsEachCollectorAsATargetAtTheAddressThatItWasAskedAt) {
  Stage stage({"a", "b"});
  const auto answered = stage.Ask(Discovery("exporter.example:8080"));
  Response& response = answered->value();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.route, "/api/v1/sd");
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(Text(response), R"([{"targets":["exporter.example:8080"],"labels":)"
                            R"({"__metrics_path__":"/metrics/a","collector":"a"}},)"
                            R"({"targets":["exporter.example:8080"],"labels":)"
                            R"({"__metrics_path__":"/metrics/b","collector":"b"}}])"
                            "\n");
}

TEST(Site, TellsNoTargetsWithoutAnAddressThatCanBeOne) {
  Stage stage({"a"});
  for (const char* host : {"", "a b", "a\"", "a/b", "user@host", "\xC3\xBC"}) {
    EXPECT_EQ(stage.Ask(Discovery(host))->value().status, 400) << host;
  }
  for (const char* host : {"[::1]:8080", "[fe80::1%25eth0]:1", "a-b.c_d"}) {
    EXPECT_EQ(stage.Ask(Discovery(host))->value().status, 200) << host;
  }
}

TEST(Site, IsReadyWhenEachCollectorHasRun) {
  Stage stage({"a", "b"});
  EXPECT_EQ(stage.Answer("/-/ready").status, 503);
  stage.Begin();
  for (const char* path : {"/-/ready", "/readyz"}) {
    Response response = stage.Answer(path);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.route, "/-/ready");
    EXPECT_EQ(Text(response), "Weir is ready.\n");
  }
}

TEST(Site, ServesMetricsOfAllWhenAllHaveCollected) {
  Stage stage({"a", "b"});
  stage.Begin();
  const auto answered = stage.Ask("/metrics");
  stage.puppet("a").Succeed("a_metric", 2);
  EXPECT_FALSE(answered->has_value());
  stage.puppet("b").Succeed("b_metric", 3);
  ASSERT_TRUE(answered->has_value());
  Response& response = **answered;
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.route, "/metrics");
  EXPECT_THAT(response.content_type, StartsWith("text/plain; version=0.0.4"));
  EXPECT_EQ(HeaderOf(response, "Vary"), "Accept, Accept-Encoding");
  EXPECT_EQ(HeaderOf(response, "Content-Encoding"), "");
  const std::string text = Text(response);
  EXPECT_THAT(text, HasSubstr("\nweir_test 1\n"));
  EXPECT_THAT(text, HasSubstr("\na_metric 2\n"));
  EXPECT_THAT(text, HasSubstr("\nb_metric 3\n"));
}

TEST(Site, ServesOpenMetricsWhenAskedTo) {
  Stage stage({});
  Request request = Scrape("/metrics", "");
  request.accept = "application/openmetrics-text;version=1.0.0";
  const auto answered = stage.Ask(request);
  ASSERT_TRUE(answered->has_value());
  EXPECT_THAT((*answered)->content_type, StartsWith("application/openmetrics-text"));
  EXPECT_THAT(Text(**answered), testing::EndsWith("# EOF\n"));
}

TEST(Site, PacksMetricsWhenAskedTo) {
  Stage stage({});
  Request request = Scrape("/metrics", "");
  request.accept_encoding = "gzip";
  const auto answered = stage.Ask(request);
  ASSERT_TRUE(answered->has_value());
  EXPECT_EQ(HeaderOf(**answered, "Content-Encoding"), "gzip");
  EXPECT_THAT(Gunzip(Text(**answered)), HasSubstr("\nweir_test 1\n"));
}

TEST(Site, WaitsNoLongerThanTheScraperDoes) {
  Stage stage({"a"});
  stage.Begin();
  const auto answered = stage.Ask(Scrape("/metrics", "2"));
  stage.loop.Advance(milliseconds(1799));
  EXPECT_FALSE(answered->has_value());
  stage.loop.Advance(milliseconds(2));
  ASSERT_TRUE(answered->has_value());
  EXPECT_EQ((*answered)->status, 200);
  EXPECT_THAT(Text(**answered), HasSubstr("\na_metric 1\n"));
}

TEST(Site, WaitsAsLongAsTheSlowestMayTakeWhenTheScraperDoesNotSay) {
  Stage stage({"a", "b"}, {}, {}, seconds(7));
  stage.Begin();
  const auto answered = stage.Ask("/metrics");
  stage.puppet("b").Succeed("b_metric", 2);
  stage.loop.Advance(milliseconds(6999));
  EXPECT_FALSE(answered->has_value());
  stage.puppet("a").Succeed("a_metric", 2);
  ASSERT_TRUE(answered->has_value());
  EXPECT_THAT(Text(**answered), HasSubstr("\na_metric 2\n"));
}

TEST(Site, ServesOneCollector) {
  Stage stage({"a", "b"});
  stage.Begin();
  const auto answered = stage.Ask("/metrics/b");
  EXPECT_FALSE(stage.puppet("a").collecting());
  stage.puppet("b").Succeed("b_metric", 5);
  ASSERT_TRUE(answered->has_value());
  Response& response = **answered;
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.route, "/metrics/<collector>");
  const std::string text = Text(response);
  EXPECT_THAT(text, HasSubstr("\nb_metric 5\n"));
  EXPECT_THAT(text, Not(HasSubstr("a_metric")));
  EXPECT_THAT(text, Not(HasSubstr("weir_test")));
}

TEST(Site, ServesACollectorWhoseNameHasASlash) {
  Stage stage({"disks/fast"});
  stage.Begin();
  const auto answered = stage.Ask("/metrics/disks/fast");
  EXPECT_TRUE(stage.puppet("disks/fast").collecting());
}

TEST(Site, SaysWhyACollectorIsDown) {
  Stage stage({"a"});
  stage.Begin();
  const auto answered = stage.Ask("/metrics/a");
  stage.puppet("a").Fail("the device is gone");
  ASSERT_TRUE(answered->has_value());
  EXPECT_EQ((*answered)->status, 503);
  EXPECT_EQ(Text(**answered), "Down: collector \"a\": the device is gone\n");
}

TEST(Site, SaysThatALateCollectorHasNothingToShow) {
  Stage stage({"a"});
  stage.Begin();
  stage.loop.Advance(std::chrono::minutes(2));  // older than max_staleness
  Request request;
  request.method = "GET";
  request.path = "/metrics/a";
  request.scrape_timeout = "1";
  const auto answered = stage.Ask(request);
  stage.loop.Advance(std::chrono::seconds(2));
  ASSERT_TRUE(answered->has_value());
  EXPECT_EQ((*answered)->status, 503);
  EXPECT_EQ(Text(**answered), "Collector \"a\" is late, and has no values that are not stale.\n");
}

TEST(Site, SaysThatACollectorHasNotRun) {
  Stage stage({"a"});
  Response response = stage.Answer("/metrics/a");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(Text(response), "Collector \"a\" has not run yet.\n");
}

TEST(Site, ServesWhatAPartialCollectionHas) {
  Stage stage({"a"});
  stage.Begin();
  const auto answered = stage.Ask("/metrics/a");
  stage.puppet("a").Succeed("a_metric", 9, WEIR_PARTIAL, "one disk is gone");
  ASSERT_TRUE(answered->has_value());
  EXPECT_EQ((*answered)->status, 200);
  EXPECT_THAT(Text(**answered), HasSubstr("\na_metric 9\n"));
}

TEST(Site, NamesTheCollectorsForOneThatThereIsNot) {
  Stage stage({"a", "b"});
  Response response = stage.Answer("/metrics/<script>");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.route, "/metrics/<collector>");
  EXPECT_EQ(Text(response), "There is no such collector. There are: a, b.\n");
}

TEST(Site, HintsAtItsPathsForOneThatThereIsNot) {
  Stage stage({"a"});
  for (const char* path : {"/nothing", "/metric", "/metricsx", "/metrics/", "/-/", "*", "//"}) {
    Response response = stage.Answer(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(response.route, "other") << path;
    EXPECT_EQ(Text(response),
              "Not found. There are /metrics, /metrics/<collector>, /api/v1/sd, /, /-/healthy and "
              "/-/ready.\n");
  }
}

TEST(Site, AllowsGetAndHeadOnly) {
  Stage stage({"a"});
  for (const char* path : {"/", "/metrics", "/metrics/a", "/-/healthy", "/-/ready"}) {
    for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get"}) {
      const Response response = stage.Answer(path, method);
      EXPECT_EQ(response.status, 405) << method << path;
      EXPECT_EQ(HeaderOf(response, "Allow"), "GET, HEAD") << method << path;
    }
  }
}

TEST(Site, CollectsNothingForHead) {
  Stage stage({"a"});
  stage.Begin();
  const Response page = stage.Answer("/metrics", "HEAD");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.content_type, StartsWith("text/plain; version=0.0.4"));
  EXPECT_EQ(HeaderOf(page, "Vary"), "Accept, Accept-Encoding");
  EXPECT_EQ(stage.Answer("/metrics/a", "HEAD").status, 200);
  EXPECT_EQ(stage.Answer("/", "HEAD").status, 200);
  EXPECT_FALSE(stage.puppet("a").collecting());
}

config::Web AtATime(size_t requests) {
  config::Web web;
  web.max_requests = requests;
  return web;
}

config::Web Under(const std::string& path) {
  config::Web web;
  web.telemetry_path = path;
  return web;
}

TEST(Site, TurnsAwayThoseBeyondTheLimit) {
  Stage stage({"a"}, {}, AtATime(2));
  stage.Begin();
  const auto first = stage.Ask("/metrics"), second = stage.Ask("/metrics/a");
  const Response third = stage.Answer("/metrics");
  EXPECT_EQ(third.status, 503);
  EXPECT_EQ(third.route, "/metrics");
  EXPECT_EQ(HeaderOf(third, "Retry-After"), "1");
  EXPECT_EQ(stage.Answer("/-/healthy").status, 200);
  EXPECT_EQ(stage.Answer("/").status, 200);
  EXPECT_EQ(stage.Answer("/metrics", "HEAD").status, 200);
  stage.puppet("a").Succeed("a_metric", 2);
  ASSERT_TRUE(first->has_value() && second->has_value());
  EXPECT_EQ(stage.Answer("/metrics").status, 503);  // until an answer has ended
  first->reset();
  EXPECT_FALSE(stage.Ask("/metrics")->has_value());
}

TEST(Site, AnAnswerThatIsEndedMakesRoom) {
  Stage::Answered first;
  Site::Options options;
  options.make_room = [&first] {
    first->reset();
    return true;
  };
  Stage stage({"a"}, options, AtATime(1));
  stage.Begin();
  first = stage.Ask("/metrics");
  stage.puppet("a").Succeed("a_metric", 2);
  stage.loop.Run();
  ASSERT_TRUE(first->has_value());
  EXPECT_FALSE(stage.Ask("/metrics")->has_value());  // waits: it was not turned away
  EXPECT_FALSE(first->has_value());
}

TEST(Site, ShowsALandingPage) {
  Site::Options options;
  options.version = "1.2.3";
  Stage stage({"a"}, options);
  stage.Begin();
  Response response = stage.Answer("/");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.route, "/");
  EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(HeaderOf(response, "Content-Security-Policy"), HasSubstr("default-src 'none'"));
  const std::string html = Text(response);
  EXPECT_THAT(html, HasSubstr("href=\"/metrics\""));
  EXPECT_THAT(html, HasSubstr("href=\"/metrics/a\""));
  EXPECT_THAT(html, HasSubstr("Version 1.2.3"));
  EXPECT_FALSE(stage.puppet("a").collecting());
}

TEST(Site, TakesAnotherTelemetryPath) {
  Stage stage({"a"}, {}, Under("/probe/"));
  stage.Begin();
  EXPECT_EQ(stage.Answer("/probe", "HEAD").route, "/probe");
  EXPECT_EQ(stage.Answer("/probe/a", "HEAD").route, "/probe/<collector>");
  EXPECT_EQ(stage.Answer("/metrics").status, 404);
  Response landing = stage.Answer("/");
  EXPECT_THAT(Text(landing), HasSubstr("href=\"/probe/a\""));
}

TEST(Site, GivesTheRootToMetricsThatAreThere) {
  Stage stage({"a"}, {}, Under("/"));
  stage.Begin();
  const Response root = stage.Answer("/", "HEAD");
  EXPECT_EQ(root.route, "/");
  EXPECT_THAT(root.content_type, StartsWith("text/plain; version=0.0.4"));
  EXPECT_EQ(stage.Answer("/a", "HEAD").route, "/<collector>");
  EXPECT_EQ(stage.Answer("/-/healthy").route, "/-/healthy");
}

TEST(Site, ServesAnotherConfigurationFromTheNextRequestOn) {
  Stage stage({"a"});
  stage.Begin();
  const auto before = stage.Ask("/metrics");
  stage.configuration.web = Under("/probe");
  stage.Adopt();
  EXPECT_EQ(stage.Answer("/metrics").status, 404);
  EXPECT_EQ(stage.Answer("/probe", "HEAD").route, "/probe");
  stage.puppet("a").Succeed("a_metric", 2);
  ASSERT_TRUE(before->has_value());
  EXPECT_EQ((*before)->status, 200);
  EXPECT_EQ((*before)->route, "/metrics");
}

// Reloads with that outcome when it is asked to, and counts.
Site::Options Reloading(const Result<std::string>& outcome, int& times) {
  Site::Options options;
  options.reload = [outcome, &times](const Site::Told& told) {
    ++times;
    told(outcome);
  };
  return options;
}

Request Post(bool local) {
  Request request;
  request.method = "POST";
  request.path = "/-/reload";
  request.local = local;
  return request;
}

TEST(Site, ReloadsForClientsOnThisMachine) {
  int times = 0;
  Stage stage({}, Reloading("added none", times));
  const auto answered = stage.Ask(Post(true));
  Response& response = **answered;
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.route, "/-/reload");
  EXPECT_EQ(Text(response), "Reloaded: added none.\n");
  EXPECT_EQ(stage.Ask(Post(false))->value().status, 403);
  EXPECT_EQ(times, 1);
}

TEST(Site, ReloadsForAllIfItMay) {
  int times = 0;
  Site::Options options = Reloading("added none", times);
  options.remote_reload = true;
  Stage stage({}, options);
  EXPECT_EQ(stage.Ask(Post(false))->value().status, 200);
}

TEST(Site, SaysWhyAReloadFailed) {
  int times = 0;
  Stage stage({}, Reloading(Fail("exporter.yaml:3:1: unknown key"), times));
  const auto answered = stage.Ask(Post(true));
  Response& response = **answered;
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(Text(response), "Not reloaded: exporter.yaml:3:1: unknown key\n");
}

TEST(Site, ReloadsOnPostAlone) {
  int times = 0;
  Stage stage({}, Reloading("added none", times));
  for (const char* method : {"GET", "HEAD", "PUT", "DELETE", "post"}) {
    Request request = Post(true);
    request.method = method;
    const auto answered = stage.Ask(request);
    ASSERT_TRUE(answered->has_value()) << method;
    EXPECT_EQ((*answered)->status, 405) << method;
    EXPECT_EQ(HeaderOf(**answered, "Allow"), "POST") << method;
  }
  EXPECT_EQ(times, 0);
}

TEST(Site, HasNoReloadIfItCannot) {
  Stage stage({});
  EXPECT_EQ(stage.Ask(Post(true))->value().status, 404);
}

TEST(Site, MayGoBeforeTheFleetAnswers) {
  Stage stage({"a"});
  stage.Begin();
  const auto answered = stage.Ask("/metrics/a");
  stage.CloseSite();
  stage.puppet("a").Fail("gone");
  ASSERT_TRUE(answered->has_value());
  EXPECT_EQ((*answered)->status, 503);
}

}  // namespace
}  // namespace weir::web
