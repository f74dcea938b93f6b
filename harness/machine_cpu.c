/*
 * No standard call names the CPU: each system has its own place for it.
 */
#include <stdio.h>
#include <string.h>

#include "machine.h"

#if defined(__linux__)

/* CPUs of this family name their hypervisor themselves. */
#if defined(__x86_64__) || defined(__i386__)

#include <cpuid.h>

static void read_signature(struct machine *m)
{
    unsigned leaf, words[3];

    __cpuid(0x40000000u, leaf, words[0], words[1], words[2]);
    if (leaf >= 0x40000000u)
        snprintf(m->hypervisor, sizeof m->hypervisor, "%.12s",
                 (const char *)words);
}

#else

static void read_signature(struct machine *m)
{
    (void)m;
}

#endif

/* The first line of a file, without its end. Empty when there is none. */
static void read_line(const char *path, char text[MACHINE_TEXT_MAX])
{
    FILE *file = fopen(path, "r");

    if (!file || !fgets(text, MACHINE_TEXT_MAX, file))
        *text = '\0';
    if (file)
        fclose(file);
    text[strcspn(text, "\n")] = '\0';
}

/* The value of a line "name<tab>: value" of /proc/cpuinfo; NULL: another. */
static const char *value_of(const char *line, const char *name)
{
    size_t n = strlen(name);

    if (strncmp(line, name, n) != 0)
        return NULL;
    line += n + strspn(line + n, " \t");
    return *line == ':' ? line + 1 + strspn(line + 1, " ") : NULL;
}

/* What it is called depends on the architecture. */
static void take_model(struct machine *m, const char *line)
{
    static const char *const names[] = {"model name", "Processor", "cpu",
                                        "uarch"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = value_of(line, names[i]);

        if (value && !*m->cpu)
            snprintf(m->cpu, sizeof m->cpu, "%.*s", (int)strcspn(value, "\n"),
                     value);
    }
}

/* DMI names the kind of virtual machine, and says more than the CPU. */
static void read_hypervisor(struct machine *m)
{
    char vendor[MACHINE_TEXT_MAX], product[MACHINE_TEXT_MAX];

    read_line("/sys/hypervisor/type", m->hypervisor);
    if (*m->hypervisor)
        return;
    read_line("/sys/class/dmi/id/sys_vendor", vendor);
    read_line("/sys/class/dmi/id/product_name", product);
    if (*vendor || *product)
        snprintf(m->hypervisor, sizeof m->hypervisor, "%.120s%s%.120s", vendor,
                 *vendor && *product ? " " : "", product);
    else
        read_signature(m);
}

void machine_read_cpu(struct machine *m)
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[8192];

    while (file && fgets(line, sizeof line, file)) {
        const char *flags = value_of(line, "flags");

        take_model(m, line);
        if (flags && strstr(flags, "hypervisor") && !*m->hypervisor)
            read_hypervisor(m);
    }
    if (file)
        fclose(file);
    /* Arm machines have no model here, boards of them have one there. */
    if (!*m->cpu)
        read_line("/proc/device-tree/model", m->cpu);
}

#elif defined(__APPLE__) || defined(__FreeBSD__)

#include <sys/types.h>

#include <sys/sysctl.h>

static void read_name(const char *name, char text[MACHINE_TEXT_MAX])
{
    size_t size = MACHINE_TEXT_MAX - 1;

    if (sysctlbyname(name, text, &size, NULL, 0) < 0)
        size = 0;
    text[size] = '\0';
}

void machine_read_cpu(struct machine *m)
{
#if defined(__APPLE__)
    read_name("machdep.cpu.brand_string", m->cpu);
#else
    read_name("hw.model", m->cpu);
    read_name("kern.vm_guest", m->hypervisor);
    if (strcmp(m->hypervisor, "none") == 0)
        *m->hypervisor = '\0';
#endif
}

#else

void machine_read_cpu(struct machine *m)
{
    (void)m;
}

#endif
