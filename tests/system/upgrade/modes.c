/*
 * The settings of group operators survive: roles, modes, key and limit, masks
 * and invitations, and the time at which a group was created.
 */
#include <stdio.h>

#include "tests/lib/upgrade.h"

static const struct step before[] = {
	{ "mode tea +t", "ok mode tea +t" },
	{ "mode tea +m", "ok mode tea +m" },
	{ "mode tea -n", "ok mode tea -n" },
	{ "mode tea +i", "ok mode tea +i" },
	{ "mode tea +k Sesame", "ok mode tea +k Sesame" },
	{ "mode tea +l 3", "ok mode tea +l 3" },
	{ "mode tea +v ali", "ok mode tea +v ali" },
	{ "mode tea +b evil", "ok mode tea +b evil!*@*" },
	{ "mode tea +b ~m:~a:bore", "ok mode tea +b ~m:~a:bore" },
	{ "mode tea +I s*", "ok mode tea +I s*!*@*" },
	{ "invite tea evil", "ok invite tea evil" },
};

/* Which must stay the same, but for what "*" stands for. */
static struct {
	char created[64];
	char evil[128];
} kept;

static void
keep(char *room, size_t size, const struct conn *conn)
{
	(void)snprintf(
	    room, size, "%.*s", (int)conn->line.len, conn->line.at); /* fits */
}

static void
fill(struct conn *javad)
{
	conn_steps(javad, before);
	conn_ask(javad, "mode tea", "ok mode tea imt * o 3 Sesame");
	keep(kept.created, sizeof(kept.created), javad);
	conn_ask(javad, "masks tea b", "mask tea b evil!*@* javad *");
	keep(kept.evil, sizeof(kept.evil), javad);
	conn_expect(javad, "mask tea b ~m:~a:bore javad *");
	conn_expect(javad, "ok masks tea b 2");
}

static void
check(struct conn *javad, struct conn *ali, struct conn *evil)
{
	conn_ask(javad, "mode tea", "%s", kept.created);
	conn_ask(ali, "mode tea", "ok mode tea imt * v 3 Sesame");
	conn_ask(javad, "masks tea b", "%s", kept.evil);
	conn_expect(javad, "mask tea b ~m:~a:bore javad *");
	conn_expect(javad, "ok masks tea b 2");
	conn_ask(javad, "masks tea I", "mask tea I s*!*@* javad *");
	conn_expect(javad, "ok masks tea I 1");
	conn_ask(evil, "invited", "invited tea");
	conn_expect(evil, "ok invited 1");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *ali = conn_member(server, "ali", "tea");
	struct conn *evil = conn_named(server, "evil");

	conn_expect(javad, "join * tea ali");
	fill(javad);
	conn_expect(evil, "invite * tea javad evil");
	upgrade_to(server, UPGRADE_LATER);
	check(javad, ali, evil);
	upgrade_to(server, UPGRADE_THIS);
	check(javad, ali, evil);
	PASS("everything is as it was, there and back");
	conn_ask(evil, "send tea hi", "err send banned ...");
	conn_ask(evil, "join tea", "err join bad-key ...");
	conn_ask(evil, "join tea Sesame", "join * tea evil");
	conn_expect(javad, "join * tea evil");
	conn_expect(ali, "join * tea evil");
	conn_ask(evil, "send tea hi", "err send banned ...");
	conn_ask(ali, "mode tea -i", "err mode not-operator ...");
	conn_ask(ali, "topic tea mine", "err topic not-operator ...");
	conn_ask(javad, "mode tea -b evil", "ok mode tea -b evil!*@*");
	conn_ask(evil, "send tea hi", "err send muted ...");
	PASS("and means the same");
	server_stop(server);
	return tap_done();
}
