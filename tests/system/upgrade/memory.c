/*
 * A worker started after an upgrade has no message, name, topic or address of
 * another client, and no descriptor of theirs, in its memory. Each of them
 * begins with a word that changes with each run.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/proc.h"
#include "tests/lib/scan.h"
#include "tests/lib/upgrade.h"

#define MESSAGES 300
#define FDS 4

static char word[12];

static void
make_word(void)
{
	word[0] = 'z';
	word[1] = 'q';
	for (size_t i = 2; i < sizeof(word) - 1; i++)
		word[i] = (char)('a' + (int)dice(26));
}

/* Some of it waits for one who does not read, when it is saved. */
static void
talk(struct conn *javad)
{
	for (int i = 0; i < MESSAGES; i++) {
		conn_say(javad, "send %sg %st%d %s", word, word, i,
		    "and so on, and so on, and so on, and so on, and so on");
		conn_wait_for(javad, "msg ...");
	}
}

static void
expect_nothing(struct server *server, const char *name)
{
	const pid_t worker = server_worker(server, name);

	TAP_NUM(scan_process(worker, word, true), 0, "%s: nothing", name);
	TAP_NUM(scan_process(worker, "forkcast-state 2 ", true), 0,
	    "%s: no state", name);
	TAP_NUM(proc_descriptors(worker), FDS, "%s: four descriptors", name);
}

int
main(void)
{
	if (!proc_is_there() || sanitized())
		tap_skip("needs /proc and a build without sanitizers");
	dice_begin();
	make_word();
	struct server *server =
	    server_start(&(struct setup) { .args = { "-v" }, .visible = true });
	char name[32], group[32];

	(void)snprintf(name, sizeof(name), "%sn", word);
	(void)snprintf(group, sizeof(group), "%sg", word);
	struct conn *javad = conn_member(server, name, group);
	struct conn *slow = conn_open_small(server->address[0]);
	(void)snprintf(name, sizeof(name), "%ss", word);
	conn_ask(slow, name, "ok name *");
	conn_say(slow, "join %s", group);
	conn_expect(slow, "join ...");
	conn_say(javad, "topic %s %stopic", group, word);
	talk(javad);
	upgrade_to(server, UPGRADE_LATER);
	(void)conn_named(server, "first");
	if (scan_process(server_worker(server, "first"), "first", false) == -1)
		tap_skip("needs the right to read /proc/PID/mem");
	expect_nothing(server, "first");
	talk(javad);
	upgrade_to(server, UPGRADE_THIS);
	(void)conn_named(server, "second");
	expect_nothing(server, "second");
	TAP_OK(scan_process(server->pid, word, false) > 0,
	    "the server has it all");
	server_stop(server);
	return tap_done();
}
