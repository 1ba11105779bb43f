/*
 * The new program gets another state than the rehearsed one. It serves everyone
 * else, disconnects the clients that have lost something, and logs the loss. A
 * worker whose process is in doubt ends. If the server cannot run without the
 * lost part, it ends.
 */
#include <stdio.h>

#include "tests/lib/deadline.h"
#include "tests/lib/upgrade.h"

static struct {
	struct server *server;
	struct conn *javad;
	struct conn *ali;
	struct conn *control; /* that has asked; null: none has */
	size_t ended; /* workers, before the upgrade */
	char path[SCRATCH_PATH]; /* what is to be damaged */
} all;

static void
ali_comes(void)
{
	all.ali = conn_member(all.server, "ali", "1");
	conn_wait_for(all.javad, "join * 1 ali");
}

static void
upgrade_damaged(const char *from, const char *to)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "%s\n=>\n%s", from, to); /* fits */
	scratch_write(all.path, text);
	all.ended = server_logged(all.server, "ended: ...");
	if (all.control != NULL)
		conn_close(all.control);
	all.control = upgrade_ask(all.server, "upgrade %s",
	    upgrade_program(UPGRADE_UNFIT("damages")));
}

/*
 * Until its worker is reaped: the slot is free, and the next client's. Some
 * ends are logged before; then the parent hears of the death in a turn that
 * begins before that of the second line.
 */
static void
await_end(void)
{
	const usec end = deadline();

	while (server_logged(all.server, "ended: ...") == all.ended)
		MUST(deadline_pause(end), "its worker has not ended");
	for (int i = 0; i < 2; i++)
		conn_ask(all.javad, "send 1 hello", "msg * 1 javad hello");
}

/*
 * Only Javad is left, and the other client can connect again. If its name is
 * lost, no quit can name it.
 */
static void
expect_only_javad(const char *what, const char *quit)
{
	if (quit != NULL)
		conn_wait_for(all.javad, "%s", quit);
	conn_close(all.ali);
	server_expect_workers(all.server, 1);
	await_end();
	ali_comes();
	conn_ask(all.javad, "send 1 hello", "msg * 1 javad hello");
	conn_expect(all.ali, "msg * 1 javad hello");
	PASS("%s costs its client, and nobody else", what);
}

/* Rows of ali, who has the slot and the number 1. */
static const struct {
	const char *what;
	const char *from;
	const char *to;
	const char *lost;
	bool told;
	const char *quit; /* what javad is told; null: nothing */
} rows[] = {
	{ "a name twice", "\nname ali\n", "\nname javad\n",
	    "section clients, line *, name: name already in use", true, NULL },
	{ "a name that is none", "\nname ali\n", "\nname a\001i\n",
	    "section clients, line *, name: invalid or duplicate name", true,
	    NULL },
	{ "an end that never came", "\nslot 1\nstate 1\n",
	    "\nslot 1\nstate 2\n",
	    "section slots, line *, section: slot without its client", false,
	    "quit * ali" },
	{ "no slot", "\nslot 1\nstate 1\n", "\nslot 1\nstate 9\n",
	    "section slots, line *, state: not a number, or too large", false,
	    "quit * ali" },
	{ "another's process", "\nclient 1\npid ", "\nclient 1\npid 9",
	    "section slots, line *, section: slot without a process", false,
	    "quit * ali" },
	{ "an uplink that is not open", "\nslot 1\nfd ", "\nslot 1\nfd 9",
	    "section uplinks, line *, fd: descriptor that is not open", true,
	    "quit * ali internal" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		upgrade_damaged(rows[i].from, rows[i].to);
		server_expect(all.server, "upgrade: lost: %s", rows[i].lost);
		server_expect(all.server, "upgrade: done ...");
		if (rows[i].told)
			conn_wait_for(all.ali, "bye internal ...");
		expect_only_javad(rows[i].what, rows[i].quit);
		upgrade_to(all.server, UPGRADE_PACED);
	}
}

/* Its members cannot be served as before without it. */
static void
test_group(void)
{
	struct conn *reza = conn_member(all.server, "reza", "tea");

	upgrade_damaged("\nname tea\n", "\nname t@a\n");
	server_expect(all.server,
	    "upgrade: lost: section groups, line *, name: invalid ...");
	conn_wait_for(reza, "bye internal ...");
	conn_close(reza);
	conn_ask(all.javad, "send 1 hello", "msg * 1 javad hello");
	conn_expect(all.ali, "msg * 1 javad hello");
	reza = conn_member(all.server, "reza", "tea");
	conn_close(reza);
	PASS("a group costs its members, and can be had again");
	upgrade_to(all.server, UPGRADE_PACED);
}

/* Nobody could come in any more. */
static void
test_vital(void)
{
	upgrade_damaged(
	    "section listeners\n", "section listeners\nlistener 7\n");
	conn_wait_for(all.javad, "bye server-gone ...");
	conn_wait_for(all.ali, "bye server-gone ...");
	TAP_OK(server_status(all.server) != 0, "without listeners it ends");
}

int
main(void)
{
	all.server = server_start(&(struct setup) { .paced = true });
	scratch_path(all.path, "damage");
	all.javad = conn_member(all.server, "javad", "1");
	ali_comes();
	test_rows();
	test_group();
	test_vital();
	conn_close(all.javad);
	conn_close(all.ali);
	return tap_done();
}
