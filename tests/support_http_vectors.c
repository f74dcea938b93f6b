/* The responses. Those that may not be kept are `kept` = false, the default. */
#include "tests/support_http.h"

#include <errno.h>

#define TEXT(literal)                \
    {                                \
        literal, sizeof(literal) - 1 \
    }
#define OK "HTTP/1.1 200 OK\r\n"
#define OLD "HTTP/1.0 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"

/* A good response: kept, or not. */
#define KEPT(is, text, content)                                       \
    {                                                                 \
        .name = is, .bytes = TEXT(text), .status = 200, .kept = true, \
        .body = TEXT(content)                                         \
    }
#define LAST(is, text, content)                                               \
    {                                                                         \
        .name = is, .bytes = TEXT(text), .status = 200, .body = TEXT(content) \
    }
#define UNTIL_CLOSE(is, text, content)                                \
    {                                                                 \
        .name = is, .bytes = TEXT(text), .ends = true, .status = 200, \
        .body = TEXT(content)                                         \
    }
#define STATUS(is, text, number)                                        \
    {                                                                   \
        .name = is, .bytes = TEXT(text), .status = number, .kept = true \
    }
#define BAD(is, text)                                       \
    {                                                       \
        .name = is, .bytes = TEXT(text), .result = -EBADMSG \
    }
#define CUT(is, text)                                                    \
    {                                                                    \
        .name = is, .bytes = TEXT(text), .ends = true, .result = -EPROTO \
    }
#define OPEN(is, text, number)                                         \
    {                                                                  \
        .name = is, .bytes = TEXT(text), .result = 1, .status = number \
    }

