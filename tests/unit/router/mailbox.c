/*
 * While the accounts are unknown, a client that may have letters is not told of
 * them: its done waits for hold_time, and is then refused; the next one does
 * not wait again.
 */
#include "server/router/model/client_identity.h"
#include "server/router/model/slots.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

static const struct config_option none[] = { { NULL, NULL } };
static const struct config_option keeps[] = { { "accounts", "yes" },
	{ "state", "/" }, { "hold_time", "60" }, { NULL, NULL } };

int
main(void)
{
	static struct puppet ann;

	stage_begin(none);
	puppet_join(&ann, "ann", "1");
	stage_configure(keeps);
	identity_set_account(slots_get(ann.slot)->client, STR("ann"));
	puppet_say(&ann, "done 1");
	pace_turns(50 * SEC);
	TAP_OK(puppet_hears_nothing(&ann), "it waits");
	pace_turns(11 * SEC);
	TAP_OK(puppet_hears(&ann, "err done unavailable ...") &&
		puppet_ask(&ann, "done 1", "err done unavailable ..."),
	    "for hold_time, once");
	return tap_done();
}
