/* fetch_output: names, whole files only, and nothing of others touched. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/fetch_output.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PAGES 16

struct place {
    char directory[64];
    struct fetch_output output;
};

static int set_up(void **state)
{
    static struct place place;
    char error[256];

    strcpy(place.directory, "/tmp/muxbench-test-XXXXXX");
    if (!mkdtemp(place.directory))
        return -1;
    *state = &place;
    return fetch_output_init(&place.output, place.directory, PAGES, error,
                             sizeof error);
}

static const char *path_of(const struct place *place, const char *name)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/%s", place->directory, name);
    return path;
}

/* Entries of the directory, without "." and ".."; removed when asked to. */
static int entries(const struct place *place, bool removed)
{
    DIR *directory = opendir(place->directory);
    struct dirent *entry;
    int count = 0;

    assert_non_null(directory);
    while ((entry = readdir(directory))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        count++;
        if (removed)
            remove(path_of(place, entry->d_name));
    }
    closedir(directory);
    return count;
}

static int tear_down(void **state)
{
    struct place *place = *state;

    fetch_output_free(&place->output);
    entries(place, true);
    return rmdir(place->directory);
}

static void make_file(const struct place *place, const char *name,
                      const char *text)
{
    FILE *file = fopen(path_of(place, name), "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void check_file(const struct place *place, const char *name,
                       const char *text)
{
    char got[64] = "";
    FILE *file = fopen(path_of(place, name), "r");

    if (!file)
        fail_msg("%s: %s", name, strerror(errno));
    assert_int_equal(fread(got, 1, sizeof got - 1, file), strlen(text));
    fclose(file);
    assert_string_equal(got, text);
}

static void names_come_from_paths(void **state)
{
    static const struct {
        const char *path, *name;
    } paths[] = {
        {"/", "index.html"},
        {"/a/", "index.html.1"},
        {"/?a=/b", "index.html.2"},
        {"/a/b.html", "b.html"},
        {"/b.html?x=/y#z", "b.html.1"},
        {"/c/.profile", "_profile"},
        {"/..", "_."},
        {"/-rf", "_rf"},
        {"/a*b;c|d$e`f\"g", "a_b_c_d_e_f_g"},
        {"/%2e%2e%2fpasswd", "%2e%2e%2fpasswd"},
        {"/a\\b:c", "a_b_c"},
    };
    struct place *place = *state;

    for (size_t i = 0; i < COUNT(paths); i++) {
        fetch_output_plan(&place->output, (int)i, paths[i].path);
        assert_string_equal(place->output.files[i].name, paths[i].name);
    }
}

static void long_names_are_cut(void **state)
{
    struct place *place = *state;
    char path[2000];

    memset(path, 'a', sizeof path);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    fetch_output_plan(&place->output, 0, path);
    fetch_output_plan(&place->output, 1, path);
    assert_int_equal(strspn(place->output.files[0].name, "a"),
                     strlen(place->output.files[0].name));
    assert_true(strlen(place->output.files[0].name) < FETCH_NAME_MAX);
    assert_string_not_equal(place->output.files[0].name,
                            place->output.files[1].name);
    assert_int_equal(fetch_output_end(&place->output, 1, true), 0);
}

static void whole_bodies_become_files(void **state)
{
    struct place *place = *state;

    fetch_output_plan(&place->output, 0, "/a");
    fetch_output_plan(&place->output, 1, "/b/a");
    fetch_output_plan(&place->output, 2, "/empty");
    fetch_output_body(&place->output, 1, "se", 2);
    fetch_output_body(&place->output, 0, "first", 5);
    fetch_output_body(&place->output, 1, "cond", 4);
    assert_int_equal(entries(place, false), 2);
    assert_int_equal(access(path_of(place, "a"), F_OK), -1);
    for (int i = 0; i < 3; i++)
        assert_int_equal(fetch_output_end(&place->output, i, true), 0);
    assert_int_equal(entries(place, false), 3);
    check_file(place, "a", "first");
    check_file(place, "a.1", "second");
    check_file(place, "empty", "");
}

static void bodies_that_are_not_kept_leave_nothing(void **state)
{
    struct place *place = *state;

    fetch_output_plan(&place->output, 0, "/a");
    fetch_output_plan(&place->output, 1, "/b");
    fetch_output_body(&place->output, 0, "half", 4);
    assert_int_equal(fetch_output_end(&place->output, 0, false), 0);
    assert_int_equal(fetch_output_end(&place->output, 1, false), 0);
    assert_int_equal(entries(place, false), 0);
}

static void old_files_stay(void **state)
{
    struct place *place = *state;

    make_file(place, "a", "old");
    assert_int_equal(symlink("/nowhere", path_of(place, "a.1")), 0);
    fetch_output_plan(&place->output, 0, "/a");
    assert_string_equal(place->output.files[0].name, "a.2");
    make_file(place, "a.2", "made since");
    fetch_output_body(&place->output, 0, "new", 3);
    assert_int_equal(fetch_output_end(&place->output, 0, true), -EEXIST);
    check_file(place, "a", "old");
    check_file(place, "a.2", "made since");
    assert_int_equal(entries(place, false), 3);
}

static void a_link_is_not_followed(void **state)
{
    struct place *place = *state;
    char name[64];

    snprintf(name, sizeof name, ".muxbench-%ld-0.part", (long)getpid());
    make_file(place, "victim", "old");
    assert_int_equal(symlink("victim", path_of(place, name)), 0);
    fetch_output_plan(&place->output, 0, "/a");
    fetch_output_body(&place->output, 0, "new", 3);
    assert_int_equal(fetch_output_end(&place->output, 0, true), -EEXIST);
    check_file(place, "victim", "old");
}

/* A full file system, as a limit on the size of files does it. */
static void a_failed_write_leaves_nothing(void **state)
{
    struct place *place = *state;
    struct rlimit old, small;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 4;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    fetch_output_plan(&place->output, 0, "/a");
    fetch_output_body(&place->output, 0, "0123456789", 10);
    fetch_output_body(&place->output, 0, "more", 4);
    setrlimit(RLIMIT_FSIZE, &old);
    fetch_output_body(&place->output, 0, "and more", 8);
    assert_int_equal(fetch_output_end(&place->output, 0, true), -EFBIG);
    assert_int_equal(entries(place, false), 0);
}

static void what_is_not_whole_is_abandoned(void **state)
{
    struct place *place = *state;

    fetch_output_plan(&place->output, 0, "/a");
    fetch_output_plan(&place->output, 1, "/b");
    fetch_output_plan(&place->output, 2, "/c");
    fetch_output_body(&place->output, 0, "whole", 5);
    assert_int_equal(fetch_output_end(&place->output, 0, true), 0);
    fetch_output_body(&place->output, 1, "half", 4);
    fetch_output_abandon(&place->output);
    fetch_output_body(&place->output, 1, "late", 4);
    fetch_output_body(&place->output, 2, "late", 4);
    fetch_output_end(&place->output, 1, true);
    fetch_output_end(&place->output, 2, true);
    assert_int_equal(entries(place, false), 1);
    check_file(place, "a", "whole");
}

static void check_directory(const char *path, int result, const char *says)
{
    struct fetch_output output;
    char error[256] = "";

    assert_int_equal(fetch_output_init(&output, path, 1, error, sizeof error),
                     result);
    if (result == 0) {
        fetch_output_free(&output);
        return;
    }
    assert_non_null(strstr(error, path));
    assert_non_null(strstr(error, says));
}

static void directories_are_checked_before(void **state)
{
    struct place *place = *state;
    struct stat made;

    make_file(place, "file", "");
    check_directory(path_of(place, "file"), -ENOTDIR, "cannot be opened");
    check_directory(path_of(place, "no/new"), -ENOENT, "cannot be made");
    check_directory(path_of(place, "new"), 0, "");
    assert_int_equal(stat(path_of(place, "new"), &made), 0);
    assert_true(S_ISDIR(made.st_mode));
    if (geteuid() != 0) {
        assert_int_equal(chmod(path_of(place, "new"), 0500), 0);
        check_directory(path_of(place, "new"), -EACCES, "cannot be written");
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_come_from_paths),
        TEST(long_names_are_cut),
        TEST(whole_bodies_become_files),
        TEST(bodies_that_are_not_kept_leave_nothing),
        TEST(old_files_stay),
        TEST(a_link_is_not_followed),
        TEST(a_failed_write_leaves_nothing),
        TEST(what_is_not_whole_is_abandoned),
        TEST(directories_are_checked_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
