/*
 * The reason of a quit: a client's text can never pass for the server's.
 * Clients that want full events always get a reason; in short events it is the
 * code of bye, or nothing.
 */
#include <string.h>

#include "server/base/loop/ticks.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/model/slots.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define ACTOR "bo!user@*!*!-"

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "idle_time", "60" }, { "ping_time", "20" },
	{ "grace", "1" }, { NULL, NULL } };

static struct puppet full, brief, bo;

static void
begin(void)
{
	char last[LIMIT_LINE];

	puppet_join(&full, "full", "tea");
	puppet_say(&full, "want full");
	puppet_join(&brief, "brief", "tea");
	puppet_join(&bo, "bo", "tea");
	puppet_hear_all(&full, last);
	puppet_hear_all(&brief, last);
}

static void
end(void)
{
	puppet_die(&full);
	puppet_die(&brief);
	stage_forget_log();
}

static void
are_told(const char *in_full, const char *in_short, const char *what)
{
	stage_turn();
	TAP_OK(puppet_hears(&full, in_full) && puppet_hears_nothing(&full) &&
		puppet_hears(&brief, in_short) && puppet_hears_nothing(&brief),
	    "%s", what);
}

static void
quits_by_itself(void)
{
	begin();
	puppet_say(&bo, "quit so  long");
	are_told("quit * " ACTOR " Quit: so  long", "quit * bo Quit: so  long",
	    "by its own words");
	puppet_die(&bo);
	end();
	begin();
	puppet_say(&bo, "quit Killed (ali (x))");
	are_told("quit * " ACTOR " Quit: Killed (ali (x))",
	    "quit * bo Quit: Killed (ali (x))", "which are marked as such");
	puppet_die(&bo);
	end();
	begin();
	puppet_say(&bo, "quit");
	are_told(
	    "quit * " ACTOR " Connection closed", "quit * bo", "without any");
	puppet_die(&bo);
	end();
	begin();
	puppet_die(&bo);
	are_told("quit * " ACTOR " Connection closed", "quit * bo",
	    "or because its worker has died");
	end();
}

/* The longest possible text fits. */
static void
says_long_words(void)
{
	char line[LIMIT_LINE] = "quit ", last[LIMIT_LINE];

	begin();
	memset(line + 5, 'x', LIMIT_TEXT);
	puppet_say(&bo, line);
	stage_turn();
	puppet_hear_all(&full, last);
	TAP_OK(pattern_matches("quit * " ACTOR " Quit: x*", str_from(last)) &&
		strlen(strstr(last, "Quit: ")) == 6 + LIMIT_TEXT,
	    "as many as there may be");
	puppet_die(&bo);
	end();
	begin();
	DISCONNECT_KICK(bo.slot, STR("ali"), str_from(line + 5), STR("x"));
	stage_turn();
	puppet_hear_all(&full, last);
	TAP_OK(pattern_matches(
		   "quit * " ACTOR " Killed (ali (x*x))", str_from(last)) &&
		strlen(strstr(last, "Killed")) == 15 + LIMIT_TEXT,
	    "and as many of who has ended it");
	puppet_die(&bo);
	end();
}

static void
is_ended(void)
{
	begin();
	DISCONNECT_KICK(bo.slot, STR("ali"), STR("no  spam"), STR("killed"));
	are_told("quit * " ACTOR " Killed (ali (no  spam))", "quit * bo kicked",
	    "killed by somebody");
	TAP_OK(puppet_hears(&bo, "bye kicked killed"), "who is told another");
	puppet_die(&bo);
	end();
	begin();
	disconnect_because(bo.slot, BYE_KICKED, STR("too many wrong secrets"));
	are_told("quit * " ACTOR " Killed (operserv (too many wrong secrets))",
	    "quit * bo kicked", "by the server");
	puppet_die(&bo);
	end();
	begin();
	puppet_say(&bo, "fault - kicked");
	are_told("quit * " ACTOR " Killed (operserv (kicked by an operator))",
	    "quit * bo kicked", "by a signal to its worker");
	puppet_die(&bo);
	end();
	begin();
	disconnect_request(bo.slot, BYE_SLOW_READER, bye_word(BYE_SLOW_READER));
	are_told("quit * " ACTOR " Excess flood", "quit * bo slow-reader",
	    "of what waits for it");
	puppet_die(&bo);
	end();
	begin();
	disconnect_request(bo.slot, BYE_PROTOCOL, bye_word(BYE_PROTOCOL));
	are_told("quit * " ACTOR " Connection closed", "quit * bo protocol",
	    "for a reason that is nobody's business");
	puppet_die(&bo);
	end();
}

/* A client that is silent while the others answer is ended. */
static void
is_silent(void)
{
	char last[LIMIT_LINE];

	begin();
	for (unsigned i = 0; i < 3; i++) {
		pace_turns(25 * SEC);
		puppet_say(&full, "time");
		puppet_say(&brief, "time");
		puppet_hear_all(&full, last);
		puppet_hear_all(&brief, last);
	}
	pace_turns(6 * SEC);
	are_told("quit * " ACTOR " Ping timeout: 80 seconds", "quit * bo idle",
	    "after so many seconds without a word");
	puppet_die(&bo);
	end();
}

int
main(void)
{
	stage_begin(options);
	quits_by_itself();
	says_long_words();
	is_ended();
	is_silent();
	return tap_done();
}
