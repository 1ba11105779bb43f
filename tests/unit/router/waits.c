/*
 * A line that waits for a time is tried again when that comes: a client that
 * logs in too often is told so after password_time, though nobody waits for the
 * keeper for so long; and a time that is over is no time far ahead.
 */
#include "server/policy/peers.h"
#include "server/router/accounts/attempts.h"
#include "server/router/model/clients.h"
#include "server/router/model/slots.h"
#include "shared/addr.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

static const struct config_option options[] = { { "login_rate", "1" },
	{ "hold_time", "1" }, { "password_time", "5" }, { NULL, NULL } };

static const struct attempt attempt = { .kind = ATTEMPT_COUNTS,
	.account = LIT("ali") };

int
main(void)
{
	static struct puppet puppet;
	struct asks_answer answer;
	struct addr addr;
	conn_id who;

	stage_begin(options);
	puppet_join(&puppet, "ali", "tea");
	who = slots_get(puppet.slot)->conn;
	MUST(addr_parse(&addr, "192.0.2.7:80") == NULL &&
		peers_enter(&addr, ticks_mono(), &conns_get(who)->origin) ==
		    PEERS_WELCOME,
	    "it cannot come from there");
	attempts_begin(who, &attempt);
	attempts_cancel(who);
	MUST(!attempts_ask(who, &attempt, &answer), "it is not too fast");
	pace_turns(2 * SEC);
	TAP_OK(!attempts_ask(who, &attempt, &answer) &&
		slots_get(puppet.slot)->up.resumes >= ticks_now() + 2 * SEC,
	    "it is woken when it is told");
	pace_turns(4 * SEC);
	TAP_OK(attempts_ask(who, &attempt, &answer) &&
		answer.code == CODE_SLOW_DOWN,
	    "and is told to slow down");
	slots_wait(puppet.slot, ticks_mono() - ticks_now() - SEC);
	TAP_OK(slots_get(puppet.slot)->up.resumes <= ticks_now(),
	    "a time that is over");
	return tap_done();
}
