/*
 * If more workers than the server checks singly are killed while it is stopped,
 * so that one signal stands for all, each is reaped and logged, and its slot is
 * freed.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/proc.h"

#define CLIENTS 400

int
main(void)
{
	struct setup setup = { .config = "max_per_address 0\n"
					 "connect_rate 0\n" };
	struct server *server = server_start(&setup);
	static struct conn *client[CLIENTS];
	static pid_t pid[CLIENTS + 1];

	for (size_t i = 0; i < CLIENTS; i++) {
		char name[16];
		(void)snprintf(name, sizeof(name), "c%zu", i);
		client[i] = conn_named(server, name);
	}
	MUST(proc_children(server->pid, pid, CLIENTS + 1) == CLIENTS,
	    "not all have a worker");
	server_signal(server, SIGSTOP);
	for (size_t i = 0; i < CLIENTS; i++)
		MUST(kill(pid[i], SIGKILL) == 0, "cannot kill a worker");
	server_signal(server, SIGCONT);
	for (size_t i = 0; i < CLIENTS; i++)
		conn_close(client[i]);
	server_expect_workers(server, 0);
	for (size_t i = 0; i < CLIENTS; i++)
		server_expect(server, "ended: c* * pid *, signal 9, ...");
	PASS("%d workers are reaped", CLIENTS);
	conn_close(conn_named(server, "c0"));
	server_expect_workers(server, 0);
	PASS("and their names are free");
	server_stop(server);
	return tap_done();
}
