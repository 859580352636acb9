# From docs/configuration.md to the Markdown of a manual page: sections as manuals have them, tables as
# lists of terms, links as their text.
BEGIN {
  print "# NAME\n\nexporter.yaml - configuration of weir, a host for Prometheus collectors\n\n# DESCRIPTION"
}

function without_links(text) {
  while (match(text, /\[[^]]*\]\([^)]*\)/)) {
    link = substr(text, RSTART, RLENGTH)
    sub(/^\[/, "", link)
    sub(/\]\(.*$/, "", link)
    text = substr(text, 1, RSTART - 1) link substr(text, RSTART + RLENGTH)
  }
  return text
}

function standing(value) {
  if (value == "") return ""
  return value == "required" ? "; required" : "; default: " value
}

/^```/ { code = !code; print; next }
code { print; next }
/^# / { next }
/^## / { print toupper(substr($0, 2)); next }
/^###/ { print substr($0, 2); next }
/^\|[-| ]+\|$/ { next }
/^\|/ {
  row = without_links($0)
  gsub(/\\\|/, "\001", row)
  cells = split(row, cell, / *\| */) - 2
  for (i = 2; i <= cells + 1; ++i) gsub(/\001/, "|", cell[i])
  if (!table) {  # its head
    table = cells
    next
  }
  print cell[2] (cells > 2 ? " (" cell[3] (cells > 3 ? standing(cell[4]) : "") ")" : "")
  print "\n: " cell[cells + 1] "\n"
  next
}
{
  table = 0
  print without_links($0)
}
