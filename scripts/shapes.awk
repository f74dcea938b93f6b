# What scripts/shapes computes and prints. Reads harness/backends.c (the rows,
# the names of families) and all C files of backends/.
#
# The sources are as clang-format leaves them: a function's body begins with a
# brace in the first column and ends with one there.

function fail(text) {
    print "shapes: " text >"/dev/stderr"
    failed = 1
    exit 1
}

function basename(path) {
    sub(/^.*\//, "", path)
    return path
}

# The line without comments; `inside` lives from line to line of a file.
function code_of(line,    out, at) {
    out = ""
    while (line != "") {
        if (inside) {
            at = index(line, "*/")
            if (!at)
                break
            line = substr(line, at + 2)
            inside = 0
        } else {
            at = index(line, "/*")
            if (!at)
                return out line
            out = out substr(line, 1, at - 1)
            line = substr(line, at + 2)
            inside = 1
        }
    }
    return out
}

# How often the pattern stands in the text, without what the text has in
# quotes.
function times(text, pattern) {
    gsub(/"[^"]*"/, "\"\"", text)
    return gsub(pattern, "&", text)
}

function note_function(line) {
    if (line ~ /^[a-z].*\(/ && line !~ /[;=]$/) {
        header = line
        sub(/\(.*/, "", header)
        sub(/^.*[ *]/, "", header)
        begins = FNR
    } else if (line ~ /^\{/ && header != "") {
        functions[file]++
        name[file, functions[file]] = header
        first[file, functions[file]] = begins
        where[file, header] = functions[file]
    } else if (line ~ /^\}/ && header != "") {
        last[file, functions[file]] = FNR
        header = ""
    }
}

# The head comment: paragraphs that begin with a word and a colon.
function note_head(text) {
    if (text ~ /\*\/ *$/) {
        in_head = 0
        return
    }
    sub(/^ ?\/?\* ?/, "", text)
    if (text ~ /^[A-Z][a-z]+: /) {
        paragraph = text
        sub(/:.*/, "", paragraph)
        sub(/^[A-Za-z]+: /, "", text)
    } else if (text ~ /^ *$/) {
        paragraph = ""
    }
    if (paragraph != "")
        says[file, paragraph] = says[file, paragraph] \
            (says[file, paragraph] == "" ? "" : " ") text
}

# `const struct backend backend_X = {`: from there to its end.
function note_row(line,    value) {
    if (line ~ /^const struct backend backend_[a-z0-9_]+ = \{/) {
        row = line
        sub(/^const struct backend /, "", row)
        sub(/ .*/, "", row)
        file_of[row] = file
    } else if (line ~ /^\};/) {
        row = ""
    } else if (row != "" &&
               line ~ /^ *\.(name|about|family|unusable) = /) {
        value = line
        sub(/^[^=]*= "?/, "", value)
        sub(/"?,? *$/, "", value)
        if (line ~ /\.name/)
            title[row] = value
        else if (line ~ /\.about/)
            about[row] = value
        else if (line ~ /\.family/)
            family[row] = value
        else
            refusal[row] = value
    }
}

# Members of struct peer, but for its conn, and of what begins with one.
function note_peer(line) {
    if (line ~ /^struct ([a-z]+_)?peer \{/) {
        in_peer = 1
        peer_in[file] = 1
        if (line ~ /_peer/)
            more_in[file] = 1
        fields[file] = 0
    } else if (line ~ /^\}/) {
        in_peer = 0
    } else if (in_peer && line ~ /;/ && line !~ /struct (conn conn|peer peer);/) {
        gsub(/\([^()]*\)/, "", line)
        fields[file] += times(line, "[;,]")
    }
}

FNR == 1 {
    file = FILENAME
    inside = in_peer = in_head = 0
    header = row = paragraph = ""
    seen_head = 0
}

file ~ /^harness/ {
    if (/^ *&backend_[a-z0-9_]+,/) {
        text = $1
        gsub(/[&,]/, "", text)
        rows[++row_count] = text
    } else if (/case FAMILY_/) {
        which = $2
        sub(/:/, "", which)
    } else if (/return "/ && which != "") {
        text = $0
        gsub(/^[^"]*"|".*$/, "", text)
        family_name[which] = text
        which = ""
    }
    next
}

{
    if (FNR == 1 && /^\/\*/)
        in_head = seen_head = 1
    if (in_head)
        note_head($0)
    raw[file, FNR] = $0
    text = code_of($0)
    code[file, FNR] = text
    length_of[file] = FNR
    if (text ~ /[^ ]/)
        lines[file]++
    if (text ~ /^# *if/)
        conditional[file] = 1
    if (text ~ /^#include "/) {
        included = text
        gsub(/^#include "|".*$/, "", included)
        includes[file] = includes[file] " backends/" included
    }
    note_function(text)
    note_row(text)
    note_peer(text)
}

function is_row(f,    i) {
    for (i = 1; i <= row_count; i++)
        if (file_of[rows[i]] == f)
            return 1
    return 0
}

function own_header(f,    h) {
    h = f
    sub(/\.c$/, ".h", h)
    return h
}

# All files of backends/ that a file stands on: its headers, what is behind
# them, and so on. Files that implement a header which has no .c of that name
# (one of several) are behind it, too.
function reach(f, seen,    n, part, i, c, other) {
    if (f in seen || !(f in lines))
        return
    seen[f] = 1
    n = split(includes[f], part, " ")
    for (i = 1; i <= n; i++)
        reach(part[i], seen)
    if (f !~ /\.h$/)
        return
    c = f
    sub(/\.h$/, ".c", c)
    reach(c, seen)
    if (c in lines)
        return
    for (other in lines)
        if (other ~ /\.c$/ && !is_row(other) && !(own_header(other) in lines) &&
            index(includes[other] " ", " " f " "))
            reach(other, seen)
}

function body(f, k,    i, text) {
    text = ""
    for (i = first[f, k]; i <= last[f, k]; i++)
        text = text code[f, i] "\n"
    return text
}

# A function of the story: it asks a connection what it wants, or where to, or
# tells it what came of that.
function in_story(text) {
    return text ~ /[^a-z_]conn_(opened|sent|received|closed|woke)\(/ ||
           text ~ /(->|\.)(want|address)[^a-z_]/ || text ~ /[^A-Z_]CONN_[A-Z]/
}

# The calls that wait, or ask to be called back, in the words of each family.
function wait_pattern(what) {
    if (what == "FAMILY_BLOCKING")
        return "(net_connect|net_send|net_recv|clock_sleep_until|poll|" \
               "pthread_cond_wait|condition_wait[a-z_]*)[(]"
    if (what == "FAMILY_READINESS")
        return "[^a-z_>]watch[(]r, p, READY"
    if (what == "FAMILY_LOOP" || what == "FAMILY_COROUTINE")
        return "([^a-z_]wait_for|GENERATOR_YIELD|uring_(connect|send|receive))[(]"
    if (what == "FAMILY_LIBRARY")
        return "(ev_(io|timer)_start|uv_(tcp_connect|read_start|write|" \
               "timer_start|close)|bufferevent_(socket_connect|write|enable)|" \
               "evbuffer_add|event_add|event_base_once)[(]"
    if (what == "FAMILY_COMPLETION")
        return "io_uring_prep_[a-z_]+[(]"
    return ""
}

function count_waits(f, pattern,    k, i, n) {
    n = 0
    if (pattern == "")
        return 0
    for (k = 1; k <= functions[f]; k++)
        for (i = first[f, k]; i <= last[f, k]; i++)
            if (code[f, i] ~ /^ /)
                n += times(code[f, i], pattern)
    return n
}

# Sorted, the row's own file left out; .h and .c of one name as one.
function shared_names(seen, own,    list, n, i, j, f, c, swap, text) {
    n = 0
    for (f in seen) {
        c = f
        sub(/\.h$/, ".c", c)
        if (f != own && (f ~ /\.c$/ || !(c in seen)))
            list[++n] = basename(f)
    }
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && list[j - 1] > list[j]; j--) {
            swap = list[j]
            list[j] = list[j - 1]
            list[j - 1] = swap
        }
    text = ""
    for (i = 1; i <= n; i++)
        text = text (i > 1 ? " " : "") list[i]
    return text
}

# There is no system the row says it cannot run on: its file is compiled the same
# everywhere, and the function that says why it cannot run has nothing to say.
function everywhere(r,    own, text) {
    own = file_of[r]
    if (own in conditional || !((own, refusal[r]) in where))
        return 0
    text = body(own, where[own, refusal[r]])
    sub(/^[^{]*/, "", text)
    gsub(/[ \n]/, "", text)
    return text == "{returnNULL;}"
}

# Fills in the arrays of the table for one row.
function measure(r,    own, seen, f, k, text, pattern, asked, most) {
    own = file_of[r]
    pattern = wait_pattern(family[r])
    reach(own, seen)
    shared_lines[r] = told[r] = states[r] = waits[r] = most = 0
    kept[r] = "-"
    for (f in seen) {
        if (f != own)
            shared_lines[r] += lines[f]
        if (own in more_in)
            kept[r] += fields[f]
        else if (f in peer_in && (kept[r] == "-" || f == own))
            kept[r] = fields[f]
        waits[r] += count_waits(f, pattern)
        for (k = 1; k <= functions[f]; k++) {
            text = body(f, k)
            if (!in_story(text))
                continue
            told[r]++
            asked = times(text, "[^A-Z_]CONN_[A-Z]+")
            states[r] += asked
            # The first of equals, so that the order of files is no matter.
            if (asked > most || (asked == most && asked > 0 &&
                                 name[f, k] < most_name[r])) {
                most = asked
                most_name[r] = name[f, k]
            }
        }
    }
    shared[r] = shared_names(seen, own)
    text = says[own, "Heart"]
    gsub(/[.,]/, " ", text)
    marked[r] = text ~ /[a-z]/
    heart[r] = marked[r] ? text : most_name[r]
    find_heart(r, seen)
}

function find_heart(r, seen,    part, n, i, f, found) {
    n = split(heart[r], part, " ")
    heart[r] = ""
    hearts[r] = n
    heart_lines[r] = 0
    for (i = 1; i <= n; i++) {
        found = ""
        if ((file_of[r], part[i]) in where)
            found = file_of[r]
        else
            for (f in seen)
                if ((f, part[i]) in where && (found == "" || f < found))
                    found = f
        if (found == "")
            fail(file_of[r] ": Heart names " part[i] "(), which is not there")
        heart_file[r, i] = found
        heart_at[r, i] = where[found, part[i]]
        heart[r] = heart[r] (i > 1 ? " " : "") part[i]
        heart_lines[r] += last[found, heart_at[r, i]] - \
                          first[found, heart_at[r, i]] + 1
    }
}

# The first `n` sentences; a `.` inside a word ends none.
function sentences(text, n,    out, at) {
    out = ""
    while (n-- > 0 && text != "") {
        at = match(text, /[.?!:;]( |$)/)
        while (at && substr(text, at, 1) ~ /[:;]/) {
            out = out substr(text, 1, at)
            text = substr(text, at + 1)
            at = match(text, /[.?!:;]( |$)/)
        }
        if (!at)
            return out text
        out = out substr(text, 1, at)
        text = substr(text, at + 1)
    }
    return out
}

function capital(text) {
    return toupper(substr(text, 1, 1)) substr(text, 2)
}

function family_of(r) {
    return family_name[family[r]]
}

function print_tsv(    i, r) {
    print "row\tfamily\tfile\tlines\tshared_lines\tfunctions\tstates\twaits" \
          "\tfields\theart_marked\theart_lines\theart\tshared\teverywhere"
    for (i = 1; i <= row_count; i++) {
        r = rows[i]
        printf "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\t%s\t%d\t%s\t%s\t%s\n",
               title[r], family_of(r), basename(file_of[r]),
               lines[file_of[r]], shared_lines[r], told[r], states[r],
               waits[r], kept[r], (marked[r] ? "yes" : "no"), heart_lines[r],
               heart[r], shared[r], (everywhere(r) ? "yes" : "no")
    }
}

# Rows of harness/shape.c; what is not counted there is NONE.
function print_c(    i, r) {
    for (i = 1; i <= row_count; i++) {
        r = rows[i]
        printf "{\"%s\", %d, %d, %d, %d, %s, %s, %s},\n", title[r],
               lines[file_of[r]], shared_lines[r], told[r], states[r],
               (waits[r] > 0 ? waits[r] : "NONE"),
               (kept[r] == "-" ? "NONE" : kept[r]),
               (everywhere(r) ? "true" : "false")
    }
}

function print_table(    i, r) {
    print "| row | family | file | lines | shared | functions | states " \
          "| waits | fields |"
    print "|---|---|---|--:|--:|--:|--:|--:|--:|"
    for (i = 1; i <= row_count; i++) {
        r = rows[i]
        printf "| `%s` | %s | %s | %d | %d | %d | %d | %s | %s |\n",
               title[r], family_of(r), basename(file_of[r]),
               lines[file_of[r]], shared_lines[r], told[r], states[r],
               (waits[r] > 0 ? waits[r] : "-"), kept[r]
    }
}

function print_functions(r,    i, k, f, at, before) {
    print "```c"
    before = ""
    for (i = 1; i <= hearts[r]; i++) {
        f = heart_file[r, i]
        k = heart_at[r, i]
        if (i > 1)
            print ""
        if (f != before)
            print "/* " basename(f) " */"
        before = f
        for (at = first[f, k]; at <= last[f, k]; at++)
            print raw[f, at]
    }
    print "```"
}

function print_numbers(r) {
    printf "%d lines in %s", lines[file_of[r]], basename(file_of[r])
    if (shared[r] != "")
        printf ", on %d in %s", shared_lines[r], shared[r]
    printf ". The story is in %d function%s, which ask%s %d time%s for a state",
           told[r], (told[r] == 1 ? "" : "s"), (told[r] == 1 ? "s" : ""),
           states[r], (states[r] == 1 ? "" : "s")
    if (waits[r] > 0)
        printf ", and waits at %d place%s", waits[r],
               (waits[r] == 1 ? "" : "s")
    print "."
}

function print_says(r, paragraph, title_of,    text) {
    text = says[file_of[r], paragraph]
    if (text != "")
        print "**" title_of ":** " capital(sentences(text, 2)) "\n"
}

function print_gain(r) {
    print_says(r, "Promise", "Gained")
    print_says(r, "Cost", "Costs")
    print_says(r, "Trap", "Trap")
}

function print_row(r,    before) {
    print "### " title[r] "\n"
    print capital(about[r]) ".\n"
    if (file_of[r] in shown) {
        print "The same file as `" shown[file_of[r]] "`, above.\n"
        return
    }
    shown[file_of[r]] = title[r]
    print_gain(r)
    print_numbers(r)
    print ""
    before = heart_key(r)
    if (before in heart_shown) {
        print "Its heart is shown above, with `" heart_shown[before] "`.\n"
        return
    }
    heart_shown[before] = title[r]
    if (!hearts[r]) {
        print "It has no marked heart, and no function that asks for a " \
              "state.\n"
        return
    }
    if (!marked[r])
        print "Its head comment marks no heart. This is the function that " \
              "asks most often\nfor a state.\n"
    print_functions(r)
    print ""
}

function heart_key(r,    i, key) {
    key = ""
    for (i = 1; i <= hearts[r]; i++)
        key = key " " heart_file[r, i] ":" heart_at[r, i]
    return key
}

# The article's path, a step beside the next.
function print_path(    names, n, i, j, r) {
    n = split("sequential callbacks generators coroutines", names, " ")
    print "<table>"
    for (i = 1; i <= n; i += 2) {
        print "<tr valign=\"top\">"
        for (j = i; j < i + 2; j++) {
            r = row_named(names[j])
            print "<td>\n\n**" j ". " names[j] "**\n"
            print_gain(r)
            print_functions(r)
            print "\n</td>"
        }
        print "</tr>"
    }
    print "</table>\n"
    for (i = 1; i <= n; i++) {
        r = row_named(names[i])
        heart_shown[heart_key(r)] = names[i]
    }
}

function row_named(wanted,    i) {
    for (i = 1; i <= row_count; i++)
        if (title[rows[i]] == wanted)
            return rows[i]
    fail("no row '" wanted "'")
}

function print_page(    i) {
    print "<!-- Generated by scripts/shapes from the sources: do not edit. -->"
    print ""
    print "# One story in every shape\n"
    print "Every row fetches the same pages, and `harness/conn.c` decides for" \
          " all of them what\nis wanted next. What differs is how the story" \
          " is told: wait, connect, send,\nreceive, close. All of this page" \
          " is computed from the sources by `scripts/shapes`.\n"
    print "## In numbers\n"
    print_table()
    print ""
    print "- **lines**: of the row's file, without comments and blank lines." \
          " Rows of one file share\n  them."
    print "- **shared**: lines of the files of `backends/` that it stands on," \
          " headers included.\n  `harness/`, libraries and assembly are not" \
          " counted."
    print "- **functions**: how many tell the story, in the row's file and" \
          " the shared ones: they\n  ask a connection what it wants and" \
          " where, or tell it what came of that."
    print "- **states**: how often these name a state (`CONN_...`)."
    print "- **waits**: places where it waits, or asks to be called back; `-`:" \
          " it has none that\n  the script knows by name."
    print "- **fields**: members of `struct peer` besides its `conn`: what is" \
          " kept from one wait to\n  the next and is no local variable. `-`:" \
          " there is no such struct.\n"
    print "## From blocking calls to coroutines\n"
    print "The same story four times. Each step keeps what the one before" \
          " could do.\n"
    print_path()
    print "## All rows\n"
    print "In the order of the guide.\n"
    for (i = 1; i <= row_count; i++)
        print_row(rows[i])
}

END {
    if (failed)
        exit 1
    if (row_count == 0)
        fail("no rows in harness/backends.c")
    for (i = 1; i <= row_count; i++) {
        if (!(rows[i] in file_of))
            fail("no file defines " rows[i])
        if (title[rows[i]] == "" || family_of(rows[i]) == "")
            fail(file_of[rows[i]] ": " rows[i] " has no name or no family")
        measure(rows[i])
    }
    if (format == "tsv")
        print_tsv()
    else if (format == "c")
        print_c()
    else
        print_page()
}
