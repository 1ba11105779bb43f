/*
 * Who logs in after strangers from the same address have guessed wrong secrets,
 * and gone, is let in soon, even if the keeper answers the last guesses only
 * then.
 */
#include <signal.h>

#include "tests/lib/keeper.h"
#include "tests/lib/tap.h"

#define STRANGERS 4

int
main(void)
{
	struct server *server = server_start(&(struct setup) { .paced = true,
	    .config = "accounts yes\nhash_rounds 4096\n"
		      "password_time 0.1\n" });
	struct conn *stranger[STRANGERS];

	keeper_add(server, "sara");
	server_signal_worker(server, "keeper", SIGSTOP);
	for (size_t i = 0; i < STRANGERS; i++) {
		stranger[i] = conn_open(server);
		for (unsigned guess = 0; guess < 3; guess++)
			conn_say(stranger[i], "login nobody %zu", i);
	}
	server_await_rest();
	for (size_t i = 0; i < STRANGERS; i++)
		conn_close(stranger[i]);
	(void)server_pace(server, SEC);
	(void)server_pace(server, 60 * SEC);
	server_signal_worker(server, "keeper", SIGCONT);
	conn_close(keeper_come(server, "sara"));
	PASS("sara is let in");
	server_stop_late(server, 20 * SEC); /* guesses wait */
	return tap_done();
}
