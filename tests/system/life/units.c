/*
 * systemd finds no error in the units and rates the service as well confined;
 * their limits suffice for the default of max_clients, and their user is the
 * one that systemd-sysusers creates. Run in the root of the repository.
 */
#define _DEFAULT_SOURCE /* RLIMIT_NPROC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"
#include "tests/lib/supervised.h"
#include "tests/lib/tmux.h"

#define UNITS "server/service/systemd"

/* Runs a command, which says something only if it fails. */
#define QUIETLY(command) "x=$(" command " 2>&1) || { echo \"$x\"; exit 1; }"

/* The number behind it in the service's unit. */
static rlim_t
limit_of(const char *setting)
{
	FILE *file = fopen(UNITS "/forkcastd.service", "r");
	const size_t len = strlen(setting);
	char line[256];
	rlim_t limit = 0;

	MUST(file != NULL, "there is no " UNITS "/forkcastd.service");
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, setting, len) == 0)
			limit = (rlim_t)strtoull(line + len, NULL, 10);
	(void)fclose(file); /* was only read */
	MUST(limit > 0, "no %s in the unit", setting);
	return limit;
}

/* The limit is inherited by the server that is started next. */
static void
set_limit(int resource, rlim_t limit)
{
	const struct rlimit both = { limit, limit };

	MUST(setrlimit(resource, &both) == 0, "cannot set a limit to %lu",
	    (unsigned long)limit);
}

static void
test_limits(void)
{
	const rlim_t processes = limit_of("LimitNPROC=");

	TAP_OK(limit_of("TasksMax=") >= processes, "TasksMax is enough");
	set_limit(RLIMIT_NOFILE, limit_of("LimitNOFILE="));
	struct server *server = server_start(NULL);
	TAP_NUM(
	    server_logged(server, "limit: ..."), 0, "LimitNOFILE is enough");
	server_stop(server);
}

/*
 * A copy of the units has the path of this server in it. The user is made in a
 * root of our own, where there is nobody yet. The threshold is in tenths of
 * what systemd-analyze calls exposure; less is better. The calls that give a
 * socket or the scoreboard to a group are in @privileged.
 */
static const struct shell_case cases[] = {
	{ "sed \"s|/usr/local/sbin|$BUILD|\" $SERVICE/systemd/forkcastd.service "
	  ">forkcastd.service && cp $SERVICE/systemd/forkcastd.socket .",
	    0, "", "" },
	{ QUIETLY("systemd-analyze --man=no verify "
		  "$PWD/forkcastd.service $PWD/forkcastd.socket"),
	    0, "", "" },
	{ QUIETLY("systemd-analyze --no-pager --offline=yes --threshold=15 "
		  "security $PWD/forkcastd.service"),
	    0, "", "" },
	{ "mkdir -p root/etc && " QUIETLY("systemd-sysusers --root=root "
					  "$SERVICE/sysusers.d/forkcast.conf"),
	    0, "", "" },
	{ "value() { sed -n s/^$1=//p forkcastd.service; }; "
	  "grep -q ^`value User`:.*:/usr/sbin/nologin$ root/etc/passwd && "
	  "grep -q ^`value Group`: root/etc/group",
	    0, "", "" },
	{ "grep ^SystemCallFilter= forkcastd.service | tail -n 2", 0,
	    "SystemCallFilter=~@privileged\nSystemCallFilter=@chown\n", "" },
};

int
main(void)
{
	tmux_needs((const char *const[]) { "systemd-analyze", NULL });
	supervised_paths();
	shell_cases("1", cases);
	test_limits();
	return tap_done();
}
