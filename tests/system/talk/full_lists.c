/*
 * Replies to clients with full events also tell when a group was created, and
 * when and by whom its topic was set, even after an upgrade.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/upgrade.h"

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "group 1\n" });
	struct conn *ali = conn_named(server, "ali");
	struct conn *bo;
	char topic[100], group[100];
	uint64_t id;

	conn_ask(ali, "want full", "ok want full");
	conn_ask(ali, "join 1", "join * 1 ali!*!- ali");
	conn_ask(ali, "topic 1", "ok topic 1 0 * -");
	conn_ask(ali, "groups", "group 1 1 * 0 -");
	conn_expect(ali, "ok groups 1");
	PASS("before there is a topic");
	conn_ask(ali, "topic 1 at five", "topic * 1 ali!*!- at five");
	id = conn_id(ali);
	(void)snprintf(topic, sizeof(topic), "ok topic 1 %llu ali at five",
	    (unsigned long long)id); /* fits */
	(void)snprintf(group, sizeof(group), "group 1 1 * %llu at five",
	    (unsigned long long)id); /* likewise */
	conn_ask(ali, "topic 1", "%s", topic);
	conn_ask(ali, "groups", "%s", group);
	conn_expect(ali, "ok groups 1");
	PASS("and when there is one, with the event that has set it");
	upgrade_to(server, UPGRADE_LATER);
	conn_ask(ali, "topic 1", "%s", topic);
	bo = conn_member(server, "bo", "1");
	conn_ask(bo, "topic 1", "ok topic 1 at five");
	PASS("the next program knows it, and in short it is as ever");
	server_stop(server);
	return tap_done();
}
