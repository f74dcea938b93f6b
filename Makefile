# GNU make, 3.81 or later. On FreeBSD that is `gmake`; scripts/setup installs it.
#
## make [all]       build ./muxbench
## make setup       install what is missing: libraries, gnuplot, hyperfine
## make bench       build, then: ./muxbench run --profile quick
## make check       build three variants (normal, asan, tsan), run all tests
## make lint        style, lengths, shell scripts
## make format      let clang-format rewrite the C files
## make install     into $(DESTDIR)$(PREFIX); PREFIX=/usr/local by default
## make clean       remove what was built
##
## From nothing to charts: make setup bench. To the tests: make setup check.
##
## Settings: BUILD=build  CC=cc  CFLAGS='-O2 -g'  WERROR=1  V=1 (show commands)
##           SAN=address,undefined or SAN=thread, with a BUILD of its own
##           JOBS=2 (processes at once; all CPUs by default)
##           TESTS='http conn'  TEST_TIMEOUT=120: see tests/run --help

VERSION := 0.1.0

BUILD ?= build
PREFIX ?= /usr/local
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
JOBS ?= $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN || echo 1)

CONFIG ?= $(BUILD)/config.mk
BIN := $(if $(filter build,$(BUILD)),./muxbench,$(BUILD)/muxbench)

# A make that was given -j shares its slots with the makes it starts.
parallel = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(JOBS))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
FORCE:
.PHONY: FORCE

# FILE.new becomes FILE, unless they are the same: then FILE keeps its time
# stamp, and nothing is made again because of it.
keep_if_same = if [ -f $(1) ] && [ "$$(cat $(1).new)" = "$$(cat $(1))" ]; \
	then rm $(1).new; else mv $(1).new $(1); fi

# Stage 1 finds the libraries, after `setup` where that was asked for as well.
# Stage 2, a make of its own, reads what was found and builds.
ifndef STAGE2

# Two sub-makes at once would get into each other's way; each of them runs as
# many jobs as there are.
.NOTPARALLEL:

build = $(MAKE) --no-print-directory $(parallel) STAGE2=1 CONFIG=$(CONFIG)

.PHONY: all setup config bench bench-switch check lint format install clean help

all: config
	+@$(build) all

$(BUILD)/%: config FORCE
	+@$(build) $@

# What scripts/bench-switch runs; it says what is compared with.
bench-switch: config
	+@$(build) bench-switch

bench: all
	$(BIN) run --profile quick

# The tests have builds of their own: there, warnings are errors.
check: config
	+@$(build) BUILD=$(BUILD)/check WERROR=1 tests clang
	+@$(call sanitized,asan)
	+@$(call sanitized,tsan)
	@TEST_JOBS=$${TEST_JOBS:-$(JOBS)} tests/run normal=$(BUILD)/check \
		asan=$(BUILD)/asan tsan=$(BUILD)/tsan

asan := address,undefined
tsan := thread
define sanitized
if CC='$(CC)' scripts/detect --sanitizer $($(1)); then \
	$(build) BUILD=$(BUILD)/$(1) SAN=$($(1)) tests; \
else \
	echo "no working $(CC) -fsanitize=$($(1)): variant $(1) is left out"; \
	rm -rf $(BUILD)/$(1); \
fi
endef

setup:
	@scripts/setup

# On every call, so that a library installed or removed meanwhile is noticed.
config: $(filter setup,$(MAKECMDGOALS))
	@mkdir -p $(BUILD)
	@CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' scripts/detect >$(CONFIG).new
	@$(call keep_if_same,$(CONFIG))

