/*
 * The router and the worker of a connection to an address for proxies: it says
 * first whose connection it is, and once; whatever else it says is a fault of
 * the worker.
 */
#include "server/router/model/slots.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#define BROKEN "broken: - puppet: its worker sent an invalid command"

static const struct config_option options[] = { { "max_clients", "10" },
	{ NULL, NULL } };

static struct puppet puppet;

static void
enter(void)
{
	puppet_enter(&puppet);
	clients_get(slots_get(puppet.slot)->client)->proxy_pending = true;
	stage_forget_log();
}

static void
leave(void)
{
	puppet_die(&puppet);
	stage_forget_log();
}

static struct str
peer(void)
{
	return str_from(clients_get(slots_get(puppet.slot)->client)->peer);
}

static void
learns_the_address(void)
{
	static const struct {
		const char *line, *peer;
	} rows[] = {
		{ "proxied 192.0.2.7:80", "192.0.2.7:80" },
		{ "proxied [2001:DB8:0::7]:65535", "[2001:db8::7]:65535" },
		{ "proxied", "puppet" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		enter();
		puppet_say(&puppet, rows[i].line);
		TAP_STR(peer(), str_from(rows[i].peer), "%s", rows[i].line);
		puppet_say(&puppet, "name javad");
		TAP_OK(puppet_hears(&puppet, "ok name javad"),
		    "then the client may speak");
		leave();
	}
}

static void
ends_who_says_other_things(void)
{
	static const char *const lines[] = { "name javad", "pass x", "ping",
		"help", "join tea", "proxied here", "proxied /tmp/x",
		"proxied 192.0.2.7", "proxied localhost:80",
		"proxied 192.0.2.7:80 x" };

	for (size_t i = 0; i < COUNT(lines); i++) {
		enter();
		puppet_say(&puppet, lines[i]);
		TAP_OK(stage_logged(BROKEN), "first: %s", lines[i]);
		TAP_OK(puppet_hears(&puppet, "bye protocol ..."), "it ends");
		leave();
	}
	enter();
	puppet_say(&puppet, "proxied 192.0.2.7:80");
	puppet_say(&puppet, "proxied 192.0.2.8:80");
	TAP_OK(stage_logged("broken: - 192.0.2.7:80: its worker sent ..."),
	    "nobody has two addresses");
	leave();
}

static void
may_end_without(void)
{
	enter();
	puppet_say(&puppet, "fault - protocol");
	TAP_OK(stage_logged("proxy: puppet sent no PROXY protocol header"),
	    "no header is logged");
	TAP_OK(puppet_hears(&puppet, "bye protocol expected a PROXY ..."),
	    "and told");
	leave();
	enter();
	puppet_say(&puppet, "quit");
	TAP_OK(puppet_hears(&puppet, "bye quit ..."), "it may quit");
	leave();
	enter();
	puppet_say(&puppet, "fault - kicked");
	TAP_OK(puppet_hears(&puppet, "bye kicked ..."), "and be kicked");
	leave();
}

int
main(void)
{
	stage_begin(options);
	learns_the_address();
	ends_who_says_other_things();
	may_end_without();
	return tap_done();
}
