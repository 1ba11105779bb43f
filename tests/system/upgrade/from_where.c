/*
 * Without a path, an upgrade uses the file that the server was started from, by
 * whatever name, and whatever file has this name now; so does USR2. A rehearsal
 * alone changes nothing.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/shell.h"
#include "tests/lib/upgrade.h"

#define TO_LATER VERSION " to " UPGRADE_LATER_VERSION
#define TO_THIS UPGRADE_LATER_VERSION " to " VERSION

static struct {
	char directory[SCRATCH_PATH];
	char bin[SCRATCH_PATH];
	char file[SCRATCH_PATH]; /* in bin */
	char link[SCRATCH_PATH]; /* beside bin, to one after the other */
} place;

static void
make_place(void)
{
	char path[2 * SCRATCH_PATH];

	scratch_path(place.directory, ".");
	scratch_path(place.bin, "bin");
	scratch_path(place.file, "bin/chatd");
	scratch_path(place.link, "link");
	MUST(mkdir(place.bin, 0755) == 0, "no directory");
	(void)snprintf(path, sizeof(path), "%s:%s", place.bin, getenv("PATH"));
	MUST(setenv("PATH", path, 1) == 0, "out of memory");
}

/* The file is another program from now on. */
static void
put_file(const char *program)
{
	upgrade_put(place.file, program);
}

/* The link is one to another program. */
static void
put_link(const char *program)
{
	char aside[SCRATCH_PATH];

	scratch_path(aside, "aside");
	MUST(symlink(upgrade_program(program), aside) == 0 &&
		rename(aside, place.link) == 0,
	    "no link");
}

static const struct {
	const char *what;
	const char *exec;
	void (*put)(const char *program);
	bool is_there; /* it is started in that directory */
} ways[] = {
	{ "an absolute path", place.file, put_file, false },
	{ "a relative path", "bin/chatd", put_file, true },
	{ "another relative path", "./bin/../bin/chatd", put_file, true },
	{ "a name alone", "chatd", put_file, false },
	{ "a link", place.link, put_link, false },
	{ "a relative link", "./link", put_link, true },
};

static void
run_ctl(const struct server *server, const char *order, const char *said)
{
	char script[256];

	(void)snprintf(script, sizeof(script), "forkcastctl -t 600 -p %ld %s",
	    (long)server->pid, order);
	const struct shell_case one[] = { { script, 0, said, "" } };
	shell_cases("1", one);
}

static void
test(size_t i)
{
	ways[i].put(UPGRADE_PACED);
	struct server *server = server_start(&(struct setup) {
	    .exec = ways[i].exec,
	    .directory = ways[i].is_there ? place.directory : NULL,
	    .paced = true,
	});
	struct conn *javad = conn_member(server, "javad", "1");

	ways[i].put(UPGRADE_LATER);
	run_ctl(server, "upgrade -n",
	    "checking the new program\n* can take over 1 client\n");
	server_expect(server, "upgrade: rehearsed");
	conn_ask(
	    conn_named(server, "ali"), "shout 1 x", "err - bad-command *...");
	server_signal(server, SIGUSR2);
	server_expect(server, "upgrade: done " TO_LATER ", 2 clients, * ms");
	TAP_NUM(server_logged(server, "upgrade: done ..."), 1,
	    "%s: tried alone it is not done, by USR2 it is", ways[i].what);
	ways[i].put(UPGRADE_PACED);
	run_ctl(server, "upgrade",
	    "checking the new program\n" TO_THIS ", 2 clients, * ms\n");
	conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	server_stop(server);
}

int
main(void)
{
	make_place();
	for (size_t i = 0; i < COUNT(ways); i++)
		test(i);
	return tap_done();
}
