/*
 * What a configuration has the server log at its start it does not log when the
 * next program only tries: that would be taken for its answer. Nor does the one
 * that takes over, for which nothing has changed.
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
