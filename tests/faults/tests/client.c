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

#define SAMPLE 60
#define TRIALS 100000
#define TEXT 4096

/*
 * In front of each story: try PROGRAM... has it fail as it may, and leaves its
 * status in $s and its outputs in out and err. It may say what it tries again.
 */
#define TRY                                                                       \
	"run() { FORKCAST_FAULT_BOARD=$BOARD exec \"$FAULTY/$@\" >out 2>err; }\n" \
	"try() { (run \"$@\"); judge $?; }\n"                                     \
	"judge() { s=$1; n=$(wc -l <err); cat err >&2; case $s in 0) ;;"          \
	" 6[4-9]|7[0-8]) [ $n -ge 1 ] && [ $n -le ${lines:-1} ];;"                \
	" *) false;; esac || { echo \"status $s\"; exit 1; }; }\n"                \
	"ok() { [ $s != 0 ] || \"$@\" ||"                                         \
	" { echo \"status 0, and not: $*\"; exit 1; }; }\n"

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
	    "rm -f has; echo $first tea >place\n"
	    "try forkcast listen -m place -c 1 -x 'cat >has' tea\n"
	    "grep -qx \"$first tea\" place || s=0\n"
	    "ok grep -qx second has; ok grep -vqx \"$first tea\" place" },
	{ "log",
	    "try forkcast log -a $first -b $third tea\n"
	    "ok grep -qx '.* second' out" },
	{ "work",
	    "rm -f has; forkcast post tea said $N\n"
	    "try forkcast work -c 1 tea sh -c 'cat >has'\n"
	    "ok grep -qx \"said $N\" has\n"
	    "forkcast work -e tea cat >left 2>/dev/null; s=0\n"
	    "cat left >>has; ok grep -qx \"said $N\" has" },
	{ "bridge",
	    "lines=9; rm -f place; >err\n"
	    "run forkcast bridge -N rome -m place -u 127.0.0.1:1 tea &\n"
	    "until grep -q again err || ! kill -0 $!; do sleep 0.05; done\n"
	    "kill $!; wait $!; s=$?; [ $s = 143 ] || judge $s; ok false" },
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
	/* It waited for the answer to what it had not said. */
	{ "log", "write:1:ENOBUFS:parent" },
};

struct trial {
	size_t story;
	struct fault fault;
};

static struct {
	struct board *board;
	const struct server *server;
	struct trial all[TRIALS];
	size_t trials, played, failed;
	const struct trial *playing;
} test;

static void
tell(const char *what)
{
	char text[SPEC_TEXT];

	if (test.playing == NULL)
		return;
	spec_text(&test.playing->fault, text);
	tap_note("%s: %s %s", what, stories[test.playing->story].name, text);
}

/* Whoever hangs ends the test. */
static void
tell_at_exit(void)
{
	tell("did not end");
}

static void
play(const struct trial *trial)
{
	char script[TEXT];

	memset(test.board, 0, sizeof(*test.board));
	test.board->fault = trial->fault;
	test.playing = trial;
	shell_set_number("N", (long)test.played++);
	(void)snprintf(script, TEXT, "%s%s", TRY, stories[trial->story].script);
	struct shell *shell = shell_start(test.server->address[0], script);
	if (shell_status(shell) != 0) {
		test.failed++;
		tell("failed");
		tap_note("%s", shell_said(shell));
		tap_note("%s", shell_complained(shell));
	}
	test.playing = NULL;
}

static size_t
find_story(const char *name)
{
	for (size_t i = 0; i < COUNT(stories); i++)
		if (strcmp(stories[i].name, name) == 0)
			return i;
	MUST(false, "what is %s?", name);
	return 0;
}

static void
play_named(const char *story, const char *spec)
{
	struct trial trial = { .story = find_story(story) };

	MUST(spec_parse(&trial.fault, spec), "what is %s?", spec);
	play(&trial);
}

/* Lists what can fail in a story, which is played without a fault. */
static void
survey(size_t story)
{
	struct fault fault = { 0 };

	play(&(struct trial) { .story = story });
	for (fault.side = 0; fault.side < SIDES; fault.side++)
		for (fault.call = 0; fault.call < CALLS; fault.call++)
			for (size_t i = 0;
			     spec_kind(fault.call, i, &fault.kind); i++)
				for (fault.last = 1; fault.last <=
					 test.board
					     ->count[fault.side][fault.call] &&
				     test.trials < TRIALS;
				     fault.last++) {
					fault.first = fault.last;
					test.all[test.trials++] =
					    (struct trial) { story, fault };
				}
}

static void
begin(void)
{
	static const char *const texts[] = { "first", "second", "third" };
	const char *build = getenv("FORKCAST_BUILD");
	char config[4 * SCRATCH_PATH], path[PATH_MAX], real[PATH_MAX];
	int fd;

	(void)snprintf(config, sizeof(config), "%sgroup tea\n",
	    keeper_config_recorded()); /* fits */
	test.server = server_start(&(struct setup) { .config = config });
	pty_config("timeout 600\n");
	test.board = board_make(&fd);
	shell_set_number("BOARD", fd);
	shell_set_number("SERVER", test.server->was);
	(void)snprintf(path, sizeof(path), "%s/tests/faults",
	    build != NULL ? build : "build");
	MUST(setenv("FAULTY", realpath(path, real), 1) == 0, "setenv");
	struct conn *ali = conn_member(test.server, "ali", "tea");
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
	if (!TAP_NUM(test.failed, 0, "without a fault"))
		return tap_done();
	if (argc == 3)
		play_named(argv[1], argv[2]);
	else if (argc == 2)
		for (size_t i = 0; i < test.trials; i++)
			play(&test.all[i]);
	else
		for (size_t i = 0; i < SAMPLE; i++)
			play(&test.all[dice((uint32_t)test.trials)]);
	for (size_t i = 0; i < COUNT(found) && argc == 1; i++)
		play_named(found[i].story, found[i].spec);
	TAP_NUM(test.failed, 0, "%zu trials", test.played);
	return tap_done();
}
