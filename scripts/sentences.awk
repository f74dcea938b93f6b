# Sentences of C files, `file <tab> sentence` a line: string literals with two
# words and a blank between, adjacent literals joined as the compiler joins
# them, with PRIu64 and its like as conversions; blanks stand for \n, nothing
# for markup. With -v all=1 every literal. See scripts/sentences.

# Blanks, line ends and comments off the front of `text`.
function skip_blanks()
{
    while (match(text, /^([ \t\n\\]+|\/\/[^\n]*|\/\*)/)) {
        if (substr(text, 1, 2) == "/*")
            text = substr(text, index(text, "*/") + 2)
        else
            text = substr(text, RLENGTH + 1)
    }
}

# The literal that `text` begins with, without its quotes; taken off.
function literal(    s)
{
    match(text, /^"([^"\\]|\\.)*"/)
    s = substr(text, 2, RLENGTH - 2)
    text = substr(text, RLENGTH + 1)
    return s
}

# That and those that the compiler joins to it.
function joined(    s)
{
    s = literal()
    for (;;) {
        skip_blanks()
        if (text ~ /^"/) {
            s = s literal()
        } else if (match(text, /^(PRI[a-zA-Z0-9]+|JSON_INTEGER_FORMAT)/)) {
            s = s "d"
            text = substr(text, RLENGTH + 1)
        } else {
            return s
        }
    }
}

function plain(s)
{
    gsub(/\\[nrt]/, " ", s)
    gsub(/\\x[0-9a-f][0-9a-f]/, "", s)
    gsub(/\\"/, "\"", s)
    gsub(/\\\\/, "\\", s)
    gsub(/<[^>]*>|<[\/a-z!].*$|^[^<]*">/, "", s)
    gsub(/^ +| +$/, "", s)
    return s
}

# Comments and marks that are none in files for gnuplot are not said, nor are
# attributes of markup.
function say(s)
{
    s = plain(s)
    if (all || (s ~ /[A-Za-z)'][.,:;]? +[(']?[a-zA-Z][a-zA-Z]/ &&
                s !~ /^#|NaN|="/))
        print file "\t" s
}

function end_of_file()
{
    while (match(text, /["'\/]/)) {
        text = substr(text, RSTART)
        if (text ~ /^"/) {
            say(joined())
        } else if (match(text, /^('([^'\\]|\\.)*'|\/\/[^\n]*)/)) {
            text = substr(text, RLENGTH + 1)
        } else if (text ~ /^\/\*/) {
            text = substr(text, index(text, "*/") + 2)
        } else {
            text = substr(text, 2)
        }
    }
}

FNR == 1 {
    if (file != "")
        end_of_file()
    file = FILENAME
    text = ""
}
!/^#include/ { text = text $0 "\n" }
END { end_of_file() }
