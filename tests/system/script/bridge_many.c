/*
 * Ten bridges carry a hundred groups, all that are open (-a): what is said in
 * any comes to all the others, and nothing of a secret one.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/bridged.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"

#define GROUPS 100

/* Waits until the bridge is in all groups. */
static void
await_joins(struct server *server)
{
	const usec until = deadline();

	while (server_logged(server, "bridge: join g*") < GROUPS)
		MUST(deadline_pause(until), "the bridge does not join");
}

int
main(void)
{
	static char config[GROUPS * 16] = "max_joined 200\n";
	struct bridged *site;
	struct conn *ali, *conn[BRIDGED_MOST];
	size_t len = strlen(config);

	for (unsigned i = 0; i < GROUPS; i++)
		len += (size_t)snprintf(
		    config + len, sizeof(config) - len, "group g%u\n", i);
	bridged_configure(config, "-a");
	site = bridged_begin(BRIDGED_MOST, false);
	for (size_t i = 0; i < BRIDGED_MOST; i++) {
		await_joins(site[i].server);
		conn[i] = conn_named(site[i].server, "ali");
		for (unsigned j = 0; j < GROUPS; j++) {
			conn_say(conn[i], "join g%u", j);
			conn_wait_for(conn[i], "join * g%u ali", j);
		}
	}
	for (unsigned j = 0; j < GROUPS; j++) {
		const size_t from = j % BRIDGED_MOST;
		conn_say(conn[from], "send g%u hello", j);
		for (size_t i = 0; i < BRIDGED_MOST; i++)
			if (i != from)
				conn_wait_for(conn[i], "msg * g%u ali/%s hello",
				    j, site[from].name);
	}
	PASS("%d groups are the same on %d machines", GROUPS, BRIDGED_MOST);
	ali = conn[0];
	conn_ask(ali, "join new", "join * new ali");
	conn_wait_for(ali, "join * new bridge");
	PASS("a new group is carried, too");
	conn_ask(ali, "mode new +s", "ok mode new +s");
	conn_wait_for(ali, "leave * new bridge");
	PASS("until it is secret");
	return tap_done();
}
