# aslc: Amazon States Language to native executables. `make help` lists what can be made.

VERSION := 0.1.0
PREFIX  ?= /usr/local

CC      ?= cc
OBJCOPY ?= objcopy
STRIP   ?= strip
OPT     ?= -O2
DEBUG   ?= -g
WARN    := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wswitch-enum -Wimplicit-fallthrough -Wformat=2 -Wundef -Wvla \
           -Wwrite-strings
WERROR  ?=
SAN     ?=
B       ?= build
CFLAGS_ALL = $(WARN) $(WERROR) $(OPT) $(DEBUG) $(SAN) -D_GNU_SOURCE -DASLC_VERSION='"$(VERSION)"' \
             -ffunction-sections -fdata-sections -fno-math-errno $(if $(SAN),,-fno-asynchronous-unwind-tables) \
             -I. -Iruntime/include -MMD -MP $(CFLAGS)

# What the runtime needs. aslc links the programs that it makes with the same list: it reads lib/asl.libs.
# They are named as archives, so that the list holds for a static program as well.
LIBS    := -l:libjson-c.a -l:libasl_event.a -l:libnettle.a -l:libffi.a -l:libutf8proc.a \
           -l:libpcre2-8.a -Wl,--as-needed -lpthread -lm
LINK     = -Wl,--gc-sections -L$B/lib $(LIBS)

# What the compiler alone needs.
COMPILER_LINK = -l:libyaml.a $(LINK)

# libevent asks for these, but no workflow asks libevent for them: a static program should not carry
# glibc's resolver along, nor be warned of it. A weak name brings nothing in by itself.
RESOLVER := getaddrinfo freeaddrinfo gai_strerror getservbyname getprotobynumber getifaddrs \
            freeifaddrs if_nametoindex

# Tasks in shared libraries call these back. (pkg-config would spoil asl_call_*.)
CALLED_BACK := asl_call_fail asl_call_cancelled asl_call_heartbeat
LIBS        += $(CALLED_BACK:%=-Wl,--export-dynamic-symbol=%)

FUZZ_SECONDS ?= 60

# How many definitions `make mutate` changes, and how many of those that stay good it builds and runs.
MUTATE_COUNT ?= 100000
MUTATE_BUILD ?= 2000

ASAN := B=build-asan OPT=-O1 SAN='-fsanitize=address,undefined -fno-sanitize-recover=undefined'

# One short line a file; `make V=1` shows the commands.
V ?= 0
ifeq ($V,0)
RUN = @printf '  %-5s %s\n' $1 '$2';
else
RUN =
endif

RUNTIME  := $(sort $(wildcard runtime/*/*.c))
COMPILER := $(sort $(filter-out compiler/main.c,$(wildcard compiler/*.c compiler/*/*.c)))
UNITS    := $(sort $(wildcard tests/unit/test_*.c))
FUZZERS  := $(sort $(wildcard tests/fuzz/fuzz_*.c))
RANDOM   := $(sort $(wildcard tests/random/*.c))
MUTATE   := $(sort $(wildcard tests/mutate/*.c))
HEADERS  := $(sort $(wildcard runtime/include/asl/*))
SOURCES  := $(sort $(wildcard compiler/*.[ch] compiler/*/*.[ch] runtime/*/*.[ch] runtime/include/asl/*.h \
              tests/unit/*.[ch] tests/fuzz/*.[ch] tests/random/*.[ch] tests/random/*/*.[ch] \
              tests/mutate/*.[ch] samples/*/*.c))

RUNTIME_O  := $(RUNTIME:%.c=$B/%.o)
COMPILER_O := $(COMPILER:%.c=$B/%.o) $B/templates.o
UNIT_X     := $(UNITS:tests/unit/%.c=$B/unit/%)
FUZZ_X     := $(FUZZERS:tests/fuzz/%.c=$B/fuzz/%)
LAID_OUT   := $(HEADERS:runtime/include/%=$B/include/%) $B/lib/asl.libs $B/lib/libasl_event.a

# As many jobs as processors, unless somebody says otherwise.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif
MAKEFLAGS += --no-print-directory

.PHONY: all
all: $B/aslc ## build the compiler and the runtime

.PHONY: deps
deps: ## install what is missing to build and test, by apt
	@sh tests/deps.sh all

.PHONY: demo
demo: ## from nothing to an answer: install, build, compile samples/order, run it
	@sh tests/deps.sh build
	@sh tests/demo.sh

.PHONY: runtime
runtime: $B/lib/libasl.a $(LAID_OUT)

.PHONY: units
units: $(UNIT_X) $B/random/generate $B/mutate/mutate

.PHONY: test
test: ## run every test
	@sh tests/deps.sh all
	@$(MAKE) all units
	@B=$B sh tests/total.sh units golden options bad samples distributed link targets faults batch rivals cover seeds random mutate readme

.PHONY: check
check: ## run the quick half of the tests, warnings being errors
	@sh tests/deps.sh all
	@$(MAKE) WERROR=-Werror all units
	@B=$B sh tests/total.sh units golden options

.PHONY: check-items
check-items: ## print the items of the language that no test names
	@sh tests/items.sh

.PHONY: asan
asan: ## run the tests with AddressSanitizer and UndefinedBehaviorSanitizer
	@sh tests/deps.sh all
	@$(MAKE) $(ASAN) all units
	@B=build-asan MUTATE_BUILD=0 sh tests/total.sh units golden bad samples distributed targets faults batch \
	  rivals cover mutate

