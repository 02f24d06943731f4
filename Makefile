# aslc: Amazon States Language to native executables. `make help` lists what can be made.

VERSION := 0.1.0
DATE    := 2026-11-29
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
             -DASLC_MACHINE='"$(OWN)"' \
             -ffunction-sections -fdata-sections -fno-math-errno $(if $(SAN),,-fno-asynchronous-unwind-tables) \
             -ffile-prefix-map='$(CURDIR)=.' -I. -Iruntime/include -MMD -MP $(CFLAGS) $(OWN_FLAGS)

# The libraries that the runtime is made of: their archives go into lib/libasl.a, so that one file is all that a
# program is linked with.
ARCHIVES := json-c event_core event_extra nettle ffi utf8proc pcre2-8 sqlite3
archive   = $(if $(ROOT),$(ROOT)/usr/lib/$(TRIPLET)/lib$1.a,"$$($(CC) -print-file-name=lib$1.a)")

# What a program needs besides. aslc links the programs that it makes with the same list: it reads lib/asl.libs.
LIBS     := -Wl,--as-needed -lpthread -lm
LINK      = -Wl,--gc-sections $(LIBS)

# What the compiler alone needs.
COMPILER_LINK = -l:libyaml.a -l:libz.a $(LINK)

# libevent asks for these, but no workflow asks libevent for them: a static program should not carry
# glibc's resolver along, nor be warned of it. A weak name brings nothing in by itself.
RESOLVER := getaddrinfo freeaddrinfo gai_strerror getservbyname getprotobynumber getifaddrs \
            freeifaddrs if_nametoindex

# libevent asks glibc 2.36 for these. The runtime has its own, so that programs run with glibc 2.34 as well. SQLite would
# load extensions, which nobody asks it to: a static program cannot, and its linker would say so.
REDIRECT := --redefine-sym arc4random=random_word --redefine-sym arc4random_buf=random_bytes \
            --redefine-sym dlopen=database_no_library

# Tasks in shared libraries call these back. (pkg-config would spoil asl_call_*.)
CALLED_BACK := asl_call_fail asl_call_cancelled asl_call_heartbeat asl_task_quick asl_task_blocks
LIBS        += $(CALLED_BACK:%=-Wl,--export-dynamic-symbol=%)

# Machines by Debian's name for them: the C compiler's, and the first word of that.
TRIPLET_arm64 := aarch64-linux-gnu
TRIPLET_amd64 := x86_64-linux-gnu
ARCH    ?=
ROOT    ?=
TRIPLET := $(TRIPLET_$(ARCH))
MACHINE := $(firstword $(subst -, ,$(TRIPLET)))
OWN     := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine 2>/dev/null)))
NATIVE   = $(patsubst x86_64,amd64,$(patsubst aarch64,arm64,$(OWN)))

FUZZ_SECONDS ?= 60

# How many definitions `make mutate` changes, and how many of those that stay good it builds and runs.
MUTATE_COUNT ?= 100000
MUTATE_BUILD ?= 2000

# Programs with sanitizers are large, and what takes long with them is linking.
FAST_LINKER := $(if $(shell command -v ld.lld 2>/dev/null),-fuse-ld=lld)
ASAN := B=build-asan OPT=-O1 SAN='-fsanitize=address,undefined -fno-sanitize-recover=undefined $(FAST_LINKER)'

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
ROUND    := tests/roundtrip/roundtrip.c tests/roundtrip/cases.c
HEADERS  := $(sort $(wildcard runtime/include/asl/*))
SOURCES  := $(sort $(wildcard compiler/*.[ch] compiler/*/*.[ch] runtime/*/*.[ch] runtime/include/asl/*.h \
              tests/unit/*.[ch] tests/fuzz/*.[ch] tests/random/*.[ch] tests/random/*/*.[ch] \
              tests/model/*.c tests/mutate/*.[ch] tests/roundtrip/*.[ch] tests/bench/*.[ch] samples/*/*.c))

