/*
 * root's servers record their users where only root can write, so that
 * forkcastctl trusts their scoreboards; where they cannot, the log says so, and
 * -c works.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/score.h"
#include "tests/lib/here.h"
#include "tests/lib/login.h"
#include "tests/lib/server.h"
#include "tests/lib/shell.h"

static struct server *
start(void)
{
	struct server *server = server_start(NULL);

	shell_set_number("SERVER", server->pid);
	MUST(setenv("CONTROL", server->control, 1) == 0, "out of memory");
	return server;
}

static const struct shell_case recorded[] = {
	{ "cd /var/run/forkcastd.users && stat -c %u:%a .", 0, "0:755\n", "" },
	{ "ls /var/run/forkcastd.users | grep -cx $(id -u nobody)", 0, "1\n",
	    "" },
	{ "forkcastctl clients", 0, "", "" },
	{ "forkcastctl check", 0, "FORKCAST OK - ...\n", "" },
};

static const struct shell_case unknown[] = {
	{ "forkcastctl clients", 69, "", "forkcastctl: no such server; ...\n" },
	{ "forkcastctl check", 2, "FORKCAST CRITICAL - no such server; ...\n",
	    "" },
	{ "forkcastctl stop", 69, "", "forkcastctl: ...\n" },
	{ "forkcastctl -p $SERVER status", 69, "", "forkcastctl: ...\n" },
	{ "forkcastctl -c $CONTROL check", 0, "FORKCAST OK - ...\n", "" },
	{ "forkcastctl -c $CONTROL groups | wc -l", 0, "3\n", "" },
	{ "forkcastctl -c $CONTROL clients", 0, "", "" },
};

static void
test_unknown(void)
{
	struct server *server = start();

	TAP_NUM(server_logged(server,
		    "scoreboard: cannot record uid * in "
		    "/var/run/forkcastd.users: ..."),
	    1, "the log says that it cannot be");
	shell_cases("1", unknown);
	server_stop(server);
}

/*
 * The command that the systemd unit runs as root, with % and $ doubled; the
 * user forkcast need not exist for it.
 */
#define UNIT_SAYS(setting)                                                    \
	"PATH=$PWD/bin:$PATH; "                                               \
	"sh -c \"$(sed -n \"s/^" setting "=-+.bin.sh -c '\\(.*\\)'$/\\1/p\" " \
	"$UNIT | sed 's/%%/%/g; s/[$][$]/$/g')\""

static const struct shell_case unit[] = {
	{ "mkdir bin && echo 'test \"$*\" = \"-u forkcast\" && echo 54321' "
	  ">bin/id && chmod 755 bin/id",
	    0, "", "" },
	{ "rm -r /run/forkcastd.users", 0, "", "" },
	{ UNIT_SAYS("ExecStartPre"), 0, "", "" },
	{ "cd /run/forkcastd.users && stat -c %u:%a:%n . *", 0,
	    "0:755:.\n0:644:54321\n", "" },
};

static void
test_unit(void)
{
	char *path = realpath("server/service/systemd/forkcastd.service", NULL);

	if (path == NULL || access("/run/forkcastd.users", F_OK) != 0)
		return; /* not run at the top, or /run is elsewhere */
	MUST(setenv("UNIT", path, 1) == 0, "out of memory");
	free(path);
	shell_cases("1", unit);
}

int
main(void)
{
	const uid_t evil = login_nobodys();

	here_several_users();
	struct server *server = start();
	shell_cases("1", recorded);
	MUST(chown(SCORE_USERS, evil, (gid_t)-1) == 0, "cannot chown");
	shell_cases("1", unknown);
	server_stop(server);
	test_unknown();
	MUST(chown(SCORE_USERS, 0, (gid_t)-1) == 0 &&
		chmod(SCORE_USERS, 0775) == 0,
	    "cannot chmod");
	test_unknown();
	test_unit();
	return tap_done();
}
