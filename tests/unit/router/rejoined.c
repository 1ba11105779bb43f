/*
 * What waits for a client of a group counts for it again when it has left and
 * joins anew, over a connection that has read: its other one still owes it.
 */
#include <stdio.h>

#include "server/router/delivery/downlink.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "tests/lib/filler.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#define LONG 3700

static const struct config_option options[] = { { "hello_time", "0" },
	{ "max_per_address", "0" }, { "line_rate", "0" }, { "byte_rate", "0" },
	{ NULL, NULL } };

static struct puppet speaker, phone, laptop;
static char last[LIMIT_LINE];

static bool
is_congested(void)
{
	return downlink_congested(
	    groups_find(STR("tea")), slots_get(speaker.slot)->client);
}

int
main(void)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "send tea %s", filler(LONG));
	stage_begin(options);
	puppet_join(&speaker, "ali", "tea");
	puppet_join(&phone, "cem", "tea");
	puppet_enter(&laptop);
	clients_set_account(slots_get(phone.slot)->client, STR("cem"));
	clients_set_account(slots_get(laptop.slot)->client, STR("cem"));
	puppet_say(&laptop, "name cem");
	for (int i = 0; i < 200 && !is_congested(); i++) {
		puppet_say(&speaker, line);
		puppet_hear_all(&speaker, last);
		puppet_hear_all(&laptop, last);
	}
	TAP_OK(is_congested(), "a connection that reads nothing counts");
	puppet_say(&laptop, "leave tea");
	TAP_OK(!is_congested(), "but not when its client has left");
	puppet_say(&laptop, "join tea");
	TAP_OK(is_congested(), "and again when it has joined anew");
	sane_check();
	return tap_done();
}