RUNTIME_O  := $(RUNTIME:%.c=$B/%.o) $B/runtime/host/bootstraps.o $B/runtime/complete/scripts.o $B/runtime/door/tables.o $B/runtime/console/page.o
COMPILER_O := $(COMPILER:%.c=$B/%.o) $B/templates.o $B/language.o
UNIT_X     := $(UNITS:tests/unit/%.c=$B/unit/%)
FUZZ_X     := $(FUZZERS:tests/fuzz/%.c=$B/fuzz/%)
LAID_OUT   := $(HEADERS:runtime/include/%=$B/include/%) $B/lib/asl.libs $B/lib/asl/include/json-c/json.h

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

# Which sample `make demo` shows: one that has a demo.sh.
SAMPLE ?= order

.PHONY: demo
demo: ## go from nothing to an answer: install, build, compile samples/order, run it; SAMPLE=exam shows another
	@sh tests/demo.sh '$(SAMPLE)'

.PHONY: runtime
runtime: $(if $(filter-out $(NATIVE),$(ARCH)),foreign,$B/lib/libasl.a $(LAID_OUT)) ## build the runtime alone; ARCH=arm64 or amd64 builds it for such machines

# The console page is built by npm's packages from the sources in runtime/console, and committed: whoever changes them runs
# this. PAGE may name another folder for what is built.
PAGE ?= runtime/console
.PHONY: page
page: ## build the console page from its sources, by node and npm; commit page.html and page.policy
	@mkdir -p $B/page && cp runtime/console/package.json runtime/console/package-lock.json $B/page
	$(call RUN,npm,$B/page) npm ci --prefix $B/page --no-audit --no-fund --omit-lockfile-registry-resolved >$B/page/log 2>&1 || \
	  { cat $B/page/log; exit 1; }
	$(call RUN,build,$(PAGE)/page.html) node runtime/console/build.mjs $B/page/node_modules $(PAGE)

.PHONY: picture
picture: all ## make the README's pictures: a graph, a trace, the chart, and the console page by Chromium
	@mkdir -p $B/pictures
	@B=$B sh tests/picture.sh $B/pictures
	@B=$B sh tests/page/picture.sh $B/pictures
	cp $B/pictures/order.svg $B/pictures/trace.svg tests/graph
	cp $B/pictures/chart.svg tests/bench
	cp $B/pictures/console.png $B/pictures/console-dark.png tests/page

# A runtime for another machine: aslc looks for it in lib/asl/MACHINE when the C compiler builds for that. ROOT may name
# a folder that has the libraries for it below usr/; without it they are downloaded.
.PHONY: foreign
foreign:
	@test -n '$(TRIPLET)' || { echo "ARCH=$(ARCH) is not known: it can be arm64 or amd64" >&2; exit 1; }
	@command -v $(TRIPLET)-gcc >/dev/null || { echo "There is no $(TRIPLET)-gcc: install gcc-$(subst _,-,$(TRIPLET))" >&2; exit 1; }
	@test -n '$(ROOT)' || test -d $B/$(ARCH)/root || { sh runtime/archives.sh $(ARCH) $B/$(ARCH)/download && \
	  mv $B/$(ARCH)/download $B/$(ARCH)/root; }
	@$(MAKE) foreign-archive B=$B/$(ARCH) ROOT=$(or $(ROOT),$B/$(ARCH)/root) CC=$(TRIPLET)-gcc AR=$(TRIPLET)-ar \
	  OBJCOPY=$(TRIPLET)-objcopy
	@mkdir -p $B/lib/asl/$(MACHINE)
	$(call RUN,strip,$B/lib/asl/$(MACHINE)/libasl.a) $(TRIPLET)-strip --strip-debug $B/$(ARCH)/lib/libasl.a \
	  -o $B/lib/asl/$(MACHINE)/libasl.a && cp $B/$(ARCH)/lib/asl.libs $B/lib/asl/$(MACHINE)/asl.libs

.PHONY: foreign-archive
foreign-archive: CFLAGS += -isystem $(ROOT)/usr/include -isystem $(ROOT)/usr/include/$(TRIPLET)
foreign-archive: $B/lib/libasl.a $B/lib/asl.libs

