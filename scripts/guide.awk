# A chapter of docs/guide with its code, tables and charts put in anew: see
# scripts/guide. `references` are the directories of the runs, the newest first;
# `reference` is the one that has what was looked for last.
#
# The sources are as clang-format leaves them: what begins in the first column
# with a brace behind it ends with a brace in the first column.

function fail(text) {
    print "guide: " FILENAME ":" FNR ": " text >"/dev/stderr"
    failed = 1
    exit 1
}

function trim(text) {
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    return text
}

function read_source(path,    text) {
    count = 0
    while ((getline text < path) > 0)
        source[++count] = text
    close(path)
    if (count == 0)
        fail(path ": no such file")
}

# The line on which it begins; 0: it is not there.
function find(kind, name,    i, start) {
    start = "^(static )?(inline )?[a-z].*[ *]" name "\\("
    if (kind == "struct" || kind == "enum")
        start = "^" kind " " name " \\{"
    else if (kind == "#define")
        start = "^#define " name "[ (]"
    else if (kind == "label")
        start = "^(SYMBOL\\()?" name "\\)?:"
    for (i = 1; i <= count; i++)
        if (source[i] ~ start && (kind != "" || ends_header(i)))
            return i
    return 0
}

# A definition: its header is followed by a brace, not ended by a semicolon.
function ends_header(i) {
    while (i <= count && source[i] !~ /[;{]$/ && source[i] !~ /^\{/)
        i++
    return source[i] ~ /^\{/
}

function last_line(kind, i) {
    if (kind == "#define")
        while (source[i] ~ /\\$/)
            i++
    else if (kind == "label")
        while (source[i + 1] !~ /^(#|$)/)
            i++
    else
        while (source[i] !~ /^\}/)
            i++
    return i
}

function print_part(path, kind, name,    first, from, last) {
    from = find(kind, name)
    if (!from)
        fail(path ": no " (kind == "" ? "function" : kind) " " name)
    last = last_line(kind, from)
    first = from
    if (source[from - 1] ~ /\*\/$/)
        for (first = from - 1; source[first] !~ /^\/\*/; first--)
            continue
    for (; first <= last; first++)
        print source[first]
}

function print_code(words,    n, i, part, kind, path, shown) {
    n = split(words, part, " ")
    path = part[1]
    read_source(path)
    print "From [" path "](../../" path "):\n"
    print path ~ /\.S$/ ? "```asm" : "```c"
    kind = ""
    for (i = 2; i <= n; i++) {
        if (part[i] ~ /^(function|struct|enum|#define|label)$/) {
            kind = part[i] == "function" ? "" : part[i]
            continue
        }
        if (shown++)
            print ""
        print_part(path, kind, part[i])
    }
    print "```"
}

# Cells of a line of a table, from 1; how many.
function cells_of(text, cell,    n, i) {
    gsub(/\\/, "", text)
    n = split(text, cell, "|")
    for (i = 2; i < n; i++)
        cell[i - 1] = trim(cell[i])
    return n - 2
}

# The lines of a table of report.md: table[1] is its head. How many.
function read_table(point, caption, table,    path, text, here, n, wanted) {
    path = reference "/report.md"
    while ((getline text < path) > 0) {
        if (text ~ /^### /) {
            here = substr(text, 5) == point
            wanted = 0
        } else if (here && index(text, caption) == 1) {
            wanted = 1
        } else if (wanted && text ~ /^\|/) {
            if (text !~ /^\|-/)
                table[++n] = text
        } else if (wanted && n > 0) {
            break
        }
    }
    close(path)
    return n
}

# The same of the newest run that has it.
function find_table(point, caption, table,    run, i, n) {
    split(references, run, " ")
    for (i = 1; i in run; i++) {
        reference = run[i]
        n = read_table(point, caption, table)
        if (n > 1)
            return n
    }
    fail("no table '" caption "' of " point " in " references)
}

function place_of(name, list, n,    i) {
    for (i = 1; i <= n; i++)
        if (list[i] == name)
            return i
    return 0
}

function print_row(table, line, chosen, n,    cell, i, text) {
    cells_of(table[line], cell)
    text = "|"
    for (i = 1; i <= n; i++)
        text = text " " cell[chosen[i]] " |"
    print text
}

function print_table(words,    part, lines, table, head, heads, column, columns,
                     chosen, row, rows, i, k, cell, found, text) {
    if (split(words, part, "|") != 4)
        fail("a table needs POINT | CAPTION | COLUMNS | ROWS")
    lines = find_table(trim(part[1]), trim(part[2]), table)
    heads = cells_of(table[1], head)
    columns = split(part[3], column, ",")
    text = "|"
    for (i = 1; i <= columns; i++) {
        chosen[i] = place_of(trim(column[i]), head, heads)
        if (!chosen[i])
            fail("no column '" trim(column[i]) "' in " table[1])
        text = text (i == 1 ? "---|" : "--:|")
    }
    print_row(table, 1, chosen, columns)
    print text
    rows = split(part[4], row, ",")
    for (i = 1; i <= rows; i++) {
        found = 0
        for (k = 2; k <= lines && !found; k++) {
            cells_of(table[k], cell)
            sub(/ \((control|suspect)\)/, "", cell[1])
            if (cell[1] == trim(row[i])) {
                print_row(table, k, chosen, columns)
                found = 1
            }
        }
        if (!found)
            fail("no row '" trim(row[i]) "' in the table of" part[1])
    }
    print "\nEstimates over the rounds of " \
        (reference ~ /\/reference\// ? "the [reference run]" : "a [run]") \
        "(../../" reference "/report.md), 95 % intervals in brackets."
}

# Of the chart, in the reference; "": it is not there or has none.
function title_of(name,    path, text, title) {
    path = reference "/charts/" name ".svg"
    while ((getline text < path) > 0)
        if (text ~ /<title id=/ && title == "") {
            title = text
            gsub(/^.*<title[^>]*>|<\/title>.*$/, "", title)
        }
    close(path)
    return title
}

function print_chart(name,    run, i, title) {
    split(references, run, " ")
    for (i = 1; (i in run) && title == ""; i++) {
        reference = run[i]
        title = title_of(name)
    }
    if (title == "")
        fail("charts/" name ".svg: not there, or without a title, in " \
             references)
    print "![" title "](../../" reference "/charts/" name ".svg)"
}

replacing && /^<!-- (code|table|chart): / {
    fail("a marker before the end of the last one")
}

/^<!-- end -->$/ {
    if (!replacing)
        fail("an end without a marker")
    replacing = 0
}

!replacing

/^<!-- (code|table|chart): .* -->$/ {
    replacing = 1
    words = $0
    sub(/^<!-- [a-z]+: /, "", words)
    sub(/ -->$/, "", words)
    print ""
    if ($2 == "code:")
        print_code(words)
    else if ($2 == "table:")
        print_table(words)
    else
        print_chart(words)
    print ""
}

END {
    if (!failed && replacing)
        fail("the last marker has no end")
    exit failed
}
