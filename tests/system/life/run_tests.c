/*
 * tests/run/run: what it prints, which programs it runs again and what must
 * happen then, that it ends those that hang and names those who leave processes
 * behind, and that a seed gives an order again.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/shell.h"

#define RUN "FORKCAST_BUILD=built JOBS=1 \"$RUN\" "
#define BRIEF " | grep -v '^# [Sa]\\|^  .*[0-9] \\|^The dearest'"
#define TIMES "(* s, processor * s)"
#define ALONE "  FORKCAST_BUILD=built built/tests/run/run tests/"
/* A program that fails in those of its runs that match. */
#define FAILS(runs, name, code)                                                       \
	"printf '#!/bin/sh\\n%s\\n' 'echo >>$0.n; n=$(wc -l <$0.n); case $n in " runs \
	") echo; echo not ok 1 - '" name "' $n; exit " code                           \
	";; esac' >tests/" name "; chmod 755 tests/" name "; "

static const struct shell_case cases[] = {
	{ "mkdir built tests && cd tests && program() { "
	  "printf '#!/bin/sh\\n%s\\n' \"$2\" >$1; chmod 755 $1; }; "
	  "program good true; program killed 'kill -9 $$'; "
	  "program not 'echo 1..0 \\# SKIP why; exit 77'; "
	  "program bug 'echo a.c:1: runtime error: x; exit 2'; "
	  "program hangs 'exec sleep 1000'; program forgets 'sleep 1000 &'; "
	  "for i in 1 2 3 4 5; do for j in 1 2 3 4 5 6; do "
	  "program $i$j 'exit 2'; done; done",
	    0, "", "" },
	{ RUN "tests/good tests/not" BRIEF " | sed 's/ [0-9]* - / - /' | sort",
	    0,
	    "1 passed, 0 failed, 1 skipped\nok - good " TIMES "\n"
	    "ok - not " TIMES " # SKIP why\n",
	    "" },
	{ FAILS("*", "bad", "3") RUN "tests/bad" BRIEF, 0,
	    "not ok 1 - bad " TIMES " # exit status 3\n# \n"
	    "# not ok 1 - bad 1\n"
	    "not ok 2 - bad " TIMES " # exit status 3\n# \n"
	    "# not ok 1 - bad 2\n"
	    "These failed; run one alone by:\n" ALONE "bad\n"
	    "0 passed, 1 failed\n",
	    "" },
	/* Late: one that passes is enough. */
	{ FAILS("1|2", "late", "2") RUN "tests/late" BRIEF
					"; cat built/flaky/late",
	    0,
	    "not ok 1 - late " TIMES " # exit status 2\n# \n"
	    "# not ok 1 - late 1\n"
	    "not ok 2 - late " TIMES " # exit status 2\n# \n"
	    "# not ok 1 - late 2\n"
	    "ok 3 - late " TIMES "\n"
	    "FLAKY: late: not ok 1 - late 1\n"
	    "1 passed, 0 failed\n"
	    "\nnot ok 1 - late 1\n",
	    "" },
	{ FAILS("1|2|3", "late", "2") "rm tests/*.n; " RUN
				      "tests/late | tail -n 1",
	    0, "0 passed, 1 failed\n", "" },
	/* Something wrong, or a crowd: both must pass. */
	{ FAILS("1", "wrong", "3") RUN "tests/wrong | tail -n 2", 0,
	    "FLAKY: wrong: not ok 1 - wrong 1\n1 passed, 0 failed\n", "" },
	{ FAILS("1|3", "wrong", "3") "rm tests/*.n; " RUN
				     "tests/wrong | tail -n 1",
	    0, "0 passed, 1 failed\n", "" },
	{ FAILS("1|3", "crowd", "2") RUN "tests/crowd | tail -n 1", 0,
	    "0 passed, 1 failed\n", "" },
	/* No accident of the machine's. */
	{ RUN "tests/killed tests/bug | grep -c '^not ok'", 0, "2\n", "" },
	{ RUN "tests/[1-5]? | grep -c '^not ok'", 0, "30\n", "" },
	{ "LIMIT=4 " RUN "tests/forgets" BRIEF, 0,
	    "not ok 1 - forgets " TIMES " # exit status 98\n"
	    "# not ok - has left processes behind\n"
	    "# # process *: sleep 1000 \n"
	    "These failed; run one alone by:\n" ALONE "forgets\n"
	    "0 passed, 1 failed\n",
	    "" },
	{ "LIMIT=1 " RUN "tests/hangs | grep -c '# killed: it hung$'", 0, "3\n",
	    "" },
	{ "SEED=5 " RUN "tests/[1-5]? | sed -n 's/ (.*//p' >a; SEED=5 " RUN
	  "tests/[1-5]? | sed -n 's/ (.*//p' >b; cmp a b",
	    0, "", "" },
};

int
main(void)
{
	const char *build = getenv("FORKCAST_BUILD");
	char path[PATH_MAX], name[PATH_MAX];

	(void)snprintf(name, sizeof(name), "%s/tests/run/run",
	    build != NULL ? build : "build");
	MUST(realpath(name, path) != NULL && setenv("RUN", path, 1) == 0,
	    "there is no %s", name);
	shell_cases("1", cases);
	return tap_done();
}