.PHONY: units
units: $(UNIT_X) $B/random/generate $B/mutate/mutate $B/roundtrip/roundtrip $B/roundtrip/generate \
  $B/dynamo/talk

.PHONY: test
test: ## run every test, JOBS suites at once: as many as there are processors
	@sh tests/deps.sh all
	@$(MAKE) all units manual
	@B=$B sh tests/total.sh link reproducible mutate golden samples units deb random durable many postgres application page readme program front bad door items \
	  options graph reading distributed depot quick emit format roundtrip targets lambda bootstrap tokens services credentials apis jobs \
	  botocore local faults clock batch spans serve manage operate complete manual hook clients nested resume mapruns \
	  mocks template deployment lsp editor image rivals cover seeds aws dynamo beside systemd rules templates model

.PHONY: check
check: ## run the quick half of the tests, warnings being errors
	@sh tests/deps.sh all
	@$(MAKE) WERROR=-Werror all units
	@B=$B sh tests/total.sh items units golden options

.PHONY: check-items
check-items: ## check tests/language.md, the language in items, against the sources and tests
	@sh tests/items.sh

.PHONY: soak
soak: ## the long form of what make test does a tenth of: servers that are killed, alone and among many, seeds of faults
	@sh tests/deps.sh all
	@$(MAKE) all units
	@CHAOS_SEEDS=10000 $B/unit/test_chaos
	@B=$B SOAK=1 sh tests/durable.sh
	@B=$B SOAK=1 sh tests/model.sh
	@B=$B SOAK=1 sh tests/many.sh

ASAN_SUITES ?= frames:golden bad frames:samples frames:distributed frames:targets units lambda bootstrap tokens services credentials apis jobs local \
               faults program frames:batch front spans door serve page manage operate clients nested resume mapruns mocks template \
               templates lsp durable rivals frames:cover frames:seeds roundtrip mutate

.PHONY: asan
asan: ## run the tests with AddressSanitizer and UndefinedBehaviorSanitizer, those of `make frames` as there
	@sh tests/deps.sh all
	@$(MAKE) $(ASAN) all units
	@B=build-asan MUTATE_BUILD=0 sh tests/total.sh $(ASAN_SUITES)

.PHONY: frames
frames: ## run the tests of workflows with every execution turned into bytes and back at each turn
	@sh tests/deps.sh all
	@$(MAKE) all units
	@B=$B sh tests/total.sh frames:golden frames:samples frames:distributed frames:targets frames:batch frames:cover frames:seeds

.PHONY: lint
lint: ## check the sources: layers, sizes, forbidden words, both compilers, analyzers
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
mutate: ## compile MUTATE_COUNT mutants of real definitions; build and run MUTATE_BUILD of them
	@$(MAKE) all $B/mutate/mutate
	@$(MAKE) $(ASAN) build-asan/mutate/mutate
	@B=$B MUTATE_COUNT=$(MUTATE_COUNT) MUTATE_BUILD=$(MUTATE_BUILD) MUTATE_SECOND=build-asan \
	  sh tests/mutate.sh

.PHONY: fuzzers
fuzzers: $(FUZZ_X)

.PHONY: bench
bench: all ## measure everything, and print one table: each figure, and the bar that it is to meet
	@sh tests/deps.sh bench || true
	@B=$B sh tests/bench.sh

.PHONY: bench-bless
bench-bless: all ## keep the last results as the committed ones: the README's chart, counts for bench-check
	@B=$B sh tests/bench/bless.sh

.PHONY: bench-check
bench-check: all ## count the instructions of four workflows: over 3 % more than committed is a failure
	@sh tests/deps.sh bench
	@B=$B sh tests/bench/check.sh

INSTALL = BUILD='$B' PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' VERSION='$(VERSION)' LIBS='$(LIBS)' \
          STRIP='$(STRIP)' sh runtime/install.sh

# What is installed besides: manual pages, and the scripts by which shells complete the command line of aslc.
EXTRAS := $B/manual/aslc.1 $B/manual/aslc-serve.1 $B/manual/asl-program.1 $B/manual/asl-task.3 \
          $B/completion/aslc.bash $B/completion/aslc.zsh $B/completion/aslc.fish

