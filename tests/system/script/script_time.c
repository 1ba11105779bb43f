/* forkcast time prints the server's clock and its offset from ours. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

static const struct shell_case cases[] = {
	{ "forkcast time", 0, "20*-*-*T*:*:*.*Z *.* s +- *.* s\n", "" },
	/* It is our own clock, to a microsecond or two of rounding. */
	{ "forkcast time | awk '{ off = $2 < 0 ? -$2 : $2; "
	  "print(off <= $5 + 0.000002 ? \"right\" : $0) }'",
	    0, "right\n", "" },
	{ "forkcast time -s 1", 69, "", "forkcast time: cannot connect ...\n" },
	{ "forkcast time x", 64, "",
	    "forkcast time: unexpected argument\nusage: ...\n" },
	{ "forkcast time >/dev/full", 74, "",
	    "forkcast time: cannot write to standard output: ...\n" },
};

/* A clock that stands on the 14th of November 2023, and one that is old. */
static void
other_clocks(void)
{
	static const char answer[] =
	    "ok time 1700000000000000 2023-11-14T22:13:20.000000Z\n";
	const double before = (double)clock_wall() / (double)SEC;
	struct fake fake;

	fake_start(&fake);
	struct shell *shell =
	    shell_start_paced(fake.address, "exec forkcast time");
	for (int i = 0; i < 5; i++) {
		fake_expect(&fake, "time");
		fake_say(&fake, answer);
	}
	fake_expect(&fake, "quit");
	fake_stop(&fake);
	TAP_NUM(shell_status(shell), 0, "another clock");
	const double after = (double)clock_wall() / (double)SEC;
	TAP_OK(shell_matches("2023-11-14T22:13:20.000000Z -* s +- 0.000000 s\n",
		   shell_said(shell)),
	    "its date is printed");
	const double behind = strtod(shell_said(shell) + 27, NULL);
	TAP_OK(behind < 1700000000.0 - before + 1 &&
		behind > 1700000000.0 - after - 1,
	    "and how far it is behind");
}

static void
old_server(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(fake.address, "exec forkcast time");
	fake_expect(&fake, "time");
	fake_say(&fake, "err time bad-command what is that\n");
	fake_stop(&fake);
	TAP_NUM(shell_status(shell), 76, "a server that does not tell it");
	TAP_OK(shell_matches(
		   "forkcast time: the server is too old: it has no command "
		   "time\n",
		   shell_complained(shell)),
	    "is found out");
}

int
main(void)
{
	char path[SCRATCH_PATH];
	char key[SCRATCH_PATH + 32];

	/* The date is told before a password, and before a name. */
	scratch_path(path, "password");
	scratch_write(path, "open-sesame\n");
	MUST(chmod(path, 0600) == 0, "chmod fails");
	(void)snprintf(key, sizeof(key), "password_file %s\n", path);
	struct server *server = server_start(&(struct setup) { .config = key });
	shell_cases(server->address[0], cases);
	other_clocks();
	old_server();
	server_stop(server);
	return tap_done();
}
