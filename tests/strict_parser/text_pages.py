"""Pages in the text format 0.0.4."""
from page import ALL, BOTH, CLIENT, PROMETHEUS, PROMTOOL, TEXT, Pages

PAGES = Pages(TEXT)
good, bad = PAGES.good, PAGES.bad

A = "# HELP a A.\n# TYPE a gauge\n"
H = "# HELP h H.\n# TYPE h histogram\n"
C = "# TYPE c counter\n"
S = "# TYPE s summary\n"

good("nothing", "", 0)
good("a gauge", A + "a 1\n", 1)
good("labels", A + 'a{x="1",y="2"} 1\na{x="1",y="3"} 2\n', 2)
good("no help", "# TYPE a gauge\na 1\n", 1)
good("untyped", "# TYPE a untyped\na 1\n", 1)
good("escapes", '# HELP a Two\\nlines, \\\\ and "quotes".\n# TYPE a gauge\na{x="\\"\\\\\\n"} 1\n', 1)
good("special values", A + 'a{x="1"} NaN\na{x="2"} +Inf\na{x="3"} -Inf\na{x="4"} -0\na{x="5"} 5e-324\n', 5)
good("many digits", A + 'a{x="1"} 1.7976931348623157e+308\na{x="2"} 9007199254740993\n', 2)
good("a timestamp", A + "a 1 1700000000123\n", 1)
good("UTF-8", '# HELP a größe €\n# TYPE a gauge\na{x="größe €\U0001F600"} 1\n', 1)
good("white space in a value", A + 'a{x="\t\r \x0b\x0c"} 1\n', 1)
good("controls in a value", A + 'a{x="\x01\x1f\x7f"} 1\n', 1)
good("a NUL in a value", A + 'a{x="\x00"} 1\n', 1)
good("a NUL in help", "# HELP a \x00\n# TYPE a gauge\na 1\n", 1)
good("a carriage return in help", "# HELP a x\ry\r\n# TYPE a gauge\na 1\n", 1)
good("a line separator in help", "# HELP a x\u2028y\u0085z\n# TYPE a gauge\na 1\n", 1)
good("blanks around help", "# HELP a  x \n# TYPE a gauge\na 1\n", 1)
good("help of a blank", "# HELP a  \n# TYPE a gauge\na 1\n", 1)
good("help like a line", "# HELP a # TYPE a counter\n# TYPE a gauge\na 1\n", 1)
good("braces in a value", A + 'a{x="}{=,#"} 1\n', 1)
good("a byte order mark in a value", A + 'a{x="\ufeff"} 1\n', 1)
good("a byte order mark in help", "# HELP a \ufeffx\n# TYPE a gauge\na 1\n", 1)
good("a colon in a name", "# TYPE a:b gauge\na:b 1\n", 1)
good("a histogram", H + 'h_bucket{le="-1.0"} 1\nh_bucket{le="0.5"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n', 5)
good("a histogram without buckets", H + 'h_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n', 3)
good("histograms", H + 'h_bucket{x="1",le="+Inf"} 2\nh_sum{x="1"} 3\nh_count{x="1"} 2\n'
     'h_bucket{x="2",le="1e+06"} 2\nh_bucket{x="2",le="+Inf"} 2\nh_sum{x="2"} 3\nh_count{x="2"} 2\n', 7)
good("an infinite count", H + 'h_bucket{le="+Inf"} +Inf\nh_sum NaN\nh_count +Inf\n', 3)
good("a broken count", H + 'h_bucket{le="+Inf"} 2.5\nh_sum NaN\nh_count 2.5\n', 3)
good("a summary", S + 's{quantile="0.5"} NaN\ns{quantile="1.0"} -3\ns_sum -3\ns_count 2\n', 4)
good("a summary without quantiles", S + "s_sum 3\ns_count 2\n", 2)
good("a counter without _total", C + "c 1\n", 1)
good("families whose names begin alike", "# TYPE a gauge\na 1\n# TYPE a_total counter\na_total 1\n", 2)
good("a name for each sample of a gauge histogram", '# TYPE q_bucket gauge\nq_bucket{le="+Inf"} 1\n'
     "# TYPE q_gsum gauge\nq_gsum 1\n# TYPE q_gcount gauge\nq_gcount 1\n", 3)