# The installed program finds its data below PREFIX, so it is a build as well.
installed := $(PREFIX)/share/muxbench
install: config
	+@$(build) BUILD=$(BUILD)/install DATA_DIR='$(installed)' all
	mkdir -p '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/man/man1' \
		'$(DESTDIR)$(installed)/scenarios' \
		'$(DESTDIR)$(installed)/scripts/charts'
	install -m 755 $(BUILD)/install/muxbench '$(DESTDIR)$(PREFIX)/bin'
	install -m 644 muxbench.1 '$(DESTDIR)$(PREFIX)/share/man/man1'
	install -m 644 scenarios/* '$(DESTDIR)$(installed)/scenarios'
	install -m 644 scripts/charts/* '$(DESTDIR)$(installed)/scripts/charts'
	for run in results/reference/*; do \
		mkdir -p '$(DESTDIR)$(installed)'/$$run && \
		install -m 644 $$run/manifest.json $$run/*.jsonl* \
			'$(DESTDIR)$(installed)'/$$run || exit 1; \
	done

lint:
	@scripts/lint

format:
	clang-format -i -style=file \
		$(wildcard harness/*.[ch] backends/*.[ch] tests/*.[ch])

# Only a directory that a build has marked as its own is removed.
clean:
	@if [ -f $(BUILD)/config.mk ]; then rm -rf $(BUILD); fi
	@rm -f $(BIN)

help:
	@sed -n 's/^## \{0,1\}//p' Makefile

else # stage 2

-include $(CONFIG)

# All is found by name: a new file needs no line here, tests/test_X.c is a test.
SOURCES := $(sort $(wildcard harness/*.c backends/*.c))
SUPPORT := $(sort $(wildcard tests/support*.c))
TESTS_C := $(filter %.c,$(if $(filter thread,$(SAN)),\
	$(shell tests/run --list tsan),$(sort $(wildcard tests/test_*.c))))

OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
LIB_OBJECTS := $(filter-out $(BUILD)/harness/main.o,$(OBJECTS))
SUPPORT_OBJECTS := $(SUPPORT:%.c=$(BUILD)/%.o)
TEST_OBJECTS := $(TESTS_C:%.c=$(BUILD)/%.o)
TEST_BINS := $(TESTS_C:%.c=$(BUILD)/%)
LIBRARY := $(BUILD)/libmuxbench.a
# Programs that scripts look at from outside, and what is put before them.
DRIVERS_C := $(sort $(wildcard tests/drive_*.c tests/bare_*.c \
	tests/paired_*.c))
DRIVERS := $(if $(SAN),,$(DRIVERS_C:%.c=$(BUILD)/%))
SHIM_C := $(sort $(wildcard tests/shim_*.c))
SHIM := $(if $(SAN),,$(if $(filter Linux,$(shell uname -s)),\
	$(BUILD)/tests/shim.so))
DRIVE_OBJECTS := $(DRIVERS:%=%.o) $(if $(SHIM),$(SHIM_C:%.c=$(BUILD)/%.o))

# Benchmarks of parts, run by a script of scripts/. What is not ours is compared
# with where the script was told its directory: see scripts/bench-switch.
BENCH_RIVALS := $(if $(BOOST),boost) $(if $(MINICORO),minicoro) \
	$(if $(LIBACO),libaco) $(if $(LIBCO),libco)
BENCHES := tests/bench_switch.c $(BENCH_RIVALS:%=tests/bench_switch_%.c)
BENCH_BINS := $(BENCHES:%.c=$(BUILD)/%)

SYSTEM := $(shell uname -s)
# _POSIX_C_SOURCE hides what these systems have beyond POSIX, kqueue first.
SYSTEM_Darwin := -D_DARWIN_C_SOURCE
SYSTEM_FreeBSD := -D__BSD_VISIBLE=1
SYSTEM_DragonFly := -D__BSD_VISIBLE=1
SYSTEM_NetBSD := -D_NETBSD_SOURCE
SYSTEM_OpenBSD := -D_BSD_SOURCE
# A library that no row uses is not loaded for nothing.
LINK_Linux := -Wl,--as-needed
LINK_FreeBSD := -Wl,--as-needed
# Part of the C library, but of old ones of Linux.
DL_Linux := -ldl

# A program run from the source tree finds its data there.
DATA_DIR ?= $(CURDIR)

# Text as one word for the shell; text as the inside of a C string.
quote = '$(subst ','\'',$(1))'
c_string = $(subst ",\",$(subst \,\\,$(1)))

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes -Wmissing-prototypes $(if $(WERROR),-Werror)
SANITIZE := $(if $(SAN),-O1 -fno-omit-frame-pointer -fsanitize=$(SAN) \
	-fno-sanitize-recover=all)
# -iquote: no header of ours can hide a <header> of the system.
PREPROCESS := -D_POSIX_C_SOURCE=200809L $(SYSTEM_$(SYSTEM)) \
	-DMUXBENCH_VERSION=$(call quote,"$(VERSION)") \
	-DMUXBENCH_DATA_DIR=$(call quote,"$(call c_string,$(DATA_DIR))") \
	-iquote . -iquote harness -iquote backends -iquote $(BUILD) \
	$(LIB_CFLAGS) $(CPPFLAGS)
# A shared object; one that stands in for what fortified headers would inline.
PIC := -fPIC -U_FORTIFY_SOURCE
CODE := $(strip -std=c11 $(CFLAGS) -pthread $(SANITIZE))
COMPILE := $(CC) $(CODE) $(WARNINGS) $(PREPROCESS)
LINK := $(CC) $(CODE) $(LINK_$(SYSTEM)) $(LDFLAGS)
LIBS := $(LIB_LIBS) -lm $(LDLIBS)

ifdef V
show =
Q :=
else
show = @printf '  %-7s%s\n' $(1) $(2)
Q := @
endif

# $(call write,WORDS quoted for the shell, a line each)
define write
@mkdir -p $(@D)
@printf '%s\n' $(1) >$@.new
@$(call keep_if_same,$@)
endef

.PHONY: all tests bench-switch clang needed

all: $(BIN)
	@:

tests: $(BUILD)/muxbench $(TEST_BINS) $(DRIVERS) $(SHIM) $(BENCH_BINS)
	@:

$(sort $(BIN) $(BUILD)/muxbench): $(BUILD)/harness/main.o $(LIBRARY) $(BUILD)/flags
	$(call show,LINK,$@)
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) $(LIBS)

# Made anew, or the object of a file that is gone would stay inside.
$(LIBRARY): $(LIB_OBJECTS) $(BUILD)/objects
	$(call show,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $(LIB_OBJECTS)

$(TEST_BINS): %: %.o $(SUPPORT_OBJECTS) $(LIBRARY) $(BUILD)/flags
	$(call show,LINK,$@)
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) $(CMOCKA_LIBS) $(LIBS)

$(DRIVERS): %: %.o $(BUILD)/tests/support_drive.o $(LIBRARY) $(BUILD)/flags
	$(call show,LINK,$@)
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) $(LIBS) $(DL_$(SYSTEM))

# No library but the C library: each function finds the next of its name.
$(SHIM): $(SHIM_C:%.c=$(BUILD)/%.o) $(BUILD)/flags
	$(call show,LINK,$@)
	$(Q)$(LINK) -shared -o $@ $(filter %.o,$^) $(DL_$(SYSTEM))

bench-switch: $(BENCH_BINS)
	@:

$(BUILD)/tests/bench_switch_boost: BENCH_LIBS := -lboost_context
$(BUILD)/tests/bench_switch_minicoro.o: BENCH_FLAGS = -isystem '$(MINICORO)'
$(BUILD)/tests/bench_switch_libaco.o: BENCH_FLAGS = -isystem '$(LIBACO)'
$(BUILD)/tests/bench_switch_libaco: BENCH_LIBS = -w -z noexecstack \
	'$(LIBACO)/aco.c' '$(LIBACO)/acosw.S'
$(BUILD)/tests/bench_switch_libco.o: BENCH_FLAGS = -isystem '$(LIBCO)'
$(BUILD)/tests/bench_switch_libco: BENCH_LIBS = -w '$(LIBCO)/libco.c'

$(BENCH_BINS): %: %.o $(BUILD)/tests/support_bench.o $(LIBRARY) $(BUILD)/flags
	$(call show,LINK,$@)
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) $(BENCH_LIBS) $(LIBS)

$(BENCHES:%.c=$(BUILD)/%.o): $(BUILD)/%.o: %.c $(BUILD)/flags | needed
	$(call show,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) $(BENCH_FLAGS) -MMD -MP -c -o $@ $<

$(SOURCES:%.c=$(BUILD)/%.o): $(BUILD)/%.o: %.c $(BUILD)/flags | needed
	$(call show,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(TEST_OBJECTS) $(SUPPORT_OBJECTS) $(DRIVE_OBJECTS): $(BUILD)/%.o: %.c $(BUILD)/flags | needed
	$(call show,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) $(if $(filter tests/shim_%,$<),$(PIC)) $(CMOCKA_CFLAGS) \
		-MMD -MP -c -o $@ $<

# Other flags, another compiler or other libraries: all is compiled again.
$(BUILD)/flags: FORCE
	$(call write,$(foreach text,COMPILER COMPILE LINK LIBS\
		CMOCKA_CFLAGS CMOCKA_LIBS,$(call quote,$($(text)))))

$(BUILD)/objects: FORCE
	$(call write,$(LIB_OBJECTS))

# What harness/machine.c puts into the manifest. An unpacked archive has no
# commit, even where a directory above is somebody's git checkout.
git = $(shell if [ -e .git ]; then git $(1) 2>/dev/null; fi)
BUILD_COMMIT = $(call git,rev-parse --short HEAD)
BUILD_DIRTY = $(if $(strip $(call git,--no-optional-locks status \
	--porcelain -- Makefile harness backends scenarios scripts)),1,0)

$(BUILD)/build_info.h: FORCE
	$(call write,\
	'#define BUILD_COMMIT "$(BUILD_COMMIT)"' \
	'#define BUILD_DIRTY $(BUILD_DIRTY)' \
	$(call quote,#define BUILD_COMPILER "$(call c_string,$(COMPILER))") \
	$(call quote,#define BUILD_CFLAGS "$(call c_string,$(CODE))"))

$(BUILD)/harness/machine.o: $(BUILD)/build_info.h

# What harness/shape.c knows of the rows' code.
SHAPES := scripts/shapes scripts/shapes.awk harness/backends.c \
	$(sort $(wildcard backends/*.[ch]))
$(BUILD)/shape_table.h: $(SHAPES)
	$(call show,SHAPES,$@)
	$(Q)mkdir -p $(@D)
	$(Q)scripts/shapes --c >$@

$(BUILD)/harness/shape.o: $(BUILD)/shape_table.h

# A text as lines of C, to be included between braces.
lines := $(BUILD)/harness/report.css.lines $(BUILD)/harness/report.js.lines
$(lines): $(BUILD)/%.lines: %
	$(Q)mkdir -p $(@D)
	$(Q)sed 's/[\\"]/\\&/g; s/^/"/; s/$$/\\n",/' $< >$@

$(BUILD)/harness/report_html_head.o: $(lines)

# The other compiler's opinion, where it is installed.
CLANG := $(strip $(if $(findstring clang,$(COMPILER)),,\
	$(shell command -v clang 2>/dev/null)))
CLANG_CHECKS := $(if $(CLANG),$(SOURCES:%=clang-%) $(SUPPORT:%=clang-%) \
	$(TESTS_C:%=clang-%) $(DRIVERS_C:%=clang-%) \
	$(if $(SHIM),$(SHIM_C:%=clang-%)) \
	clang-tests/bench_switch.c)
.PHONY: $(CLANG_CHECKS)

clang: $(CLANG_CHECKS)
	@:

$(CLANG_CHECKS): clang-%: $(BUILD)/build_info.h $(BUILD)/shape_table.h $(lines)
	$(call show,CLANG,$*)
	$(Q)$(CLANG) -std=c11 -pthread $(WARNINGS) -Werror $(PREPROCESS) \
		$(CMOCKA_CFLAGS) -fsyntax-only $*

required := inih jansson zlib $(if $(filter tests,$(MAKECMDGOALS)),cmocka)
needed:
	$(if $(filter $(required),$(MISSING)),@echo "muxbench cannot be built\
		without: $(filter $(required),$(MISSING)). 'make setup' installs\
		what is missing." >&2; exit 1)

-include $(wildcard $(BUILD)/harness/*.d $(BUILD)/backends/*.d \
	$(BUILD)/tests/*.d)

endif
