/*
 * A program that cannot take over is refused, with the reason in the log and
 * for the client that asked, and so is any if there is no descriptor for its
 * rehearsal. The server continues unchanged, and can still be upgraded to a
 * good program.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

static struct {
	struct server *server;
	struct conn *javad;
	struct conn *ali;
	pid_t worker;
	long descriptors;
} all;

static void
start(void)
{
	all.server =
	    server_start(&(struct setup) { .stays = true, .paced = true });
	all.javad = conn_member(all.server, "javad", "1");
	all.ali = conn_member(all.server, "ali", "1");
	conn_expect(all.javad, "join * 1 ali");
	all.worker = server_worker(all.server, "ali");
	all.descriptors = proc_descriptors(all.server->pid);
}

static void
expect_the_same(const char *what)
{
	conn_ask(all.javad, "send 1 hello", "msg * 1 javad hello");
	conn_expect(all.ali, "msg * 1 javad hello");
	server_expect_workers(all.server, 2);
	TAP_OK(server_worker(all.server, "ali") == all.worker &&
		proc_descriptors_soon(all.server->pid, all.descriptors) ==
		    all.descriptors,
	    "%s: nothing has changed", what);
}

static const struct {
	const char *program;
	const char *why;
} programs[] = {
	{ UPGRADE_UNFIT("refuses"),
	    "the state: line * * this server never likes it" },
	{ UPGRADE_UNFIT("crashes"),
	    "the rehearsal of * was killed by signal 9" },
};

static void
test_programs(void)
{
	for (size_t i = 0; i < COUNT(programs); i++) {
		upgrade_fails(all.server, upgrade_program(programs[i].program),
		    programs[i].why);
		expect_the_same(programs[i].program);
	}
}

/* The number in a file that is written as a whole. */
static pid_t
await_pid(const char *path)
{
	const usec until = deadline();
	FILE *file;
	int pid = 0;

	while ((file = fopen(path, "r")) == NULL)
		MUST(deadline_pause(until), "%s does not come", path);
	MUST(fscanf(file, "%d", &pid) == 1 && pid > 0, "no number");
	(void)fclose(file); /* was read */
	return (pid_t)pid;
}

/* It has all of its time, and no more. */
static void
expect_late(struct conn *control)
{
	server_pace(all.server, UPGRADE_STILL);
	upgrade_expect(
	    control, "err the rehearsal of * did not end within ...");
	server_expect(all.server,
	    "upgrade: refused: the rehearsal of * did not end within ...");
	conn_close(control);
}

/*
 * The processes that it has started are killed with it, and what came meanwhile
 * is done then.
 */
static void
test_family(void)
{
	char path[SCRATCH_PATH], script[4 * SCRATCH_PATH];
	struct conn *control;
	pid_t child;

	scratch_path(path, "family-pid");
	(void)snprintf(script, sizeof(script),
	    "sleep 1000 & echo $! >%s.new; mv %s.new %s; wait", path, path,
	    path); /* fits */
	control = upgrade_ask(
	    all.server, "upgrade %s", upgrade_script("family", script));
	child = await_pid(path);
	conn_say(all.javad, "send 1 said meanwhile");
	server_signal(all.server, SIGUSR1);
	expect_late(control);
	conn_expect(all.javad, "msg * 1 javad said meanwhile");
	conn_expect(all.ali, "msg * 1 javad said meanwhile");
	server_expect(all.server, "memory: * bytes");
	proc_expect_gone(child);
	PASS("one that is late goes with what it has started");
	expect_the_same("a late one with a child");
}

#define NO_FORKCASTD "* is not a forkcastd that can take over"

