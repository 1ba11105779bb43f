/*
 * Limits on invitations to a group: members can use only part of the room, so
 * that its operators find some left.
 */
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"

/* The one with that number comes, and somebody invites it. */
static void
invite(struct server *server, struct conn *who, int number, const char *answer)
{
	char name[LIMIT_NAME], line[LIMIT_LINE];

	(void)snprintf(name, sizeof(name), "guest%d", number);
	conn_named(server, name);
	(void)snprintf(line, sizeof(line), "invite tea %s", name);
	conn_ask(who, line, "%s", answer);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *ali = conn_member(server, "ali", "tea");
	int guest = 0;

	conn_expect(javad, "join * tea ali");
	while (guest < LIMIT_INVITED_BY_ALL)
		invite(server, ali, guest++, "ok invite tea *");
	invite(server, ali, guest++, "err invite too-many ...");
	conn_ask(ali, "invite tea guest0", "ok invite tea guest0");
	PASS("a member invites %d, each as often as it likes", guest - 1);
	while (guest <= LIMIT_INVITED)
		invite(server, javad, guest++, "ok invite tea *");
	invite(server, javad, guest, "err invite too-many ...");
	PASS("the operator invites more, until there are %d", LIMIT_INVITED);
	server_stop(server);
	return tap_done();
}
