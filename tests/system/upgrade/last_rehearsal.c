/*
 * The state that is handed over is rehearsed as well, while no client is
 * served: if the program is late or refuses it, the server continues with all
 * lines and signals that arrived meanwhile, and nothing of the rehearsal is
 * left.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

/*
 * Counts its calls: 0, 2 and 4 are the first rehearsals of three upgrades, 1, 3
 * and 5 the last ones, and 6 is the server. A last one that was begun before
 * there is a state says that it is ready, and waits until the state is there:
 * then the server stands still.
 */
#define SCRIPT                                                                 \
	"n=$(cat '%s/calls' 2>/dev/null) || n=0\n"                             \
	"echo $((n + 1)) >'%s/calls'\n"                                        \
	"await() {\n"                                                          \
	"  case $1 in *,*) echo ready; cat /dev/fd/${1#*,} >/dev/null; esac\n" \
	"}\n"                                                                  \
	"case $n in\n"                                                         \
	"1) await \"$2\"\n"                                                    \
	"   sleep 1000 & echo $! >'%s/new'; mv '%s/new' '%s/pid'; wait;;\n"    \
	"3) await \"$2\"; echo 'forkcastd: not this one'; exit 3;;\n"          \
	"esac\n"                                                               \
	"exec '%s' \"$@\"\n"

/* For so long the server stands still: upgrade_exec.c. */
#define STILL (sanitized() ? 30 * SEC : SEC)

static struct {
	struct server *server;
	struct conn *javad;
	struct conn *ali;
	const char *program;
	char directory[SCRATCH_PATH];
} test;

static void
start(const char *program)
{
	char script[16 * SCRATCH_PATH];
	char *at = test.directory;

	char calls[SCRATCH_PATH], pid[SCRATCH_PATH];

	scratch_path(calls, "calls");
	scratch_path(pid, "pid");
	(void)unlink(calls); /* of the one before, if there was one */
	(void)unlink(pid);
	test.server = server_start(&(struct setup) { .paced = true });
	test.javad = conn_member(test.server, "javad", "1");
	test.ali = conn_member(test.server, "ali", "1");
	conn_expect(test.javad, "join * 1 ali");
	scratch_path(test.directory, "x");
	*strrchr(test.directory, '/') = '\0';
	(void)snprintf(script, sizeof(script), SCRIPT, at, at, at, at, at,
	    upgrade_program(program)); /* fits */
	test.program = upgrade_script("counts", script);
}

/* 0: it is not there yet. */
static pid_t
read_pid(void)
{
	char path[SCRATCH_PATH];
	FILE *file;
	int pid = 0;

	scratch_path(path, "pid");
	file = fopen(path, "r");
	if (file == NULL)
		return 0;
	MUST(fscanf(file, "%d", &pid) == 1, "no number");
	(void)fclose(file); /* was read */
	return (pid_t)pid;
}

/* While it stands still, two things happen to the server. */
static void
test_late(void)
{
	const usec until = deadline();
	struct conn *control =
	    upgrade_ask(test.server, "upgrade %s", test.program);
	pid_t child;

	while ((child = read_pid()) == 0)
		MUST(deadline_pause(until), "it is not rehearsed again");
	conn_say(test.javad, "send 1 said meanwhile");
	server_signal(test.server, SIGUSR1);
	server_pace(test.server, STILL);
	upgrade_expect(
	    control, "err the rehearsal of * did not end within ...");
	conn_close(control);
	server_expect(test.server, "upgrade: refused: the rehearsal of ...");
	conn_expect(test.ali, "msg * 1 javad said meanwhile");
	conn_expect(test.javad, "msg * 1 javad said meanwhile");
	server_expect(test.server, "memory: * bytes");
	proc_expect_gone(child);
	PASS("late: refused, and what came meanwhile is done");
}

int
main(void)
{
	start(UPGRADE_PACED);
	test_late();
	upgrade_fails(test.server, test.program, "not this one");
	conn_ask(test.ali, "send 1 hello", "msg * 1 ali hello");
	conn_expect(test.javad, "msg * 1 ali hello");
	conn_close(conn_named(test.server, "newcomer"));
	/* Or the script's shell, which is the server then, may wait for it. */
	server_expect(test.server, "ended: newcomer ...");
	PASS("what it does not take: refused, and newcomers get in");
	upgrade_to_path(test.server, test.program);
	conn_ask(test.ali, "send 1 again", "msg * 1 ali again");
	PASS("what it takes both times: done");
	conn_close(test.javad);
	conn_close(test.ali);
	server_stop(test.server);
	return tap_done();
}