.PHONY: manual
manual: $(EXTRAS) ## make the manual pages and the completion of shells

.PHONY: install
install: all manual ## install aslc, the runtime, its headers, manual pages and completion below PREFIX
	$(INSTALL) install

# Where `make image` puts it.
IMAGE ?= $B/aslc.oci.tar

.PHONY: image
image: all manual ## write build/aslc.oci.tar, an image of aslc serve with a C compiler, for Docker and podman
	@BUILD='$B' VERSION='$(VERSION)' LIBS='$(LIBS)' STRIP='$(STRIP)' sh runtime/image.sh '$(IMAGE)'

# Where `make deb` puts them.
DEB ?= $B/deb

.PHONY: deb
deb: all manual ## write build/deb/aslc_VERSION_MACHINE.deb, and that of libasl-dev, the runtime alone
	@BUILD='$B' VERSION='$(VERSION)' DATE='$(DATE)' LIBS='$(LIBS)' STRIP='$(STRIP)' ARCHIVES='$(ARCHIVES)' \
	  sh runtime/package.sh '$(DEB)'

.PHONY: reproducible
reproducible: all ## build all of it in two folders, and compare: the same bytes
	@B=$B REPRODUCIBLE=all sh tests/reproducible.sh

.PHONY: uninstall
uninstall: ## remove what install has put below PREFIX
	$(INSTALL) uninstall

.PHONY: clean
clean: ## remove what was built
	rm -rf build build-*

.PHONY: help
help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

# A process that loads workflows carries the whole runtime and lets them find it: aslc does, and what tests its loading.
# json-c is for the workflows' tasks in C.
CARRIED := $(COMPILER_O) $(RUNTIME_O) $B/archives.a
CARRY    = -Wl,--dynamic-list=$B/exports -Wl,--whole-archive $(call archive,json-c) -Wl,--no-whole-archive $B/archives.a \
           $(COMPILER_LINK)

$B/aslc: $B/compiler/main.o $(CARRIED) $B/exports | $B/lib/libasl.a $(LAID_OUT)
	$(call RUN,link,$@) $(CC) $(SAN) $(filter %.o,$^) $(CARRY) -o $@

# The names that the headers declare for generated C and for tasks; the features are a program's, not a loaded workflow's.
$B/exports: $(HEADERS) Makefile
	@mkdir -p $(@D)
	$(call RUN,make,$@) { echo '{'; printf '#include <asl/%s>\n' asl.h task.h | $(CC) -E -P -Iruntime/include -x c - | \
	  grep -oE '\<(asl|jna|json|lh|array_list|printbuf)_[a-zA-Z0-9_]+' | sort -u | \
	  sed -E '/^asl_(feature_.*|main)$$/d; s/$$/;/'; echo '};'; } > $@

$B/lib/libasl.a: $(RUNTIME_O) $B/archives.a
	@mkdir -p $(@D)
	@rm -f $@
	$(call RUN,ar,$@) $(AR) rcsD $@ $(RUNTIME_O) && \
	  printf 'OPEN %s\nADDLIB %s\nSAVE\nEND\n' $@ $B/archives.a | $(AR) -M

$B/archives.a: Makefile
	@mkdir -p $(@D)
	@rm -f $@
	$(call RUN,make,$@) { echo CREATE $@; printf 'ADDLIB %s\n' $(foreach a,$(ARCHIVES),$(call archive,$a)); \
	  echo SAVE; echo END; } | $(AR) -M && \
	  $(OBJCOPY) -D $(RESOLVER:%=--weaken-symbol=%) $(REDIRECT) $@

$B/lib/asl.libs: Makefile
	@mkdir -p $(@D)
	$(call RUN,make,$@) echo '$(SAN) $(LIBS)' > $@

# Tasks in C include <json-c/json.h>: the headers of the json-c that is in lib/libasl.a.
$B/lib/asl/include/json-c/json.h: Makefile
	@mkdir -p $(@D)
	$(call RUN,copy,$@) cp $$(echo '#include <json-c/json.h>' | $(CC) -M -x c - | tr ' ' '\n' | grep '/json-c/.*\.h$$') $(@D)