LENIENT = "the format allows it; nobody needs to write it"
bad("an empty line", A + "\na 1\n", ALL, LENIENT)
bad("a comment", "# a comment\n" + A + "a 1\n", ALL, LENIENT)
bad("metadata without samples", A, ALL, LENIENT)
bad("a sample without TYPE", "a 1\n", ALL, LENIENT)
bad("empty braces", A + "a{} 1\n", ALL, LENIENT)
bad("an empty value", A + 'a{x=""} 1\n', ALL, LENIENT)
bad("a comma behind the last label", A + 'a{x="1",} 1\n', ALL, LENIENT)
bad("inf in small letters", A + "a inf\n", ALL, LENIENT)
bad("nan in small letters", A + "a nan\n", ALL, LENIENT)

WHITE = "white space is theirs to skip; nobody needs to write it"
bad("two blanks", A + "a  1\n", ALL, WHITE)
bad("a tab for a blank", A + "a\t1\n", ALL, WHITE)
bad("a blank within braces", A + 'a{ x="1" } 1\n', ALL, WHITE)
bad("a blank at the end", A + "a 1 \n", BOTH, WHITE)
bad("a blank at the beginning", A + " a 1\n", (PROMTOOL, CLIENT), WHITE)
bad("a carriage return at the end", A + "a 1\r\n", CLIENT, WHITE)

STREAM = "it reads line by line and remembers no family"
bad("TYPE before HELP", "# TYPE a gauge\n# HELP a A.\na 1\n", ALL, "any order is allowed; Weir has one")
bad("TYPE twice", A + "# TYPE a gauge\na 1\n", BOTH, STREAM)
bad("HELP twice", "# HELP a x\n" + A + "a 1\n", BOTH, STREAM)
bad("TYPE behind a sample", "a 1\n# TYPE a gauge\n", BOTH, STREAM)
bad("a family in two pieces", A + 'a{x="1"} 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\na{x="2"} 1\n', BOTH, STREAM)
bad("a name that a histogram has", H + 'h_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n# TYPE h_sum gauge\nh_sum{x="1"} 1\n',
    BOTH, STREAM)
UNGROUPED = "promtool takes it for a family without TYPE, the others know no families"
bad("families interleaved", A + 'a{x="1"} 1\n# TYPE b gauge\nb 1\na{x="2"} 1\n', ALL, UNGROUPED)
bad("another's sample", A + "a 1\nb 1\n", ALL, UNGROUPED)

DUPLICATE = "it looks for no duplicates; Prometheus drops all but the first"
bad("a series twice", A + "a 1\na 1\n", (PROMTOOL, CLIENT), DUPLICATE)
bad("a series twice with other values", A + "a 1\na 2\n", (PROMTOOL, CLIENT), DUPLICATE)
bad("a series twice, its labels in another order", A + 'a{x="1",y="2"} 1\na{y="2",x="1"} 1\n', (PROMTOOL, CLIENT), DUPLICATE)

CHECKS_NOTHING = "client_python does not look at names, types and labels"
bad("an unknown type", "# TYPE a info\na 1\n", CLIENT, CHECKS_NOTHING)
bad("a type with a capital", "# TYPE a Gauge\na 1\n", PROMTOOL, "it takes types in any case")
bad("a name with a digit first", "# TYPE 1a gauge\n1a 1\n")
bad("a name with a dot", "# TYPE a.b gauge\na.b 1\n")
bad("a name with an umlaut", "# TYPE ä gauge\nä 1\n")
bad("a blank in a name", "# TYPE a gauge\na b 1\n")
bad("a label with a dot", A + 'a{x.y="1"} 1\n', CLIENT, CHECKS_NOTHING)
bad("a label with a colon", A + 'a{x:y="1"} 1\n', CLIENT, CHECKS_NOTHING)
bad("a label twice", A + 'a{x="1",x="2"} 1\n', CLIENT, CHECKS_NOTHING)
bad("__name__ as a label", A + 'a{__name__="b"} 1\n', CLIENT, CHECKS_NOTHING)

