/*
 * The history is on a file system of its own. When that is full, the chat goes
 * on, the log says so and check is critical; with room again, everything is
 * written. A read-only one is refused at the start, and is fine once it can be
 * written.
 */
#define _GNU_SOURCE /* unshare */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/lib/filler.h"
#include "tests/lib/journal.h"
#include "tests/lib/shell.h"

#define LONG 3500
#define MESSAGES 150 /* more than fit at first */

static char state[SCRATCH_PATH];
static unsigned said;

static void
mount_it(const char *options, unsigned long flags)
{
	MUST(mount("tmpfs", state, "tmpfs", flags, options) == 0, "%s: %s",
	    options, strerror(errno));
}

/* Has mounts that nobody else sees; skips the test where that is forbidden. */
static void
begin(void)
{
	scratch_path(state, "state");
	(void)journal_config(); /* makes the directory */
	if (unshare(CLONE_NEWNS) != 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", state, "tmpfs", 0, "size=300k,mode=700") != 0)
		tap_skip("this user may not mount anything");
	keeper_give_path(state);
}

static struct server *
start(const char *more)
{
	static char config[4 * SCRATCH_PATH];
	struct server *server;

	(void)snprintf(config, sizeof(config),
	    "%saccounts no\nhold_time 600\nstall_time 600\n%s",
	    journal_config(), more); /* fits */
	server =
	    server_start(&(struct setup) { .config = config, .stays = false });
	shell_set_number("SERVER", server->was);
	return server;
}

/* Says a long message. */
static void
say(struct conn *ali)
{
	conn_say(ali, "send tea %u %s", said, filler(LONG));
	conn_expect(ali, "msg * tea ali %u *", said++);
}

static void
has_all(struct conn *ali)
{
	conn_say(ali, "history tea said last 1000");
	for (unsigned i = 0; i < said; i++)
		conn_expect(ali, "past msg * tea ali %u *", i);
	conn_expect(ali, "ok history tea %u *", said);
	PASS("all %u messages are there", said);
}

static void
is_full(void)
{
	struct server *server = start("history_sync 0.01\n");
	struct conn *ali = conn_member(server, "ali", "tea");

	for (unsigned i = 0; i < MESSAGES; i++)
		say(ali);
	server_expect(server, "journal: cannot write: No space left on device");
	shell_check_shows("CRITICAL", 2, "; cannot write the history");
	say(ali);
	PASS("when it is full, the chat goes on");
	mount_it("size=900k", MS_REMOUNT);
	server_expect(server, "journal: writes again");
	shell_check_shows("OK", 0, "");
	has_all(ali);
	conn_quit(ali);
	server_stop(server);
}

static void
is_read_only(void)
{
	static char config[4 * SCRATCH_PATH];
	struct server *server;
	struct conn *ali;

	(void)snprintf(config, sizeof(config), "%saccounts no\n",
	    journal_config()); /* fits */
	mount_it("", MS_REMOUNT | MS_RDONLY);
	server_refuses(&(struct setup) { .config = config }, EX_CONFIG,
	    "forkcastd: state */state: user * (uid *) cannot write to it: "
	    "Read-only file system");
	PASS("a read-only one is refused");
	mount_it("", MS_REMOUNT);
	server = start("");
	ali = conn_member(server, "ali", "tea");
	say(ali);
	has_all(ali);
	conn_quit(ali);
	server_stop(server);
}

int
main(void)
{
	begin();
	is_full();
	is_read_only();
	MUST(umount2(state, MNT_DETACH) == 0, "%s", strerror(errno));
	return tap_done();
}
