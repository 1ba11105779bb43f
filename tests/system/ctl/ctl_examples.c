/* The EXAMPLES of forkcastctl(8) do what the page says. */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/examples.h"
#include "tests/lib/shell.h"

#define PAGE "man/forkcastctl.8"

/*
 * Other tests have servers too: which one is meant a reader need not say who
 * has but one.
 */
#define PREFIX "forkcastctl() { command forkcastctl -p $SERVER \"$@\"; }\n"

/* In the order of the page, with the beginning of what stands in front. */
static const struct {
	const char *title;
	const char *and; /* is run behind it */
	const char *said;
} rows[] = {
	{ "Show the servers", "",
	    "server * ...\nclients ...\nlines ...\nkeys "
	    "...\n" },
	{ "Find the clients", "", "...\n...\n" },
	{ "List the clients from one", "", "...\n...\n" },
	{ "List the names", "", "ali\n" },
	{ "Write a file for node_exporter",
	    "grep -c '^forkcast_clients{' forkcast.prom", "1\n" },
	{ "Check the server", "", "FORKCAST OK - running, ...\n" },
	{ "List the boxes", "",
	    "WAITING ...\n1 ...\n"
	    "box 1 removed: 1 item lost\n" },
	{ "Try the program", "",
	    "checking the new program\n* can take over 1 client\n"
	    "checking the new program\n* to *, 1 client, * ms\n" },
	{ "Announce", "", "1 client reached\n1 client left\n" },
};

static void
await_shown(const struct server *server)
{
	struct shell *shell = shell_start(server->address[0],
	    PREFIX "until forkcastctl clients -j | grep -q ali && "
		   "forkcastctl status | grep -q 'waiting 1'; do"
		   " sleep 0.05 || sleep 1; done");

	MUST(shell_status(shell) == 0, "cannot wait");
}

int
main(void)
{
	static struct example examples[16];
	const size_t count = examples_read(PAGE, examples, COUNT(examples));
	char script[EXAMPLE_TEXT + 512];
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");

	MUST(count == COUNT(rows), "there are %zu examples, not %zu", count,
	    COUNT(rows));
	shell_set_number("SERVER", server->pid);
	conn_ask(ali, "post 1 wash up", "ok post 1 *");
	await_shown(server);
	for (size_t i = 0; i < count; i++) {
		MUST(strncmp(examples[i].title, rows[i].title,
			 strlen(rows[i].title)) == 0,
		    "example %zu is: %s", i, examples[i].title);
		(void)snprintf(script, sizeof(script), PREFIX "%s\n%s",
		    examples[i].script, rows[i].and);
		const struct shell_case one = { script, 0, rows[i].said, "" };
		shell_cases_at(HERE, server->address[0], &one, 1);
	}
	conn_expect(ali, "dropped * 1");
	conn_expect(ali, "msg * 1 operserv This machine goes down at six.");
	conn_close(ali);
	TAP_NUM(server_status(server), 0, "and then it goes down");
	return tap_done();
}
