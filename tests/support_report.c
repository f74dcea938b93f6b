#include "tests/support_report.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/histogram.h"
#include "harness/report_file.h"

static const char manifest[] =
    "{\"v\":1,\"created\":\"2026-01-02T03:04:05Z\",\"version\":\"0\","
    "\"commit\":null,\"dirty\":null,\"profile\":\"quick\","
    "\"seed\":\"00000000000000aa\",\"blocks\":6,\"reference\":\"epoll\","
    "\"target\":null,"
    "\"placement\":{\"mode\":\"split\",\"client\":[1],\"server\":[0],"
    "\"reason\":\"two CPUs\"},"
    "\"network\":{\"namespace\":false,\"reason\":\"not root\"},"
    "\"machine\":{\"system\":\"Linux\",\"kernel\":null,\"arch\":null,"
    "\"cpu\":\"a CPU\",\"cpus\":2,\"memory_bytes\":null,"
    "\"hypervisor\":null,\"descriptors\":1024},"
    "\"build\":{\"compiler\":\"cc\",\"flags\":\"-O2\"},"
    "\"tools\":{\"hyperfine\":null},"
    "\"backends\":["
    "{\"name\":\"null\",\"family\":\"control\",\"about\":\"no IO\","
    "\"usable\":true,\"reason\":null,\"uses\":null,\"selected\":true},"
    "{\"name\":\"epoll\",\"family\":\"readiness\",\"about\":\"epoll\","
    "\"usable\":true,\"reason\":null,\"uses\":null,\"selected\":true},"
    "{\"name\":\"kqueue\",\"family\":\"readiness\",\"about\":\"kqueue\","
    "\"usable\":false,\"reason\":\"not here\",\"uses\":null,"
    "\"selected\":true},"
    "{\"name\":\"libev\",\"family\":\"library\",\"about\":\"libev\","
    "\"usable\":true,\"reason\":null,\"uses\":null,\"selected\":true}],"
    "\"scenarios\":[{\"name\":\"s\",\"title\":\"t\",\"question\":\"q?\","
    "\"mode\":\"closed\",\"keys\":{\"load.think\":\"0ms\"},"
    "\"points\":[{\"point\":\"conns=8\",\"connections\":8}],"
    "\"reason\":null}],"
    "\"rounds\":24,\"expected_s\":1.5}\n";

char *report_dir_create(void)
{
    char *dir = strdup("/tmp/muxbench-report.XXXXXX");

    assert_non_null(dir);
    assert_non_null(mkdtemp(dir));
    return dir;
}

char *report_dir_golden(void)
{
    static const char *const names[] = {"manifest.json", "rounds.jsonl",
                                        "extra.jsonl"};
    char *dir = report_dir_create();

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *text = report_dir_read("tests/golden/run", names[i]);

        report_dir_write(dir, names[i], text);
        free(text);
    }
    return dir;
}

static void remove_files(const char *dir)
{
    DIR *open = opendir(dir);
    struct dirent *entry;

    while (open != NULL && (entry = readdir(open)) != NULL) {
        char path[512];

        snprintf(path, sizeof path, "%.200s/%.200s", dir, entry->d_name);
        unlink(path);
    }
    if (open != NULL)
        closedir(open);
}

void report_dir_remove(char *dir)
{
    static const char *const inside[] = {"charts", "hgrm"};

    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        char *path = report_file_path(dir, inside[i]);

        remove_files(path);
        rmdir(path);
        free(path);
    }
    remove_files(dir);
    assert_int_equal(rmdir(dir), 0);
    free(dir);
}

void report_dir_write(const char *dir, const char *name, const char *text)
{
    char error[200] = "";

    if (report_file_write(dir, name, text, error, sizeof error) != 0)
        fail_msg("%s", error);
}

char *report_dir_read(const char *dir, const char *name)
{
    char *text = report_file_read(dir, name);

    if (text == NULL)
        fail_msg("%s/%s cannot be read", dir, name);
    return text;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char *report_dir_names(const char *dir)
{
    char *names[256], *text = calloc(1, 65536);
    size_t count = 0;
    DIR *open = opendir(dir);
    struct dirent *entry;

    assert_non_null(text);
    while (open != NULL && (entry = readdir(open)) != NULL) {
        if (entry->d_name[0] != '.' && count < 256)
            names[count++] = strdup(entry->d_name);
    }
    if (open != NULL)
        closedir(open);
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        strcat(strcat(text, names[i]), " ");
        free(names[i]);
    }
    return text;
}

/* 8 connections that are busy all the time: the mean is 8 / rate. */
static void set_numbers(struct record *r, double rate)
{
    struct histogram *h = NULL;

    r->window_ns = 1000000000;
    r->requests = (uint64_t)rate;
    r->body_bytes = r->requests * 128;
    assert_int_equal(histogram_create(HISTOGRAM_HOUR_NS, &h), 0);
    assert_int_equal(histogram_record_n(h, (uint64_t)(8e9 / rate), r->requests),
                     0);
    assert_int_equal(record_set_service(r, h), 0);
    histogram_destroy(h);
    r->client = (struct usage){r->requests * 1000, r->requests * 3000, 5, 5};
    r->server_cpu_ns = 400000000;
}

static void write_round(FILE *file, int number, int block, int row, double rate)
{
    static const char *const backends[REPORT_ROWS] = {"epoll", "epoll", "libev",
                                                      "null"};
    struct record r;
    char *line;

    record_init(&r);
    r.round = number, r.block = block, r.order = row + 1;
    strcpy(r.scenario, "s");
    strcpy(r.point, "conns=8");
    strcpy(r.backend, backends[row]);
    r.connections = 8, r.threads = 1, r.connected_most = 8;
    r.twin = row == 1;
    r.ok = rate > 0;
    r.at_ns = (uint64_t)number * 1000000000;
    if (r.ok)
        set_numbers(&r, rate);
    else
        strcpy(r.reason, "a reason");
    line = record_to_line(&r);
    assert_non_null(line);
    fputs(line, file);
    free(line);
    record_free(&r);
}

void report_dir_fill(const char *dir, double rates[][REPORT_ROWS],
                     size_t blocks)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    int number = 0;

    assert_non_null(file);
    for (size_t b = 0; b < blocks; b++) {
        for (int row = 0; row < REPORT_ROWS; row++) {
            if (rates[b][row] >= 0)
                write_round(file, ++number, (int)b + 1, row, rates[b][row]);
        }
    }
    assert_int_equal(fclose(file), 0);
    report_dir_write(dir, "rounds.jsonl", text);
    report_dir_write(dir, "manifest.json", manifest);
    free(text);
}

char *report_manifest_with(const char *from, const char *to)
{
    const char *at = strstr(manifest, from);
    char *text = malloc(sizeof manifest + strlen(to));

    assert_non_null(at);
    assert_non_null(text);
    sprintf(text, "%.*s%s%s", (int)(at - manifest), manifest, to,
            at + strlen(from));
    return text;
}
