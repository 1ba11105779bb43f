/*
 * forkcast send, post and put with -d end with 0 only once the server has
 * answered that everything is on its disk; and with 69 if it cannot say so.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/journal.h"
#include "tests/lib/shell.h"

static const struct {
	const char *words;
	const char *heard; /* by a member who hears of the key k */
	struct shell_case stored;
} commands[] = {
	{ "send -n javad -d 1 one", "msg * 1 javad one",
	    { "grep -ho ' msg .*' state/history/1.0/2*", 0,
		" msg javad!* one\n", "" } },
	{ "post -n javad -d 1 two", NULL,
	    { "grep -o 'javad two$' state/boxes/1.0", 0, "javad two\n", "" } },
	{ "put -n javad -d 1 k three", "set * 1 k javad three",
	    { "cat state/tables/1.0", 0, "put k * javad three\n", "" } },
};

/* While the journal is stopped, nothing ends. */
static void
waits(struct server *server, struct conn *ali, size_t i)
{
	char script[64];
	struct shell *shell;

	(void)snprintf(script, sizeof(script), "exec forkcast %s",
	    commands[i].words); /* fits */
	journal_signal(server, SIGSTOP);
	shell = shell_start(server->address[0], script);
	if (commands[i].heard != NULL)
		conn_wait_for(ali, commands[i].heard);
	shell_run("until forkcastctl -p $SERVER status | grep -q 'questions 1';"
		  " do sleep .1; done",
	    0, "", "");
	conn_say(ali, "names 1");
	conn_wait_for(ali, "ok names 1 2");
	journal_signal(server, SIGCONT);
	TAP_NUM(shell_status(shell), 0, "%s: ends with 0", commands[i].words);
	TAP_STR(str_from(shell_complained(shell)), STR(""), "and says no more");
	shell_cases_at(HERE, server->address[0], &commands[i].stored, 1);
}

#define REFUSED ": not known to be on the server's disk: ...\n"

static const struct shell_case without[] = {
	{ "forkcast send -d 1 one", 69, "", "forkcast send" REFUSED },
	{ "forkcast post -d 1 two", 69, "", "forkcast post" REFUSED },
	{ "forkcast put -d 1 k three", 69, "*\n", "forkcast put" REFUSED },
	{ "forkcast put -dw 1 k three", 64, "",
	    "forkcast put: -d and -w cannot be combined\nusage: ...\n  ...\n" },
};

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = keeper_config_with("history all\nbox 1\ntable 1\n") });
	struct conn *ali = conn_member(server, "ali", "1");

	shell_set_number("SERVER", server->pid);
	conn_ask(ali, "hear k", "ok hear");
	for (size_t i = 0; i < COUNT(commands); i++)
		waits(server, ali, i);
	conn_close(ali);
	server_stop(server);
	server = server_start(NULL);
	shell_cases(server->address[0], without);
	server_stop(server);
	return tap_done();
}
