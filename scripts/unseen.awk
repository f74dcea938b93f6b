# Of the sentences in the environment's `sentences` (`file <tab> sentence`
# lines) those that no line of the input holds. See scripts/sentences.

function expression(s,    out, conversion)
{
    out = ""
    while (match(s, /%[-+#0-9.*]*[lhzj]*[a-zA-Z%]/)) {
        conversion = substr(s, RSTART + RLENGTH - 1, 1)
        out = out escaped(substr(s, 1, RSTART - 1))
        if (conversion == "%")
            out = out "%%?"
        else if (conversion == "s" || conversion == "c")
            out = out ".*"
        else
            out = out "[-0-9.]+"
        s = substr(s, RSTART + RLENGTH)
    }
    return out escaped(s)
}

function escaped(s)
{
    gsub(/[][\\.*+?(){}^$|]/, "\\\\&", s)
    return s
}

BEGIN {
    count = split(ENVIRON["sentences"], sentence, "\n")
    for (i = 1; i <= count; i++)
        wanted[i] = expression(substr(sentence[i], index(sentence[i], "\t") + 1))
}
{
    for (i in wanted)
        if ($0 ~ wanted[i])
            delete wanted[i]
}
END {
    for (i = 1; i <= count; i++)
        if (i in wanted) {
            print sentence[i]
            left = 1
        }
    exit left
}