$B/include/%: runtime/include/%
	@mkdir -p $(@D)
	$(call RUN,copy,$@) cp $< $@

# The page of a program is that of one with every feature.
$B/manual/PROGRAM: runtime/manual/program.asl.json $B/aslc
	@mkdir -p $(@D)
	$(call RUN,aslc,$@) CC='$(CC)' $B/aslc $< -o $@

$B/manual/aslc.1: runtime/manual/aslc.1.in runtime/manual/page.awk $B/aslc
	@mkdir -p $(@D)
	$(call RUN,man,$@) $B/aslc --help=man | awk -f runtime/manual/page.awk - $< > $@

$B/manual/aslc-serve.1: $B/aslc
	@mkdir -p $(@D)
	$(call RUN,man,$@) $B/aslc serve --help=man > $@

$B/manual/asl-program.1: runtime/manual/asl-program.1.in runtime/manual/page.awk $B/manual/PROGRAM
	$(call RUN,man,$@) $B/manual/PROGRAM --help=man | awk -f runtime/manual/page.awk - $< > $@

$B/manual/asl-task.3: runtime/include/asl/task.h runtime/manual/header.awk Makefile
	@mkdir -p $(@D)
	$(call RUN,man,$@) awk -v date='$(DATE)' -v version='$(VERSION)' -f runtime/manual/header.awk $< > $@

$B/completion/aslc.%: $B/aslc
	@mkdir -p $(@D)
	$(call RUN,make,$@) $B/aslc completion $* > $@

