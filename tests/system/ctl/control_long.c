/*
 * A long answer on the control socket arrives whole, whether the socket takes
 * all or only parts of it, and after the client has shut down its sending side.
 */
#include <string.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"

#define GROUPS 300
#define ORDERS 3 /* at once */

/* Each line is about as long as one can be. */
static void
make_groups(const struct server *server)
{
	struct conn *javad = conn_named(server, "javad");
	char topic[LIMIT_TOPIC + 1] = "";

	memset(topic, 't', LIMIT_TOPIC);
	for (int i = 0; i < GROUPS; i++) {
		conn_say(javad, "join g%d", i);
		conn_say(javad, "topic g%d %s", i, topic);
		conn_expect(javad, "join * g%d javad", i);
		conn_expect(javad, "topic * g%d javad ...", i);
	}
}

/* Reads one whole answer. */
static size_t
count_lines(struct conn *asker)
{
	size_t count = 0;

	while (!str_eq(conn_line(asker), STR("ok groups"))) {
		MUST(asker->line.at[0] == '-', "\"%.*s\" comes in between",
		    (int)asker->line.len, asker->line.at);
		count++;
	}
	return count;
}

static void
test_reader(const struct server *server)
{
	struct conn *asker = conn_open_at(server->control);

	conn_say(asker, "groups");
	TAP_NUM(count_lines(asker), GROUPS, "all lines come");
	conn_ask(asker, "ping", "ok ping");
	conn_close(asker);
}

/* "echo groups | nc -N" */
static void
test_half_close(const struct server *server)
{
	struct conn *asker = conn_open_at(server->control);

	conn_say(asker, "groups");
	conn_finish(asker);
	TAP_NUM(count_lines(asker), GROUPS, "and to who says nothing more");
	conn_expect_end(asker);
	conn_close(asker);
}

static void
test_many(const struct server *server)
{
	struct conn *asker = conn_open_small(server->control);

	for (int i = 0; i < ORDERS; i++)
		conn_say(asker, "groups");
	conn_say(asker, "ping");
	conn_finish(asker);
	for (int i = 0; i < ORDERS; i++)
		TAP_NUM(count_lines(asker), GROUPS, "order %d of many", i);
	conn_expect(asker, "ok ping");
	conn_expect_end(asker);
	conn_close(asker);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "max_joined 1000\n"
						     "max_groups 1000\n"
						     "group g0\n" });

	make_groups(server);
	test_reader(server);
	test_half_close(server);
	test_many(server);
	server_stop(server);
	return tap_done();
}
