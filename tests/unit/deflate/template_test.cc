#include "expose/deflate/template.h"

#include <charconv>
#include <cmath>
#include <random>

#include "expose/deflate/template_writer.h"
#include "inflated.h"

namespace weir::expose {
namespace {

// Random lines, beginning with heads now and then.
class Lines {
 public:
  explicit Lines(unsigned seed) : random_(seed) {}

  unsigned Below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

  std::string Word() {
    static constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz_0123456789\\\" ./-";
    std::string word;
    for (unsigned i = Below(Below(20) == 0 ? 200 : 12); i > 0; --i)
      word += kLetters[Below(kLetters.size())];
    return word;
  }

  void MakeScript(size_t lines) {
    std::string name, labels[3];
    for (size_t i = 0; i < lines; ++i) {
      const bool head = i == 0 || Below(9) == 0;
      std::string text = i == 0 ? "" : "\n";
      if (head) name = "name_" + Word();
      if (head && Below(4) > 0) text += "# HELP " + name + " " + Word() + "\n# TYPE " + name + "\n";
      for (auto& label : labels) label = head || Below(2) == 0 ? Word() : label;
      text += name + "{a=\"" + labels[0] + "\",b=\"" + labels[1] + "\",c=\"" + labels[2] + "\"} ";
      Add(text, head);
    }
  }

  void Add(const std::string& text, bool head) {
    script_.Add(text, head);
    texts_.push_back({text, head});
  }

  std::string Number() {
    static constexpr std::string_view kOdd[] = {"NaN",
                                                "+Inf",
                                                "-Inf",
                                                "0",
                                                "-0",
                                                "1e-05",
                                                "-1.7976931348623157e+308",
                                                "2.2250738585072014e-308",
                                                "12345678901234567890"};
    if (Below(10) == 0) return std::string(kOdd[Below(std::size(kOdd))]);
    const double value = std::ldexp(static_cast<double>(random_()), -static_cast<int>(Below(70)));
    char text[40];
    const double shown = Below(3) == 0 ? std::floor(value) : Below(5) == 0 ? -value : value;
    return {text, std::to_chars(text, text + sizeof text, shown).ptr};
  }

  // Puts new numbers in, and compares.
  void ExpectRightWith(const Template& made) {
    std::string page;
    std::string compressed(made.most_bytes(), '?');
    TemplateWriter writer(made, compressed.data());
    for (size_t i = 0; i < texts_.size(); ++i) {
      const size_t place = page.size();
      texts_[i].second ? writer.Head(place) : writer.Text(place);
      std::string number = Number();
      page += texts_[i].first + number;
      const size_t size = number.size();
      number.resize(64, '7');
      writer.Number(number.data(), size);
    }
    page += "\n";
    compressed.resize(static_cast<size_t>(writer.End() - compressed.data()));
    EXPECT_LE(page.size(), made.most_text());
    EXPECT_LE(compressed.size(), made.most_bytes());
    EXPECT_TRUE(compressed.ends_with(std::string("\0\0\xFF\xFF", 4)));
    EXPECT_EQ(InflatedBlocks(compressed), page);
    last_ratio_ = static_cast<double>(page.size()) / static_cast<double>(compressed.size());
  }

  const Script& script() const { return script_; }
  double last_ratio() const { return last_ratio_; }

 private:
  std::mt19937_64 random_;
  Script script_;
  std::vector<std::pair<std::string, bool>> texts_;
  double last_ratio_ = 0;
};

TEST(Template, RandomLinesComeBackWithWhateverNumbers) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    Lines lines(seed);
    lines.MakeScript(1 + lines.Below(120));
    const auto made = Template::Make(lines.script());
    ASSERT_TRUE(made) << seed;
    for (int turn = 0; turn < 3; ++turn) lines.ExpectRightWith(*made);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST(Template, OneLineIsEnough) {
  Lines lines(1);
  lines.Add("a ", true);
  const auto made = Template::Make(lines.script());
  ASSERT_TRUE(made);
  lines.ExpectRightWith(*made);
}

TEST(Template, EveryByteMayStandInALabel) {
  Lines lines(2);
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    lines.Add((i == 0 ? "a{b=\"" : "\na{b=\"") + std::string(1, c == '\n' ? ' ' : c) + "\"} ",
              i == 0);
  }
  const auto made = Template::Make(lines.script());
  ASSERT_TRUE(made);
  lines.ExpectRightWith(*made);
}

// Heads that are farther apart than deflate's window.
TEST(Template, FarHeadsAreNotReferredTo) {
  Lines lines(3);
  const std::string head = "\n# HELP some_name What it is.\n# TYPE some_name gauge\nsome_name ";
  lines.Add(head, true);
  for (int i = 0; i < 900; ++i) lines.Add("\nsome_name{x=\"" + std::to_string(i) + "\"} ", false);
  lines.Add(head, true);
  const auto made = Template::Make(lines.script());
  ASSERT_TRUE(made);
  lines.ExpectRightWith(*made);
}

TEST(Template, LongLinesComeBack) {
  Lines lines(4);
  for (int i = 0; i < 20; ++i) {
    const std::string value(static_cast<size_t>(300 * i), static_cast<char>('a' + i % 3));
    lines.Add((i == 0 ? "a{b=\"" : "\na{b=\"") + value + "\"} ", i == 0);
  }
  const auto made = Template::Make(lines.script());
  if (made) lines.ExpectRightWith(*made);
  for (int i = 0; i < 20; ++i) {
    Lines equal(5);
    for (int k = 0; k < i; ++k)
      equal.Add((k == 0 ? "" : "\n") + std::string(8000, 'x') + " ", k == 0);
    const auto of_equal = Template::Make(equal.script());
    ASSERT_EQ(of_equal != nullptr, i > 0);
    if (of_equal) equal.ExpectRightWith(*of_equal);
  }
}

TEST(Template, TextsThatAreTooLongHaveNone) {
  Script script;
  script.Add(std::string(9000, 'x'), true);
  EXPECT_EQ(Template::Make(script), nullptr);
  EXPECT_EQ(Template::Make(Script()), nullptr);
}

TEST(Template, CompressesAsWellAsACompressor) {
  Lines lines(6);
  for (int i = 0; i < 700; ++i) {
    const std::string number = std::to_string(i);
    lines.Add((i == 0 ? "" : "\n") + std::string("bench_flow_g001_total{cell=\"c") + number +
                  "\",host=\"h000" + number + "\",port=\"p01\",zone=\"z1\"} ",
              i == 0);
  }
  const auto made = Template::Make(lines.script());
  ASSERT_TRUE(made);
  lines.ExpectRightWith(*made);
  EXPECT_GT(lines.last_ratio(), 4);
}

}  // namespace
}  // namespace weir::expose
