"""Pages in OpenMetrics 1.0.0."""
from page import BOTH, CLIENT, OPENMETRICS, PROMETHEUS, Pages

PAGES = Pages(OPENMETRICS)
END = "# EOF\n"


def good(name, text, *rest):
    PAGES.good(name, text + END, *rest)


def bad(name, text, *rest):
    PAGES.bad(name, text + (END if isinstance(text, str) else END.encode()), *rest)


A = "# TYPE a gauge\n"
C = "# TYPE c counter\n# HELP c C.\n"
H = "# TYPE h histogram\n"
I = "# TYPE i info\n"
S = "# TYPE s stateset\n"

good("nothing", "", 0)
good("a counter", C + "c_total 1\n", 1)
good("a counter that was created", C + "c_total 1\nc_created 1.5\n", 2)
good("a unit", "# TYPE c_seconds counter\n# UNIT c_seconds seconds\n# HELP c_seconds C.\nc_seconds_total 1\n", 1)
good("metadata in another order", "# HELP c C.\n# TYPE c counter\nc_total 1\n", 1)
good("every type",
     A + "a 1\n# TYPE u unknown\nu 1\n" + I + 'i_info{v="1"} 1\n' + S + 's{s="off"} 0\ns{s="on"} 1\n'
     + H + 'h_bucket{le="0.5"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n'
     '# TYPE q gaugehistogram\nq_bucket{le="0.5"} 1\nq_bucket{le="+Inf"} 2\nq_gsum 3\nq_gcount 2\n'
     '# TYPE m summary\nm{quantile="0.5"} 1\nm_sum 3\nm_count 2\n', 16)
good("escapes", '# TYPE a gauge\n# HELP a Two\\nlines, \\\\ and \\"quotes\\".\na{x="\\"\\\\\\n"} 1\n', 1)
good("a timestamp", C + "c_total 1 1700000000.123\n", 1)
good("a negative timestamp", C + "c_total 1 -1.5\n", 1)
good("a timestamp with an exponent", C + "c_total 1 1e+09\n", 1)
good("an exemplar", C + 'c_total 1 # {trace_id="x"} 0.5 1700000000.1\n', 1)
good("an exemplar without labels", C + "c_total 1 # {} 0.5\n", 1)
good("an exemplar of a bucket", H + 'h_bucket{le="+Inf"} 2 # {t="x"} 9\nh_sum 3\nh_count 2\n', 3)
good("an exemplar beside a timestamp", C + 'c_total 1 1.5 # {t="x"} 2 3\n', 1)
good("an exemplar that is infinite", C + 'c_total 1 # {t="x"} -Inf\n', 1)
good("an exemplar that is no number", C + 'c_total 1 # {t="x"} NaN\n', 1)
good("an exemplar of a negative time", C + 'c_total 1 # {t="x"} 1 -9223372036854776\n', 1)
good("an exemplar with an empty value", C + 'c_total 1 # {t=""} 1\n', 1)
good("an exemplar with everything to escape", C + 'c_total 1 # {t="\\"\\\\\\n}# {"} 1\n', 1,
     CLIENT, "it looks for the exemplar's beginning without regard to quotes")
good("an exemplar of 128 characters", C + 'c_total 1 # {t="' + 127 * "ä" + '"} 1\n', 1)
good("UTF-8", '# TYPE a gauge\n# HELP a größe €\na{x="größe €\U0001F600"} 1\n', 1)
good("controls in a value", A + 'a{x="\t\r\x01\x1f\x7f"} 1\n', 1)
good("a NUL in a value", A + 'a{x="\x00"} 1\n', 1)
good("a NUL in help", "# TYPE a gauge\n# HELP a \x00\na 1\n", 1)
good("a carriage return in help", "# TYPE a gauge\n# HELP a x\ry\r\na 1\n", 1)
good("help of a blank", "# TYPE a gauge\n# HELP a  \na 1\n", 1)
good("blanks around help", "# TYPE a gauge\n# HELP a  x \na 1\n", 1)
good("help like an end", "# TYPE a gauge\n# HELP a # EOF\na 1\n", 1)
good("special values", A + 'a{x="1"} NaN\na{x="2"} +Inf\na{x="3"} -Inf\na{x="4"} -0\n', 4)
good("a value that looks like an exemplar", A + 'a{x=" # {"} 1\n', 1)

PAGES.bad("nothing at all", "")
PAGES.bad("no EOF", C + "c_total 1\n")
PAGES.bad("EOF without its newline", C + "c_total 1\n# EOF", BOTH, "the specification lets it be missing there")
PAGES.bad("something behind EOF", C + "c_total 1\n" + END + "x")
PAGES.bad("EOF twice", C + "c_total 1\n" + END + END)
bad("an empty line", C + "\nc_total 1\n")