const struct http_vector http_vectors[] = {
    /* Content-Length */
    KEPT("length", OK "Content-Length: 5\r\n\r\nhello", "hello"),
    KEPT("length 0", OK "Content-Length: 0\r\n\r\n", ""),
    KEPT("leading zeros", OK "Content-Length: 00000002\r\n\r\nab", "ab"),
    KEPT("the same length twice",
         OK "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab", "ab"),
    KEPT("a body like a head",
         OK "Content-Length: 21\r\n\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
         "\r\nHTTP/1.1 200 OK\r\n\r\n"),
    KEPT("a body of any bytes", OK "Content-Length: 4\r\n\r\n\0\377\r\n",
         "\0\377\r\n"),
    {.name = "excess",
     .bytes = TEXT(OK "Content-Length: 2\r\n\r\nabcd"),
     .status = 200,
     .kept = true,
     .body = TEXT("ab"),
     .excess = 2},
    {.name = "the next response",
     .bytes = TEXT(OK "Content-Length: 0\r\n\r\n" OK),
     .status = 200,
     .kept = true,
     .excess = sizeof OK - 1},
    {.name = "excess after an answer without a body",
     .bytes = TEXT("HTTP/1.1 204 No Content\r\n\r\nx"),
     .status = 204,
     .kept = true,
     .excess = 1},

    /* chunked */
    KEPT("chunked", CHUNKED "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", "hello!"),
    KEPT("chunked, empty", CHUNKED "0\r\n\r\n", ""),
    KEPT("many zeros", CHUNKED "0001\r\na\r\n000\r\n\r\n", "a"),
    KEPT("hexadecimal",
         CHUNKED "a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n",
         "01234567890123456789a"),
    KEPT("extensions",
         CHUNKED "1;a\r\na\r\n1 ; b=\"c;d\"\r\nb\r\n1\t\r\nc\r\n0;x\r\n\r\n",
         "abc"),
    KEPT("trailers", CHUNKED "1\r\na\r\n0\r\nX: y\r\nContent-Length: 9\r\n\r\n",
         "a"),
    KEPT("chunk data like a chunk", CHUNKED "5\r\n0\r\n\r\n\r\n0\r\n\r\n",
         "0\r\n\r\n"),
    {.name = "excess after the last chunk",
     .bytes = TEXT(CHUNKED "0\r\n\r\n0\r\n\r\n"),
     .status = 200,
     .kept = true,
     .excess = 5},
    KEPT("chunked and a length",
         OK "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
            "1\r\na\r\n0\r\n\r\n",
         "a"),
    KEPT("gzip, then chunked",
         OK "Transfer-Encoding: gzip, Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "a"),
    KEPT("gzip and chunked in two lines",
         OK "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
            "1\r\na\r\n0\r\n\r\n",
         "a"),
    KEPT("empty elements of a list",
         OK "Transfer-Encoding: , chunked ,\r\n\r\n0\r\n\r\n", ""),
    LAST("chunked in HTTP/1.0",
         OLD "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
             "1\r\na\r\n0\r\n\r\n",
         "a"),
    OPEN("the largest chunk", CHUNKED "7fffffffffffffff\r\n", 200),

    /* until the connection closes */
    UNTIL_CLOSE("HTTP/1.0", OLD "Server: old\r\n\r\nhello", "hello"),
    UNTIL_CLOSE("HTTP/1.0, empty", OLD "\r\n", ""),
    UNTIL_CLOSE("HTTP/1.1 without a length", OK "\r\nhello", "hello"),
    UNTIL_CLOSE("says to keep what cannot be kept",
                OLD "Connection: keep-alive\r\n\r\nhello", "hello"),
    UNTIL_CLOSE("a coding that is not chunked",
                OK "Content-Length: 1\r\nTransfer-Encoding: gzip\r\n\r\nhello",
                "hello"),
    UNTIL_CLOSE("chunked with a parameter is another coding",
                OK "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
                "0\r\n\r\n"),
    OPEN("not closed yet", OLD "\r\n", 200),

    /* no body, whatever the headers say */
    STATUS("204", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204),
    STATUS("204 chunked",
           "HTTP/1.1 204 None\r\nTransfer-Encoding: chunked\r\n\r\n", 204),
    STATUS("304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
           304),
    STATUS("304 without a length", "HTTP/1.1 304 Not Modified\r\n\r\n", 304),

    /* interim responses */
    KEPT("100 before",
         "HTTP/1.1 100 Continue\r\n\r\n" OK "Content-Length: 1\r\n\r\na", "a"),
    KEPT("103 and 102, with headers that count for nothing",
         "HTTP/1.1 103 Early Hints\r\nContent-Length: 7\r\nLink: x\r\n"
         "Transfer-Encoding: chunked\r\nConnection: close\r\n"
         "X-Token: 0123456789abcdef\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" OK
         "Content-Length: 1\r\n\r\na",
         "a"),

    /* status lines */
    STATUS("no reason", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", 404),
    STATUS("an empty reason", "HTTP/1.1 503 \r\nContent-Length: 0\r\n\r\n",
           503),
    STATUS("another minor version",
           "HTTP/1.9 999 \377\r\nContent-Length: 0\r\n\r\n", 999),

    /* Connection */
    LAST("HTTP/1.1 close", OK "Content-Length: 1\r\nConnection: close\r\n\r\na",
         "a"),
    KEPT("HTTP/1.1 keep-alive",
         OK "Content-Length: 1\r\nConnection: keep-alive\r\n\r\na", "a"),
    LAST("HTTP/1.0", OLD "Content-Length: 1\r\n\r\na", "a"),
    KEPT("HTTP/1.0 keep-alive",
         OLD "Content-Length: 1\r\nConnection: Keep-Alive\r\n\r\na", "a"),
    LAST("close in a list",
         OK "Connection: x ,\tCLOSE, y\r\nContent-Length: 0\r\n\r\n", ""),
    LAST("close in a second line",
         OK "Connection: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
         ""),
    KEPT("words that are not close",
         OK "Connection: closed, clos, xclose\r\nContent-Length: 0\r\n\r\n",
         ""),
    LAST("close wins over keep-alive",
         OK "Connection: keep-alive, close\r\nContent-Length: 0\r\n\r\n", ""),
    LAST("close wins over keep-alive in HTTP/1.0",
         OLD "Connection: close, keep-alive\r\nContent-Length: 0\r\n\r\n", ""),

    /* lines */
    KEPT("names of any case", OK "cOnTeNt-LENGTH: 1\r\n\r\na", "a"),
    KEPT("blanks around a value", OK "Content-Length:\t  1 \t \r\n\r\na", "a"),
    KEPT("no blank before a value", OK "Content-Length:1\r\n\r\na", "a"),
    KEPT("other headers",
         OK "A:\r\nContent-Lengt: 7\r\nContent-Lengthy: 8\r\n"
            "X: :\r\nContent-Length: 1\r\n\r\na",
         "a"),
    KEPT("bare line feeds",
         "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\na\n0\nX: y\n\n",
         "a"),
    KEPT("both line ends", OK "X: y\nContent-Length: 1\r\n\na", "a"),
    KEPT("a folded line",
         OK "X: y\r\n  Content-Length: 7\r\n\tz\r\nContent-Length: 1\r\n\r\na",
         "a"),
    KEPT("a folded line before all headers",
         OK " Content-Length: 7\r\nContent-Length: 1\r\n\r\na", "a"),
    {.name = "token",
     .bytes = TEXT(OK "x-token: 0123456789abcdef\r\nContent-Length: 0\r\n\r\n"),
     .status = 200,
     .kept = true,
     .echoes = true},
    {.name = "a token after another",
     .bytes = TEXT(OK "X-Token: fedcba9876543210\r\n"
                      "X-Token: 0123456789abcdef\r\n"
                      "Content-Length: 0\r\n\r\n"),
     .status = 200,
     .kept = true,
     .echoes = true},
    KEPT("another token after the right one",
         OK "X-Token: 0123456789abcdef\r\nX-Token: fedcba9876543210\r\n"
            "Content-Length: 0\r\n\r\n",
         ""),
    KEPT("another token",
         OK "X-Token: fedcba9876543210\r\nContent-Length: 0\r\n\r\n", ""),
    KEPT("a token too short",
         OK "X-Token: 0123456789abcde\r\nContent-Length: 0\r\n\r\n", ""),
    KEPT("a token too long",
         OK "X-Token: 0123456789abcdef0\r\nContent-Length: 0\r\n\r\n", ""),

    /* not HTTP */
    BAD("HTTP/2", "HTTP/2 200 OK\r\n\r\n"),
    BAD("HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n"),
    BAD("HTTP/1.10", "HTTP/1.10 200 OK\r\n\r\n"),
    BAD("no minor version", "HTTP/1.x 200 OK\r\n\r\n"),
    BAD("lower case", "http/1.1 200 OK\r\n\r\n"),
    BAD("ICY", "ICY 200 OK\r\n\r\n"),
    BAD("a request", "GET / HTTP/1.1\r\n\r\n"),
    BAD("an empty line first", "\r\n" OK "\r\n"),
    BAD("a blank first", " HTTP/1.1 200 OK\r\n\r\n"),
    BAD("two digits", "HTTP/1.1 20\r\n\r\n"),
    BAD("four digits", "HTTP/1.1 2000\r\n\r\n"),
    BAD("two blanks", "HTTP/1.1  200\r\n\r\n"),
    BAD("a tab", "HTTP/1.1\t200 OK\r\n\r\n"),
    BAD("no status", "HTTP/1.1\r\n\r\n"),
    BAD("status 099", "HTTP/1.1 099 OK\r\n\r\n"),
    BAD("status 101", "HTTP/1.1 101 Switching Protocols\r\n\r\n"),
    BAD("a zero byte", "HTTP/1.1\0 200 OK\r\n\r\n"),
    {.name = "no line at all",
     .bytes = TEXT("\025\003\003\0\002\002\050"),
     .ends = true,
     .result = -EBADMSG},

    /* broken heads */
    BAD("no colon", OK "Content-Length\r\n\r\n"),
    BAD("no name", OK ": 5\r\n\r\n"),
    BAD("a blank before the colon", OK "Content-Length : 5\r\n\r\nhello"),
    BAD("a tab before another colon", OK "X\t: 5\r\n\r\nhello"),
    BAD("an empty length", OK "Content-Length:\r\n\r\n"),
    BAD("a negative length", OK "Content-Length: -1\r\n\r\n"),
    BAD("a plus", OK "Content-Length: +1\r\n\r\na"),
    BAD("a hexadecimal length", OK "Content-Length: 0x1\r\n\r\na"),
    BAD("a list of lengths", OK "Content-Length: 1, 1\r\n\r\na"),
    BAD("a length with a fraction", OK "Content-Length: 1.0\r\n\r\na"),
    BAD("a length over 64 bits",
        OK "Content-Length: 18446744073709551617\r\n\r\na"),
    BAD("a length of 19 digits", OK "Content-Length: 9999999999999999999\r\n"),
    BAD("two lengths", OK "Content-Length: 1\r\nContent-Length: 2\r\n\r\na"),
    BAD("two lengths and chunked",
        OK "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n"
           "Content-Length: 2\r\n\r\n0\r\n\r\n"),
    BAD("a folded length", OK "Content-Length: 1\r\n 2\r\n\r\na"),
    BAD("a folded coding", OK "Transfer-Encoding: gzip,\r\n chunked\r\n\r\n"),
    BAD("chunked twice", OK "Transfer-Encoding: chunked, chunked\r\n\r\n"),
    BAD("chunked not last", OK "Transfer-Encoding: chunked, gzip\r\n\r\n"),
    BAD("chunked not last, in two lines",
        OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n"),
    OPEN("the largest length", OK "Content-Length: 999999999999999999\r\n\r\n",
         200),

    /* broken chunks */
    BAD("no chunk size", CHUNKED "\r\n"),
    BAD("not a size", CHUNKED "g\r\n"),
    BAD("a negative size", CHUNKED "-1\r\n"),
    BAD("0x", CHUNKED "0x1\r\na\r\n0\r\n\r\n"),
    BAD("only an extension", CHUNKED ";a=b\r\n"),
    BAD("two sizes", CHUNKED "1 1\r\na\r\n0\r\n\r\n"),
    BAD("a blank first", CHUNKED " 1\r\na\r\n0\r\n\r\n"),
    BAD("a size over 63 bits", CHUNKED "8000000000000000\r\n"),
    BAD("a size over 64 bits", CHUNKED "10000000000000001\r\na\r\n"),
    {.name = "no line end after a chunk",
     .bytes = TEXT(CHUNKED "1\r\nab\r\n0\r\n\r\n"),
     .result = -EBADMSG,
     .body = TEXT("a")},

    /* the connection ends too early */
    CUT("nothing", ""),
    CUT("ends in the status line", "HTTP/1.1 20"),
    CUT("ends in its first byte", "H"),
    CUT("ends after the status line", OK),
    CUT("ends in a header", OK "Content-Le"),
    CUT("ends before the empty line", OK "Content-Length: 5\r\n"),
    CUT("ends after 100", "HTTP/1.1 100 Continue\r\n\r\n"),
    CUT("ends before the body", OK "Content-Length: 5\r\n\r\n"),
    CUT("ends in a chunk size", CHUNKED "5"),
    CUT("ends before the trailers", CHUNKED "0\r\n"),
    CUT("ends in the trailers", CHUNKED "0\r\nX: y\r\n"),
    {.name = "ends in the body",
     .bytes = TEXT(OK "Content-Length: 5\r\n\r\nhell"),
     .ends = true,
     .result = -EPROTO,
     .body = TEXT("hell")},
    {.name = "ends in a chunk",
     .bytes = TEXT(CHUNKED "5\r\nhell"),
     .ends = true,
     .result = -EPROTO,
     .body = TEXT("hell")},
    {.name = "ends after a chunk",
     .bytes = TEXT(CHUNKED "4\r\nhell"),
     .ends = true,
     .result = -EPROTO,
     .body = TEXT("hell")},
};

const size_t http_vector_count = sizeof http_vectors / sizeof *http_vectors;
