/*
 * The programs of people with each system call failing in turn: none hangs, or
 * says that it has done what it has not. One that fails says so in a line, with
 * a code of sysexits. Plays a sample of what client.sh has, another one each
 * time: FORKCAST_SEED. "make faults" plays all:
 *	client all
 *	client STORY CALL:NUMBER:FAULT:SIDE
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

static const char *const stories[] = { "send", "post", "listen", "listen-x",
	"log", "work", "bridge", "status", "accounts" };

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
} test;

static void
play(size_t story, const struct fault *fault)
{
	char script[512], text[SPEC_TEXT];

	memset(test.board, 0, sizeof(*test.board));
	test.board->fault = *fault;
	spec_text(fault, text);
	(void)snprintf(script, sizeof(script),
	    "echo %s %s; N=%zu FAULT=%s exec sh $STORIES %s", stories[story],
	    text, test.played++, text, stories[story]);
	struct shell *shell = shell_start(test.address, script);
	if (shell_status(shell) != 0) {
		test.failed++;
		tap_note("failed: %s", shell_said(shell));
	}
}

static void
play_named(const char *name, const char *spec)
{
	struct fault fault;
	size_t story = 0;

	while (story < COUNT(stories) && strcmp(stories[story], name) != 0)
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
	static const char *const texts[] = { "FIRST", "SECOND", "THIRD" };
	const char *build = getenv("FORKCAST_BUILD");
	char config[4 * SCRATCH_PATH], path[PATH_MAX];
	const struct server *server;
	int fd;

	(void)snprintf(config, sizeof(config), "%sgroup tea\n",
	    keeper_config_recorded()); /* fits */
	server = server_start(&(struct setup) { .config = config });
	test.address = server->address[0];
	pty_config("");
	test.board = board_make(&fd);
	shell_set_number("BOARD", fd);
	shell_set_number("SERVER", server->was);
	MUST(realpath(build != NULL ? build : "build", path) != NULL &&
		setenv("BUILT", path, 1) == 0 &&
		realpath("tests/faults/tests/client.sh", path) != NULL &&
		setenv("STORIES", path, 1) == 0,
	    "no programs");
	struct conn *ali = conn_member(server, "ali", "tea");
	for (size_t i = 0; i < COUNT(texts); i++) {
		conn_ask(ali, "send tea x", "msg * tea ali x");
		shell_set_number(texts[i], (long)conn_id(ali));
	}
	conn_quit(ali);
}

int
main(int argc, char **argv)
{
#ifndef __linux__
	tap_skip("the calls that fail are those of Linux");
#endif
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