STREAM = "it reads line by line and remembers no family"
bad("a counter without _total", "# TYPE c counter\nc 1\n", PROMETHEUS, STREAM)
bad("an info without _info", I + 'i{v="1"} 1\n', PROMETHEUS, STREAM)
bad("TYPE twice", C + "# TYPE c counter\nc_total 1\n", PROMETHEUS, STREAM)
bad("HELP twice", C + "# HELP c C.\nc_total 1\n", PROMETHEUS, STREAM)
bad("UNIT twice", "# TYPE c_s gauge\n# UNIT c_s s\n# UNIT c_s s\nc_s 1\n", PROMETHEUS, STREAM)
bad("families interleaved", A + 'a{x="1"} 1\n# TYPE b gauge\nb 1\na{x="2"} 1\n', PROMETHEUS, STREAM)
bad("a name that two families have", A + "a 1\n# TYPE a counter\na_total 1\n", PROMETHEUS, STREAM)
bad("a sample name that two families have", C + "c_total 1\n# TYPE c_total gauge\nc_total 1\n")
bad("a gauge called as another's time of creation", C + "c_total 1\n# TYPE c_created gauge\nc_created 1\n", PROMETHEUS, STREAM)
bad("metadata behind samples", A + "a 1\n# HELP a A.\n", PROMETHEUS, STREAM)
bad("a unit of an info", "# TYPE i_s info\n# UNIT i_s s\n" 'i_s_info{v="1"} 1\n', PROMETHEUS, STREAM)
bad("a name that does not end in its unit", A + "# UNIT a seconds\na 1\n")
bad("untyped", "# TYPE a untyped\na 1\n")
bad("a series twice", A + "a 1\na 1\n", CLIENT, "it takes a gauge again without a timestamp")

LEXER = "its lexer is lenient here"
bad("a quote in help", A + '# HELP a "x"\na 1\n', BOTH, LEXER)
bad("an escape that there is not", A + 'a{x="\\q"} 1\n', BOTH, LEXER)
bad("no UTF-8 in a value", b'# TYPE a gauge\na{x="\xff"} 1\n')
bad("two blanks", A + "a  1\n")
bad("a blank at the end", A + "a 1 \n")
bad("a comma behind the last label", A + 'a{x="1",} 1\n')
bad("a label twice", A + 'a{x="1",x="2"} 1\n')
bad("a timestamp that is no number", C + "c_total 1 NaN\n")
bad("a number in base 16", A + "a 0x1p3\n")

EXEMPLARS = "Prometheus looks at an exemplar when it stores it, and then drops it alone"
bad("an exemplar of a gauge", A + "a 1 # {} 1\n")
bad("an exemplar without a value", C + 'c_total 1 # {t="x"}\n')
bad("an exemplar of 129 characters", C + 'c_total 1 # {t="' + 128 * "ä" + '"} 1\n', PROMETHEUS, EXEMPLARS)
bad("a label of an exemplar twice", C + 'c_total 1 # {t="x",t="y"} 1\n', PROMETHEUS, EXEMPLARS)
bad("a NUL in an exemplar", C + 'c_total 1 # {t="\x00"} 1\n', CLIENT, "allowed; Prometheus takes it for the page's end")
bad("no UTF-8 in an exemplar", C.encode() + b'c_total 1 # {t="\xff"} 1\n')

MEANING = "Prometheus does not look at what values and bounds mean"
bad("an info that is not 1", I + 'i_info{v="1"} 2\n', PROMETHEUS, MEANING)
bad("a stateset without its label", S + 's{x="on"} 1\n', PROMETHEUS, MEANING)
bad("a state of 2", S + 's{s="on"} 2\n', PROMETHEUS, MEANING)
bad("a counter that is no number", C + "c_total NaN\n", PROMETHEUS, MEANING)
bad("a negative counter", C + "c_total -1\n", PROMETHEUS, MEANING)
bad("a histogram without +Inf", H + 'h_bucket{le="1.0"} 2\nh_sum 3\nh_count 2\n', PROMETHEUS, MEANING)
bad("a negative bound", H + 'h_bucket{le="-1.0"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n', PROMETHEUS, MEANING)
bad("a count unlike +Inf", H + 'h_bucket{le="+Inf"} 2\nh_sum 3\nh_count 3\n', PROMETHEUS, MEANING)
bad("buckets that fall", H + 'h_bucket{le="1.0"} 3\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n', PROMETHEUS, MEANING)

CANONICAL = "neither asks for canonical numbers"
bad("a bound without a point", H + 'h_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n', BOTH, CANONICAL)
bad("a bound with a short exponent", H + 'h_bucket{le="1e6"} 2\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n', BOTH, CANONICAL)
bad("a quantile without a point", '# TYPE m summary\nm{quantile="1"} 1\nm_sum 3\nm_count 2\n', BOTH, CANONICAL)
bad("a gauge histogram with sum and count", '# TYPE q gaugehistogram\nq_bucket{le="+Inf"} 1\nq_sum 1\nq_count 1\n',
    BOTH, "neither knows gsum and gcount from sum and count")