# The templates are baked into the compiler, so that it stays one file.
$B/templates.c: $(sort $(wildcard templates/*.in)) templates/bake.sh
	@mkdir -p $(@D)
	$(call RUN,bake,$@) sh templates/bake.sh $(filter %.in,$^) > $@

# So is what the language server says of the language.
$B/language.c: tests/language.md compiler/lsp/bake.sh
	@mkdir -p $(@D)
	$(call RUN,bake,$@) sh compiler/lsp/bake.sh $< > $@

$B/language.o: $B/language.c
	$(call RUN,cc,$<) $(CC) $(CFLAGS_ALL) -c $< -o $@

# The programs that run a function in Node and in Python are baked into the runtime.
$B/runtime/host/bootstraps.c: $(wildcard runtime/host/bootstrap.js runtime/host/bootstrap.py) runtime/host/bake.sh
	@mkdir -p $(@D)
	$(call RUN,bake,$@) sh runtime/host/bake.sh runtime/host/bootstrap.h $(filter-out %.sh,$^) > $@

# So is the console page, as it is committed.
$B/runtime/console/page.c: runtime/console/page.html runtime/console/page.policy runtime/console/bake.sh
	@mkdir -p $(@D)
	$(call RUN,bake,$@) sh runtime/console/bake.sh $(filter-out %.sh,$^) > $@

$B/runtime/console/page.o: $B/runtime/console/page.c
	$(call RUN,cc,$<) $(CC) $(CFLAGS_ALL) -c $< -o $@

$B/runtime/host/bootstraps.o: $B/runtime/host/bootstraps.c
	$(call RUN,cc,$<) $(CC) $(CFLAGS_ALL) -c $< -o $@

# So are the scripts by which shells complete a program's command line.
$B/runtime/complete/scripts.c: $(wildcard runtime/complete/complete.*) runtime/host/bake.sh
	@mkdir -p $(@D)
	$(call RUN,bake,$@) sh runtime/host/bake.sh runtime/complete/scripts.h $(filter-out %.sh,$^) > $@

$B/runtime/complete/scripts.o: $B/runtime/complete/scripts.c
	$(call RUN,cc,$<) $(CC) $(CFLAGS_ALL) -c $< -o $@

$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call RUN,cc,$<) $(CC) $(CFLAGS_ALL) -c $< -o $@

# Manual pages have the date of the version.
$B/runtime/base/manual.o: OWN_FLAGS := -DASLC_DATE='"$(DATE)"'

# The list of AWS's services is taken into the compiler as it is.
$B/compiler/check/sdk.o: compiler/aws/services.txt

# The services of AWS that programs have a stand-in for.
EMBEDDED := dynamodb dynamodbstreams eventbridge s3 scheduler secretsmanager sns sqs ssm

# So are their models, each of them compressed.
MODELS := $(sort $(wildcard compiler/models/*.txt))

$B/models.pack: $(MODELS) compiler/aws/bake.sh
	@mkdir -p $(@D)
	$(call RUN,bake,$@) sh compiler/aws/bake.sh $(MODELS) > $@

$B/compiler/aws/model.o: OWN_FLAGS := -DASLC_MODELS='"$B/models.pack"' -DASLC_SERVED='"$(EMBEDDED)"'
$B/compiler/aws/model.o: $B/models.pack

# And what all their services answer.
$B/compiler/testing/outputs.o: compiler/testing/outputs.txt

$B/templates.o: $B/templates.c
	$(call RUN,cc,$<) $(CC) $(CFLAGS_ALL) -c $< -o $@

# What the HTTP door of the embedded services must know of their models is C that is made of the same files.
SERVED := $(EMBEDDED:%=compiler/models/%.txt)

$B/runtime/door/tables.c: $(SERVED) runtime/door/models.awk
	@mkdir -p $(@D)
	$(call RUN,bake,$@) awk -f runtime/door/models.awk $(SERVED) > $@

$B/runtime/door/tables.o: $B/runtime/door/tables.c
	$(call RUN,cc,$<) $(CC) $(CFLAGS_ALL) -c $< -o $@

$B/unit/test_load $B/unit/test_teststate: $B/unit/%: tests/unit/%.c $(CARRIED) $B/exports $B/aslc
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(CFLAGS_ALL) $(filter %.c %.o,$^) -lcunit $(CARRY) -o $@

$B/unit/chaos.c: tests/unit/chaos.asl.json $B/aslc
	@mkdir -p $(@D)
	$(call RUN,emit,$@) $B/aslc --emit=c --no-main --name=chaos $< -o $@

$B/unit/test_chaos: tests/unit/test_chaos.c $B/unit/chaos.c $B/lib/libasl.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(CFLAGS_ALL) $(filter %.c %.a,$^) -lcunit $(LINK) -o $@

$B/unit/%: tests/unit/%.c $(COMPILER_O) $B/lib/libasl.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(CFLAGS_ALL) $< $(filter %.o %.a,$^) -lcunit $(COMPILER_LINK) -o $@

$B/dynamo/talk: tests/dynamo/talk.c $B/lib/libasl.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(CFLAGS_ALL) $(filter %.c %.a,$^) $(LINK) -o $@

$B/bench/query: tests/bench/query.c $(COMPILER_O) $B/lib/libasl.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(CFLAGS_ALL) $< $(filter %.o %.a,$^) $(COMPILER_LINK) -o $@

$B/random/generate: $(RANDOM:%.c=$B/%.o) $B/lib/libasl.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(SAN) $(filter %.o %.a,$^) $(LINK) -o $@

$B/mutate/mutate: $(MUTATE:%.c=$B/%.o) $(COMPILER_O) $B/lib/libasl.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(SAN) $(filter %.o %.a,$^) $(COMPILER_LINK) -o $@

$B/roundtrip/roundtrip: $(ROUND:%.c=$B/%.o) $(COMPILER_O) $B/lib/libasl.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(SAN) $(filter %.o %.a,$^) $(COMPILER_LINK) -o $@

$B/roundtrip/generate: tests/roundtrip/generate.c $B/lib/libasl.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(CFLAGS_ALL) $(filter %.c %.a,$^) $(LINK) -o $@

$B/fuzz/%: tests/fuzz/%.c $(COMPILER_O) $B/lib/libasl.a
	@mkdir -p $(@D)
	$(call RUN,link,$@) $(CC) $(CFLAGS_ALL) -fsanitize=fuzzer $< $(filter %.o %.a,$^) $(COMPILER_LINK) -o $@

-include $(shell find $B -name '*.d' 2>/dev/null)
