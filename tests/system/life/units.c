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
#include "tests/lib/supervised.h"

#define UNITS "server/service/systemd"
#define SYSUSERS "server/service/sysusers.d/forkcast.conf"

/* Tenths of what systemd-analyze calls exposure; less is better. */
#define EXPOSURE "--threshold=15"

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

/* Copies of the units, with the path of this server in them. */
static void
copy_units(char service[SCRATCH_PATH], char socket[SCRATCH_PATH])
{
	const char *build = getenv("FORKCAST_BUILD");
	char *whole = realpath(build != NULL ? build : "build", NULL);
	char expression[1024];

	MUST(whole != NULL, "there is no build directory");
	scratch_path(service, "forkcastd.service");
	scratch_path(socket, "forkcastd.socket");
	(void)snprintf(expression, sizeof(expression),
	    "sed 's|/usr/local/sbin|%s|' " UNITS "/forkcastd.service >%s && "
	    "cp " UNITS "/forkcastd.socket %s",
	    whole, service, socket);
	free(whole);
	MUST(SUPERVISED_RUN("/bin/sh", "-c", expression) == 0,
	    "cannot copy the units");
}

/* In a root of our own, where there is nobody yet. */
static void
test_user(void)
{
	static const char make[] =
	    "mkdir -p $1/etc && systemd-sysusers --root=$1 $PWD/" SYSUSERS;
	static const char look[] =
	    "value() { sed -n s/^$1=//p " UNITS "/forkcastd.service; }; "
	    "grep -q ^`value User`:.*:/usr/sbin/nologin$ $1/etc/passwd && "
	    "grep -q ^`value Group`: $1/etc/group";
	char root[SCRATCH_PATH];

	scratch_path(root, "root");
	TAP_NUM(SUPERVISED_RUN("/bin/sh", "-c", make, "sh", root), 0,
	    "systemd-sysusers makes a user");
	TAP_NUM(SUPERVISED_RUN("/bin/sh", "-c", look, "sh", root), 0,
	    "it is the user and the group of the service");
}

/*
 * The calls that give a socket or the scoreboard to a group are in @privileged.
 */
static void
test_calls(void)
{
	static const char look[] =
	    "grep ^SystemCallFilter= " UNITS "/forkcastd.service | "
	    "tail -n 2 | tr '\\n' ' ' | grep -qx "
	    "'SystemCallFilter=~@privileged SystemCallFilter=@chown '";

	TAP_NUM(SUPERVISED_RUN("/bin/sh", "-c", look), 0,
	    "the server may give away what is its own");
}

int
main(void)
{
	char service[SCRATCH_PATH], socket[SCRATCH_PATH];

	supervised_needs("systemd-analyze");
	copy_units(service, socket);
	test_calls();
	TAP_NUM(SUPERVISED_RUN(
		    "systemd-analyze", "--man=no", "verify", service, socket),
	    0, "systemd-analyze verify");
	TAP_NUM(SUPERVISED_RUN("systemd-analyze", "--no-pager", "--offline=yes",
		    EXPOSURE, "security", service),
	    0, "systemd-analyze security");
	test_user();
	test_limits();
	return tap_done();
}
