/*
 * The programs of people with each system call failing in turn: none hangs, or
 * says that it has done what it has not. One that fails says so in a line, with
 * a code of sysexits. Plays a sample, another one each time: FORKCAST_SEED.
 *"make faults" plays all: client all client PROGRAM CALL:NUMBER:FAULT:SIDE
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/str.h"
#include "tests/faults/board.h"
#include "tests/lib/conn.h"
#include "tests/lib/dice.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pty.h"
#include "tests/lib/server.h"
#include "tests/lib/shell.h"

#define SAMPLE 20
#define TRIALS 50000

/*
 * In front of each story: try PROGRAM... has it fail as it may, and leaves its
 * status in $s and its outputs in out and err. Some may say more than one line;
 * whose reader has gone says none.
 */
#define TRY                                                                       \
	"run() { FORKCAST_FAULT_BOARD=$BOARD exec \"$FAULTY/$@\" >out 2>err; }\n" \
	"try() { (run \"$@\"); judge $?; }\n"                                     \
	"judge() { s=$1; n=$(wc -l <err); case $s:$n:$FAULT in 0:*) ;;"           \
	" 74:0:*EPIPE*) ;; 6[4-9]:[1-$lines]:*|7[0-8]:[1-$lines]:*) ;;"           \
	" *) echo \"status $s\"; cat err; exit 1;; esac; }\n"                     \
	"ok() { [ $s != 0 ] || \"$@\" ||"                                         \
	" { echo \"status 0, and not: $*\"; cat err; exit 1; }; }\nlines=1\n"

static const struct {
	const char *name, *script;
} stories[] = {
	{ "send",
	    "lines=2; try forkcast send tea said $N\n"
	    "last() { forkcast log -c 1 tea | grep -qx \".*: said $N\"; }\n"
	    "ok last" },
	{ "post",
	    "lines=2; try forkcast post tea said $N\n"
	    "forkcast work -e tea cat >has 2>/dev/null\n"
	    "ok grep -qx \"said $N\" has" },
	{ "listen",
	    "echo $first tea >place; try forkcast listen -m place -c 1 tea\n"
	    "grep -qxE '[0-9]+ tea' place || { echo no place; exit 1; }\n"
	    "grep -qx \"$first tea\" place || s=0\n"
	    "ok grep -qx '.* second' out; ok grep -vqx \"$first tea\" place" },
	{ "listen-x",
	    "lines=3; rm -f has; echo $first tea >place\n"
	    "try forkcast listen -m place -c 1 -x 'cat >has' tea\n"
	    "grep -qx \"$first tea\" place || s=0\n"
	    "ok grep -qx second has; ok grep -vqx \"$first tea\" place" },
	{ "log",
	    "try forkcast log -a $first -b $third tea\n"
	    "ok grep -qx '.* second' out" },
	{ "work",
	    "lines=3; rm -f has; forkcast post tea said $N\n"
	    "try forkcast work -c 1 tea sh -c 'cat >has'\n"
	    "ok grep -qx \"said $N\" has\n"
	    "forkcast work -e tea cat >left 2>/dev/null; s=0\n"
	    "cat left >>has; ok grep -qx \"said $N\" has" },
	{ "bridge",
	    "lines=9; rm -f place; >err\n"
	    "run forkcast bridge -N rome -m place -u 127.0.0.1:1 tea &\n"
	    "until grep -q again err || ! kill -0 $!; do sleep 0.05; done\n"
	    "kill $!; wait $!; s=$?; [ $s = 143 ] || judge $s\n"
	    "ok grep -q again err" },
	{ "status",
	    "try forkcastctl -p $SERVER status; ok grep -q ^clients out" },
	{ "accounts",
	    "echo x >secret; try forkcastctl -p $SERVER accounts add n$N <secret\n"
	    "is() { forkcastctl -p $SERVER accounts list | grep -q \"^n$N \"; }\n"
	    "ok is" },
};

/* Faults that did harm once. */
static const struct {
	const char *story, *spec;
} found[] = {
	/* It ended with 0, and its place was not written. */
	{ "listen", "fsync:3:EIO:parent" },
	/* What it could not print was done, and never came again. */
	{ "listen", "write:7:ENOSPC:parent" },
	/* It waited for the answer to what it had not said. */
	{ "log", "write:1:ENOBUFS:parent" },
};