.PHONY: frames
frames: ## run what runs workflows with every parked frame going through bytes
	@sh tests/deps.sh all
	@$(MAKE) all
	@B=$B ASL_DEBUG=frames sh tests/total.sh golden samples cover seeds

.PHONY: lint
lint: ## look at the sources: layers, sizes, forbidden words, both compilers, analyzers
	@sh tests/lint.sh

.PHONY: format
format: ## lay out the sources by .clang-format
	clang-format -i $(SOURCES)

.PHONY: bless
bless: all ## rewrite the wanted answers of the golden tests; read the diff
	@ASLC=$(CURDIR)/$B/aslc sh tests/run.sh --bless
	@B=$B BLESS=1 sh tests/samples.sh

.PHONY: fuzz
fuzz: ## let libFuzzer look for crashes, FUZZ_SECONDS for each reader
	@$(MAKE) B=build-fuzz CC=clang OPT=-O1 SAN='-fsanitize=fuzzer-no-link,address,undefined' fuzzers
	@B=build-fuzz sh tests/fuzz/run.sh $(FUZZ_SECONDS)

.PHONY: mutate
mutate: ## MUTATE_COUNT mutants of real definitions through the compiler; MUTATE_BUILD are built and run
	@$(MAKE) all $B/mutate/mutate
	@$(MAKE) $(ASAN) build-asan/mutate/mutate
	@B=$B MUTATE_COUNT=$(MUTATE_COUNT) MUTATE_BUILD=$(MUTATE_BUILD) MUTATE_SECOND=build-asan \
	  sh tests/mutate.sh

.PHONY: fuzzers
fuzzers: $(FUZZ_X)

.PHONY: bench
bench: all ## measure: runs beside other programs, compiling, size
	@B=$B sh tests/bench.sh

# What aslc and pkg-config need of the runtime. Its debugging information would be most of each
# program that others link with it.
.PHONY: install
install: TO = $(DESTDIR)$(abspath $(PREFIX))
install: all ## install aslc, the runtime and its headers below PREFIX
	install -d $(TO)/bin $(TO)/lib/pkgconfig $(TO)/include/asl
	install $B/aslc $(TO)/bin/aslc
	install -m 644 $B/lib/libasl.a $B/lib/libasl_event.a $B/lib/asl.libs $(TO)/lib
	$(STRIP) --strip-debug $(TO)/bin/aslc $(TO)/lib/libasl.a
	install -m 644 $(HEADERS) $(TO)/include/asl
	printf '%s\n' 'prefix=$(abspath $(PREFIX))' '' 'Name: asl' 'Version: $(VERSION)' \
	  'Description: the runtime of workflows compiled by aslc' \
	  'Cflags: -I$${prefix}/include' \
	  'Libs: -L$${prefix}/lib -lasl -Wl,--gc-sections $(LIBS)' > $(TO)/lib/pkgconfig/asl.pc

.PHONY: clean
clean: ## remove what was built
	rm -rf build build-*

.PHONY: help
help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

$B/aslc: $B/compiler/main.o $(COMPILER_O) $B/lib/libasl.a | $(LAID_OUT)
	$(call RUN,link,$@) $(CC) $(SAN) $(filter %.o %.a,$^) $(COMPILER_LINK) -o $@

$B/lib/libasl.a: $(RUNTIME_O)
	@mkdir -p $(@D)
	@rm -f $@
	$(call RUN,ar,$@) $(AR) rcs $@ $^

$B/lib/libasl_event.a: Makefile
	@mkdir -p $(@D)
	$(call RUN,make,$@) $(OBJCOPY) $(RESOLVER:%=--weaken-symbol=%) \
	  "$$($(CC) -print-file-name=libevent_core.a)" $@

$B/lib/asl.libs: Makefile
	@mkdir -p $(@D)
	$(call RUN,make,$@) echo '$(SAN) $(LIBS)' > $@

$B/include/%: runtime/include/%
	@mkdir -p $(@D)
	$(call RUN,copy,$@) cp $< $@

# The templates are baked into the compiler, so that it stays one file.
$B/templates.c: $(sort $(wildcard templates/*.in)) templates/bake.sh
	@mkdir -p $(@D)
	$(call RUN,bake,$@) sh templates/bake.sh $(filter %.in,$^) > $@

$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call RUN,cc,$<) $(CC) $(CFLAGS_ALL) -c $< -o $@

$B/templates.o: $B/templates.c
	$(call RUN,cc,$<) $(CC) $(CFLAGS_ALL) -c $< -o $@

$B/unit/%: tests/unit/%.c $(COMPILER_O) $B/lib/libasl.a | $B/lib/libasl_event.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(CFLAGS_ALL) $< $(filter %.o %.a,$^) -lcunit $(COMPILER_LINK) -o $@

$B/random/generate: $(RANDOM:%.c=$B/%.o) $B/lib/libasl.a | $B/lib/libasl_event.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(SAN) $(filter %.o %.a,$^) $(LINK) -o $@

$B/mutate/mutate: $(MUTATE:%.c=$B/%.o) $(COMPILER_O) $B/lib/libasl.a | $B/lib/libasl_event.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(SAN) $(filter %.o %.a,$^) $(COMPILER_LINK) -o $@

$B/fuzz/%: tests/fuzz/%.c $(COMPILER_O) $B/lib/libasl.a | $B/lib/libasl_event.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(CFLAGS_ALL) -fsanitize=fuzzer $< $(filter %.o %.a,$^) $(COMPILER_LINK) -o $@

-include $(shell find $B -name '*.d' 2>/dev/null)
