/*
 * How many groups a client may be in, and how many there may be; who is refused
 * learns which of the two it is, and the limit.
 */
#include "tests/lib/conn.h"

static const struct setup setup = {
	.config = "group 1\nmax_joined 2\nmax_groups 3\nmax_made 2\n",
};

#define IN_TOO_MANY "err join too-many you cannot join more groups: limit 2"

static const struct step joined[] = {
	{ "join 1", "join * 1 javad" },
	{ "join tea", "join * tea javad" },
	{ "join coffee", IN_TOO_MANY },
	{ "leave 1", "leave * 1 javad" },
	{ "join coffee", "join * coffee javad" },
	{ "join 1", IN_TOO_MANY },
	{ "join milk", IN_TOO_MANY },
	{ "join tea", "err join already-member ..." },
};

static const struct step groups[] = {
	{ "join milk", "err join too-many this server has too many groups" },
	{ "join tea", "join * tea ali" },
	{ "join 1", "join * 1 ali" },
};

int
main(void)
{
	struct server *server = server_start(&setup);
	struct conn *javad = conn_named(server, "javad");
	struct conn *ali = conn_named(server, "ali");

	conn_steps(javad, joined);
	PASS("a client is in two groups, not in three");
	conn_steps(ali, groups);
	PASS("there are three groups, not four");
	conn_expect(javad, "join * tea ali");
	conn_ask(javad, "leave coffee", "leave * coffee javad");
	conn_ask(ali, "leave 1", "leave * 1 ali");
	conn_ask(ali, "join milk", "join * milk ali");
	PASS("a group that is gone makes room for another");
	server_stop(server);
	return tap_done();
}
