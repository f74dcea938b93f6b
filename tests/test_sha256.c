/* sha256, base64: published vectors, bytes in any portions. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/base64.h"
#include "harness/program.h"
#include "harness/sha256.h"

static void hash_in_portions(const char *bytes, size_t size, size_t portion,
                             char hex[2 * SHA256_SIZE + 1])
{
    unsigned char hash[SHA256_SIZE];
    struct sha256 s;

    sha256_begin(&s);
    for (size_t at = 0; at < size; at += portion)
        sha256_add(&s, bytes + at, size - at < portion ? size - at : portion);
    sha256_end(&s, hash);
    for (int i = 0; i < SHA256_SIZE; i++)
        sprintf(hex + 2 * i, "%02x", hash[i]);
}

/* NIST, Secure Hash Standard: example values, and the hash of nothing. */
static const struct {
    const char *text, *hash;
} vectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
     "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
};

static void published_hashes_come_out(void **unused)
{
    char hex[2 * SHA256_SIZE + 1];

    (void)unused;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        hash_in_portions(vectors[i].text, strlen(vectors[i].text), 1000, hex);
        assert_string_equal(hex, vectors[i].hash);
    }
}

/* A million times 'a', of the same source. */
static void many_blocks_in_any_portions_give_one_hash(void **unused)
{
    static const size_t portions[] = {1, 63, 64, 65, 1000, 1000000};
    static char bytes[1000000];
    char hex[2 * SHA256_SIZE + 1];

    (void)unused;
    memset(bytes, 'a', sizeof bytes);
    for (size_t i = 0; i < sizeof portions / sizeof *portions; i++) {
        hash_in_portions(bytes, sizeof bytes, portions[i], hex);
        assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67"
                                 "f1809a48a497200e046d39ccc7112cd0");
    }
}

static void a_file_has_the_hash_of_its_bytes(void **unused)
{
    char hash[PROGRAM_SHA256];

    (void)unused;
    assert_int_equal(program_sha256("/dev/null", hash), 0);
    assert_string_equal(hash, vectors[0].hash);
    assert_int_equal(program_sha256("/nonexistent", hash), -ENOENT);
}

/* RFC 4648, section 10. */
static void published_texts_come_out(void **unused)
{
    static const char *const texts[] = {
        "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    const unsigned char *bytes = (const unsigned char *)"foobar";

    (void)unused;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[BASE64_SIZE(6)];
        unsigned char back[6];

        base64_encode(bytes, i, text);
        assert_string_equal(text, texts[i]);
        assert_int_equal(base64_decode(text, strlen(text), back), i);
        assert_memory_equal(back, bytes, i);
    }
}

static void what_is_not_base64_is_refused(void **unused)
{
    static const char *const texts[] = {
        "Zg=", "Z===", "Zh==", "Zm9=", "Zm_v", "=m9v"};
    unsigned char bytes[6];

    (void)unused;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(base64_decode(texts[i], strlen(texts[i]), bytes),
                         -EBADMSG);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_hashes_come_out),
        cmocka_unit_test(many_blocks_in_any_portions_give_one_hash),
        cmocka_unit_test(a_file_has_the_hash_of_its_bytes),
        cmocka_unit_test(published_texts_come_out),
        cmocka_unit_test(what_is_not_base64_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