LEXER = "its lexer is lenient here"
bad("no comma between labels", A + 'a{x="1" y="2"} 1\n', BOTH, LEXER)
bad("an escape that there is not", A + 'a{x="\\q"} 1\n', BOTH, LEXER)
bad("an escape that there is not, in help", "# HELP a \\q\n# TYPE a gauge\na 1\n", BOTH, LEXER)
bad("a newline in a value", A + 'a{x="1\n2"} 1\n', PROMETHEUS, LEXER)
bad("no end of the last line", A + "a 1", BOTH, LEXER)
bad("single quotes", A + "a{x='1'} 1\n")
bad("no quotes", A + "a{x=1} 1\n")
bad("a quote that does not end", A + 'a{x="1} 1\n')
bad("a brace that does not end", A + 'a{x="1" 1\n')
bad("no UTF-8 in a value", A.encode() + b'a{x="\xff"} 1\n')
bad("no UTF-8 in help", b"# HELP a \xff\n# TYPE a gauge\na 1\n", PROMTOOL, "it does not check help")
bad("an overlong form", A.encode() + b'a{x="\xc0\xaf"} 1\n')
bad("a surrogate", A.encode() + b'a{x="\xed\xa0\x80"} 1\n')

NUMBERS = "client_python takes what Python takes for a number"
bad("no value", A + "a\n")
bad("a word for a value", A + "a x\n")
bad("two values", A + "a 1 2 3\n", CLIENT, "it stops after the timestamp")
bad("a number in base 16", A + "a 0x1p3\n")
bad("a number with underscores", A + "a 1_000\n", CLIENT, NUMBERS)
bad("a number beyond all", A + "a 1e999\n", CLIENT, NUMBERS)
bad("a comma in a number", A + "a 1,5\n")
bad("a negative timestamp", A + "a 1 -1\n", (PROMTOOL, CLIENT), "the format allows it; Prometheus gives up the whole page")
bad("a timestamp with a point", A + "a 1 1.5\n", CLIENT, NUMBERS)
bad("a timestamp beyond all", A + "a 1 9223372036854775808\n", CLIENT, NUMBERS)
bad("an exemplar", A + "a 1 # {} 1\n")

MEANING = "nobody looks at what values and bounds mean"
bad("a negative counter", C + "c -1\n", ALL, MEANING)
bad("a counter that is no number", C + "c NaN\n", ALL, MEANING)
bad("a histogram without +Inf", H + 'h_bucket{le="1.0"} 2\nh_sum 3\nh_count 2\n', ALL, MEANING)
bad("a count unlike +Inf", H + 'h_bucket{le="+Inf"} 2\nh_sum 3\nh_count 3\n', ALL, MEANING)
bad("no count", H + 'h_bucket{le="+Inf"} 2\nh_sum 3\n', ALL, MEANING)
bad("no sum", H + 'h_bucket{le="+Inf"} 2\nh_count 2\n', ALL, MEANING)
bad("buckets that fall", H + 'h_bucket{le="1.0"} 3\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n', ALL, MEANING)
bad("bounds that fall", H + 'h_bucket{le="2.0"} 1\nh_bucket{le="1.0"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n',
    ALL, MEANING)
bad("a bound twice", H + 'h_bucket{le="1.0"} 1\nh_bucket{le="1.00"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n',
    ALL, MEANING)
bad("a bound that is none", H + 'h_bucket{le="x"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n', BOTH, MEANING)
bad("a bound that is not canonical", H + 'h_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n', ALL, MEANING)
bad("a bucket without le", H + "h_bucket 2\nh_sum 3\nh_count 2\n", ALL, MEANING)
bad("histograms interleaved", H + 'h_bucket{x="1",le="+Inf"} 2\nh_bucket{x="2",le="+Inf"} 2\nh_sum{x="1"} 1\n'
    'h_sum{x="2"} 1\nh_count{x="1"} 2\nh_count{x="2"} 2\n', ALL, "only families have to stand together")
bad("timestamps that differ within a histogram", H + 'h_bucket{le="+Inf"} 2 1\nh_sum 3 2\nh_count 2 1\n', ALL, MEANING)
bad("a quantile above 1", S + 's{quantile="1.5"} 1\ns_sum 3\ns_count 2\n', ALL, MEANING)
bad("quantiles that fall", S + 's{quantile="0.5"} 1\ns{quantile="0.1"} 1\ns_sum 3\ns_count 2\n', ALL, MEANING)
bad("a summary with a negative count", S + "s_sum 3\ns_count -2\n", ALL, MEANING)
