/*
 * A rehearsal does not log the lines that a configuration causes at start,
 * because they would pass for its result. Nor does the program that takes over,
 * for which nothing has changed.
 */
#include "tests/lib/kernel.h"
#include "tests/lib/upgrade.h"

static void
test(const struct setup *setup, const char *words)
{
	struct server *server = server_start(setup);
	struct conn *javad = conn_named(server, "javad");

	upgrade_to(server, UPGRADE_LATER);
	upgrade_to(server, UPGRADE_THIS);
	TAP_NUM(server_logged(server, words), 1, "at start alone: %s", words);
	conn_ask(javad, "ping", "ok ping");
	server_stop(server);
}

int
main(void)
{
	test(&(struct setup) { .args = { "-S", "off" } }, "sandbox: off; ...");
	if (kernel_can_lack())
		test(&(struct setup) { .lacks = LACKS_LANDLOCK },
		    "sandbox: Landlock not available; ...");
	return tap_done();
}
