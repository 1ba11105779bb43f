/*
 * The output of run-tests: a line for each test, the output of failed ones, and
 * at the end their names, the command to run one alone, and the counts.
 * Leftovers of killed tests are removed, and tests that hang are killed,
 * whether busy or not. Run in the root of the repository.
 */
#include <limits.h>
#include <stdlib.h>

#include "tests/lib/shell.h"

#define RUN "RUN_FILES= JOBS=1 FORKCAST_BUILD=built sh \"$SOURCE\" "

static const struct shell_case cases[] = {
	{ "mkdir tests && cd tests && echo true >good && echo exit 77 >not && "
	  "echo 'echo why; exit 3' >bad && echo 'kill $$' >killed && "
	  "chmod 755 *",
	    0, "", "" },
	{ RUN "tests/good", 0, "ok 1 - good (* s)\n1 passed, 0 failed\n", "" },
	{ RUN "tests/good tests/not | sed 's/ [0-9]* - / - /' | sort", 0,
	    "1 passed, 0 failed, 1 skipped\nok - good ...\n"
	    "ok - not (* s) # SKIP ...\n",
	    "" },
	{ RUN "tests/bad", 1,
	    "not ok 1 - bad (* s) # exit status 3\n# why\n"
	    "These failed; run one alone by:\n"
	    "  FORKCAST_BUILD=built sh tests/run-tests tests/bad\n"
	    "0 passed, 1 failed\n",
	    "" },
	{ RUN "tests/killed tests/good tests/bad | tail -n 4", 0,
	    "These failed; run one alone by:\n"
	    "  FORKCAST_BUILD=built sh tests/run-tests tests/bad\n"
	    "  FORKCAST_BUILD=built sh tests/run-tests tests/killed\n"
	    "1 passed, 2 failed\n",
	    "" },
	{ "mkdir left && cat >tests/leaves <<'end' && chmod 755 tests/leaves\n"
	  "sleep 1000 & echo $! >pid\n"
	  "echo \"directory $PWD/left\" >>\"$FORKCAST_REMAINS\"\n"
	  "kill -9 $$\n"
	  "end\n" RUN "tests/leaves | sed -n '$p'; ls -d left",
	    2, "0 passed, 1 failed\n", "ls: ...\n" },
	{ "while kill -0 $(cat pid) 2>/dev/null; do sleep 0.1 || sleep 1; done",
	    0, "", "" },
	{ "echo 'sleep 1000 & echo $! >pid' >tests/forgets; "
	  "chmod 755 tests/forgets; LIMIT=1 " RUN "tests/forgets",
	    1,
	    "ok 1 - forgets (* s)\n"
	    "not ok - forgets # has left behind: sleep 1000 \n"
	    "These failed; run one alone by:\n"
	    "  FORKCAST_BUILD=built sh tests/run-tests tests/forgets\n"
	    "0 passed, 1 failed\n",
	    "" },
	{ "while kill -0 $(cat pid) 2>/dev/null; do sleep 0.1 || sleep 1; done",
	    0, "", "" },
	{ "echo 'exec sleep 1000' >tests/hangs; chmod 755 tests/hangs; "
	  "LIMIT=1 " RUN "tests/hangs | sed -n 1p",
	    0, "not ok 1 - hangs (* s) # exit status 137\n", "" },
	{ "echo 'while :; do :; done' >tests/spins; chmod 755 tests/spins; "
	  "LIMIT=1 LONGEST=600 " RUN "tests/spins | grep 'on the processor'",
	    0, "# killed: it said nothing in 1 s on the processor\n", "" },
};

int
main(void)
{
	char path[PATH_MAX];

	MUST(realpath("tests/run-tests", path) != NULL &&
		setenv("SOURCE", path, 1) == 0,
	    "there is no tests/run-tests");
	shell_cases("1", cases);
	return tap_done();
}