/* Files that are not forkcastd, or scripts that run it. */
static const struct {
	const char *name;
	const char *script;
	const char *why;
} scripts[] = {
	{ "good", "exit 0", NO_FORKCASTD },
	{ "proud", "echo rehearsed 7; exit 1", NO_FORKCASTD },
	{ "long", "yes | head -c 200000; exit 1", NO_FORKCASTD },
	{ "rude", "printf 'forkcastd: no \\033[2J\\177way\\nx' >&2; exit 3",
	    "no ?[2J?way" },
	{ "killed", "kill -9 $$", "the rehearsal of * was killed by signal 9" },
	/* It has an heir, who has its descriptors, and is not waited for. */
	{ "daemon", "trap '' TERM; sleep 1 & exit 9", NO_FORKCASTD },
};

static void
test_scripts(void)
{
	for (size_t i = 0; i < COUNT(scripts); i++) {
		upgrade_fails(all.server,
		    upgrade_script(scripts[i].name, scripts[i].script),
		    scripts[i].why);
		expect_the_same(scripts[i].name);
	}
}

/* What would be executed then has not been rehearsed. */
static void
test_replaced(void)
{
	char script[2 * SCRATCH_PATH];

	(void)snprintf(script, sizeof(script),
	    "p=${0%%.sh}; cp $p $p.new && mv $p.new $p; exec %s \"$@\"",
	    upgrade_program(UPGRADE_LATER)); /* fits */
	upgrade_fails(all.server, upgrade_script("fickle", script),
	    "* was replaced while it was rehearsed; ...");
	expect_the_same("one that was replaced");
}

static void
test_files(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "file");
	upgrade_fails(all.server, path, "cannot run *: No such file or ...");
	upgrade_put(path, UPGRADE_THIS);
	MUST(chmod(path, 0644) == 0, "cannot chmod");
	upgrade_fails(all.server, path, "cannot run *: Permission denied");
	scratch_write(path, "rehearsed 7\n");
	MUST(chmod(path, 0755) == 0, "cannot chmod");
	upgrade_fails(all.server, path, "cannot run *: Exec format error");
	/* A shell would stand between the server and its children. */
	scratch_write(path, "#!/bin/sh\nsh -c 'echo rehearsed $$'\n");
	upgrade_fails(all.server, path, NO_FORKCASTD);
	upgrade_fails(all.server, "/", "cannot run *: Permission denied");
	upgrade_fails(all.server, "/dev/null", "cannot run *: Permission ...");
	expect_the_same("files that are no programs");
}

/* Before anything is tried. */
static void
test_paths(void)
{
	static const char *const paths[] = { "forkcastd", "./forkcastd",
		"-n forkcastd", "-x" };
	struct conn *control = conn_open_at(all.server->control);

	for (size_t i = 0; i < COUNT(paths); i++) {
		conn_say(control, "upgrade %s", paths[i]);
		conn_expect(control, "err the path of the program ...");
	}
	conn_ask(control, "ping", "ok ping");
	conn_close(control);
	expect_the_same("a path that is none");
}

/* One is for who asks, and from there on as many as the step has left. */
static void
test_descriptors(void)
{
	unsigned long files[2];

	proc_limits(all.server->pid, "Max open files", files);
	for (long more = 1; more < 3; more++) {
		struct conn *control = conn_open_at(all.server->control);
		conn_ask(control, "ping", "ok ping");
		proc_limit(all.server->pid, RLIMIT_NOFILE,
		    (rlim_t)(all.descriptors + more));
		conn_say(control, "upgrade %s", upgrade_program(UPGRADE_LATER));
		conn_expect(control, "- checking the new program");
		upgrade_expect(control, "err ...");
		proc_limit(all.server->pid, RLIMIT_NOFILE, files[0]);
		conn_close(control);
		expect_the_same("no descriptors for it");
	}
}

int
main(void)
{
	start();
	test_programs();
	test_family();
	test_scripts();
	test_replaced();
	test_files();
	test_paths();
	test_descriptors();
	TAP_NUM(server_logged(all.server, "upgrade: rehearsed"), 0,
	    "none was good");
	upgrade_to(all.server, UPGRADE_LATER);
	expect_the_same("one that can take over");
	server_stop(all.server);
	return tap_done();
}
