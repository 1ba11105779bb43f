/*
 * -d: the command returns when the server is ready, which goes on by itself
 * and logs to syslog. Without a logger it does not start.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

int
main(void)
{
	char path[SCRATCH_PATH];
	char pid_path[SCRATCH_PATH];
	long pid = 0;
	const usec end = deadline();

	scratch_path(path, "socket");
	scratch_path(pid_path, "pid");
	struct server *server = server_spawn(&(struct setup) {
	    .listen = { path }, .args = { "-d", "-p", pid_path } });
	const int status = server_status(server);
	if (access("/dev/log", F_OK) != 0) {
		TAP_NUM(status, 69, "the command ends with 69");
		server_expect(
		    server, "forkcastd: cannot detach: no logger ...");
		return tap_done();
	}
	TAP_NUM(status, 0, "the command ends with 0");
	FILE *file = fopen(pid_path, "r");
	MUST(file != NULL && fscanf(file, "%ld", &pid) == 1 && pid > 0,
	    "no pid in the file");
	(void)fclose(file);
	server->pid = (pid_t)pid; /* so that it is killed whatever comes */
	TAP_OK(getsid(server->pid) != getsid(0), "it has its own session");
	struct conn *javad = conn_open_at(path);
	conn_ask(javad, "javad", "ok name javad");
	conn_ask(javad, "join 1", "join * 1 javad");
	PASS("it serves clients at once");
	server_signal(server, SIGTERM);
	conn_expect(javad, "bye shutdown ...");
	while (!proc_is_gone(server->pid))
		MUST(deadline_pause(end), "it does not end");
	PASS("it ends as told");
	server->pid = 0;
	return tap_done();
}