static struct {
	struct board *board;
	const char *address;
	struct trial {
		size_t story;
		struct fault fault;
	} trial[TRIALS];
	size_t trials, played, failed;
	char playing[128];
} test;

/* Whoever hangs ends the test. */
static void
tell_at_exit(void)
{
	if (test.playing[0] != '\0')
		tap_note("did not end: %s", test.playing);
}

static void
play(size_t story, const struct fault *fault)
{
	char script[4096], text[SPEC_TEXT];

	memset(test.board, 0, sizeof(*test.board));
	test.board->fault = *fault;
	spec_text(fault, text);
	(void)snprintf(test.playing, sizeof(test.playing), "%s %s",
	    stories[story].name, text);
	MUST(setenv("FAULT", text, 1) == 0, "setenv");
	shell_set_number("N", (long)test.played++);
	(void)snprintf(
	    script, sizeof(script), "%s%s", TRY, stories[story].script);
	struct shell *shell = shell_start(test.address, script);
	if (shell_status(shell) != 0) {
		test.failed++;
		tap_note("failed: %s: %s", test.playing, shell_said(shell));
	}
	test.playing[0] = '\0';
}

static void
play_named(const char *name, const char *spec)
{
	struct fault fault;
	size_t story = 0;

	while (story < COUNT(stories) && strcmp(stories[story].name, name) != 0)
		story++;
	MUST(story < COUNT(stories) && spec_parse(&fault, spec),
	    "what is %s %s?", name, spec);
	play(story, &fault);
}

/* Lists what can fail in a story, which is played without a fault. */
static void
survey(size_t story)
{
	struct fault fault = { 0 };

	play(story, &fault);
	for (size_t i = 0; i < (size_t)SIDES * CALLS; i++) {
		fault.side = i / CALLS;
		fault.call = i % CALLS;
		const unsigned calls =
		    test.board->count[fault.side][fault.call];
		for (size_t j = 0; spec_kind(fault.call, j, &fault.kind); j++)
			for (unsigned n = 1; n <= calls; n++) {
				MUST(test.trials < TRIALS, "too many");
				fault.first = fault.last = n;
				test.trial[test.trials++] =
				    (struct trial) { story, fault };
			}
	}
}

static void
begin(void)
{
	static const char *const texts[] = { "first", "second", "third" };
	const char *build = getenv("FORKCAST_BUILD");
	char config[4 * SCRATCH_PATH], path[PATH_MAX], real[PATH_MAX];
	const struct server *server;
	int fd;

	(void)snprintf(config, sizeof(config), "%sgroup tea\n",
	    keeper_config_recorded()); /* fits */
	server = server_start(&(struct setup) { .config = config });
	test.address = server->address[0];
	pty_config("timeout 600\n");
	test.board = board_make(&fd);
	shell_set_number("BOARD", fd);
	shell_set_number("SERVER", server->was);
	(void)snprintf(path, sizeof(path), "%s/tests/faults",
	    build != NULL ? build : "build");
	MUST(setenv("FAULTY", realpath(path, real), 1) == 0, "setenv");
	struct conn *ali = conn_member(server, "ali", "tea");
	for (size_t i = 0; i < COUNT(texts); i++) {
		conn_say(ali, "send tea %s", texts[i]);
		conn_expect(ali, "msg * tea ali %s", texts[i]);
		shell_set_number(texts[i], (long)conn_id(ali));
	}
	conn_quit(ali);
	MUST(atexit(tell_at_exit) == 0, "no room for atexit");
}

int
main(int argc, char **argv)
{
	dice_begin();
	begin();
	for (size_t i = 0; i < COUNT(stories); i++)
		survey(i);
	TAP_NUM(test.failed, 0, "without a fault, of %zu", test.trials);
	for (size_t i = 0; i < COUNT(found) && argc == 1; i++)
		play_named(found[i].story, found[i].spec);
	for (size_t i = 0; i < (argc == 1 ? SAMPLE : test.trials); i++) {
		const struct trial *trial =
		    &test.trial[argc == 1 ? dice((uint32_t)test.trials) : i];
		if (argc <= 2)
			play(trial->story, &trial->fault);
	}
	if (argc == 3)
		play_named(argv[1], argv[2]);
	TAP_NUM(test.failed, 0, "%zu trials", test.played);
	return tap_done();
}
